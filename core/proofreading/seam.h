#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

// Where components meet. `labels`: numbers of components, 0 = boundary. Any thread.

/// How far apart two components may be and still be neighbours, in pixels: wider than that is no
/// membrane.
inline constexpr int kMembraneWidth = 12;

/// The boundary that is to become interior when a and b are merged: the pixels between them
/// whose two nearest components are a and b, each at most `reach` pixels from the centre of the
/// pixel, and that touch no other component even by a corner, in pieces that lead from a to b by
/// edges. So once they are interior, a and b are one 4-connected region and nothing else is joined
/// to it. Empty where a and b are not neighbours, and where they touch without boundary between
/// them.
PixelRuns seamBetween(ImageView<const std::uint32_t> labels, std::uint32_t a, std::uint32_t b,
                      int reach = kMembraneWidth / 2 + 1);

/// A component beside another, and what is between them.
struct Neighbour {
    std::uint32_t component = 0;
    /// The length of the contact, in edges between pixels of the line midway between the two.
    std::uint32_t edges = 0;
    /// The mean probability of membrane along it, 0 to 1; 0 without a map.
    double membrane = 0;
};

/// All components beside `component`, at most `kMembraneWidth` from it, the weakest contact first;
/// of equals the longest. `map`: the probability of cell in steps of 1/255, or empty.
std::vector<Neighbour> neighboursOf(ImageView<const std::uint32_t> labels,
                                    ImageView<const std::uint8_t> map, std::uint32_t component);

}  // namespace axolemma
