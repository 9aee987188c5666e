#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

// Connectivity of sets of pixels, in time that goes with their runs. Any thread.

/// Which pixels are neighbours: the 4 that share an edge, or the 8 that share a corner as well.
enum class Connectivity { Edges, Corners };

/// To which connected region each run of a set belongs.
struct RunRegions {
    /// The number of the region of each run, from 0 in the order of their first runs.
    std::vector<std::uint32_t> of;
    std::uint32_t count = 0;
};

RunRegions regionsOf(const PixelRuns& pixels, Connectivity connectivity);

/// The regions themselves, in the order of their first runs.
std::vector<PixelRuns> partsOf(const PixelRuns& pixels, Connectivity connectivity);

/// The pixels of `area` that are not in `pixels`.
PixelRuns complementOf(const PixelRuns& pixels, const Rect& area);

/// The 4-connected region of equal label that holds `seed`, which must lie inside of `labels`.
/// Looks at little more than the box around it, which is found from `guess` on.
PixelRuns regionAround(ImageView<const std::uint32_t> labels, Point seed, const Rect& guess);

/// What is around a 4-connected set: the 8-connected regions of what is not in it. One of them is
/// outside and endless, the others are its holes. The edge of a slice is not special: pixels beyond
/// it are around the set like others.
class Surroundings {
  public:
    explicit Surroundings(const PixelRuns& pixels);

    static constexpr std::uint32_t kOutside = 0;
    /// The number of the region of a pixel that is not in the set.
    std::uint32_t regionAt(Point point) const;
    /// All holes.
    PixelRuns holes() const;

  private:
    Rect frame_;
    PixelRuns around_;
    RunRegions regions_;
};

}  // namespace axolemma
