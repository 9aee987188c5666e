#pragma once

#include <vector>

#include "app/reproduction/study.h"
#include "core/geometry.h"
#include "core/image.h"

namespace axolemma {

/// So far from membrane, in pixels along either axis, is inside of a cell.
inline constexpr int kInsideCell = 6;

/// A place of a held-out slice where the image misleads.
struct AmbiguousPlace {
    Place at;  ///< z counts in the whole stack
    /// Dark inside of a cell: how dark it is. Blurred membrane: how much darker than what is around
    /// it. Both in the display's steps from 0 to 1.
    double appearance = 0;
    /// The network's probability of membrane: inside of the cell at the place, or along the
    /// membrane.
    double membrane = 0;
};

/// Where the image misleads, and what a map makes of it.
struct Ambiguity {
    /// The darkest places inside of cells, each further than `kInsideCell` from any membrane.
    std::vector<AmbiguousPlace> darkInside;
    /// The most blurred membranes that the map found: with a probability of membrane of 0.5 and
    /// more in the mean of the pixels of membrane in 17 x 17 around the place.
    std::vector<AmbiguousPlace> blurredFound;
    /// Of the pixels inside of cells that are as dark as half of all membrane: how many there are,
    /// and which share of them the map calls cell.
    std::uint64_t darkPixels = 0;
    double darkCalledCell = 0;
    /// Of the most blurred tenth of the pixels of membrane, each judged with the 17 x 17 pixels
    /// around it: how many there are, and which share of them the map found, as above.
    std::uint64_t blurredPixels = 0;
    double blurredCalledMembrane = 0;
};

/// Looks for at most `most` places of each kind, of which no two lie closer than `apart` pixels in
/// one slice. `map` is the probability of cell of the held-out slices. Throws `Cancelled`.
Ambiguity ambiguityOf(const Study& study, const Volume<float>& map, int most, int apart,
                      std::stop_token stop);

}  // namespace axolemma
