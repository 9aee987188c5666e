#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/proofreading/slice_doubts.h"
#include "core/refinement.h"

namespace axolemma {

/// The line between two regions, or all lines between two sides, pooled.
struct Line {
    double membrane = 0;
    std::uint32_t pixels = 0;
    std::uint32_t painted = 0;
    std::uint8_t pass = 255;
    bool saidSame = false;
    /// The middle of the longest line and the regions that meet there.
    std::uint32_t longest = 0;
    Point middle;
    std::uint32_t regionA = 0;
    std::uint32_t regionB = 0;

    void add(const Line& other) {
        membrane += other.membrane;
        pixels += other.pixels;
        painted += other.painted;
        pass = std::min(pass, other.pass);
        if (other.longest <= longest) return;
        longest = other.longest;
        middle = other.middle;
        regionA = other.regionA;
        regionB = other.regionB;
    }
    double strength() const { return membrane / pixels; }
};

using Shares = std::map<std::uint32_t, std::uint32_t>;

/// Regions or sets of them.
struct Side {
    std::uint32_t component = 0;
    std::uint32_t pixels = 0;
    /// Pixels by component of the slices below and above.
    std::array<Shares, 2> over;

    void add(const Side& other) {
        pixels += other.pixels;
        for (int i = 0; i < 2; ++i)
            for (const auto& [c, n] : other.over[i]) over[i][c] += n;
    }
};

/// The regions of a watershed of a slice's map, each within one component, and the lines between
/// them.
class SliceRegions {
  public:
    /// Precondition: there is a map.
    SliceRegions(const SliceSurroundings& around, const Refinement& refinement);

    /// By region; [0] means nothing. Component 0: boundary alone.
    const std::vector<Side>& sides() const { return sides_; }
    /// By pairs of regions, smaller first.
    const std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, Line>>& lines() const {
        return lines_;
    }
    /// The region that a place means; 0 if there is none.
    std::uint32_t regionAt(Point p) const;
    /// From a pixel of a line down into a region, but not far.
    Point inside(Point from, std::uint32_t region) const;

  private:
    void splitStraddling();
    void measureSides();
    void measureBeside(int which, const SliceComponents& beside, const Displacement* displacement);
    void drawLines(const SliceSurroundings& around);

    ImageView<const std::uint32_t> labels_;
    Landscape landscape_;
    Image<std::uint32_t> regions_;
    std::vector<Side> sides_;
    /// The pixel of each region where the membrane is least.
    std::vector<Point> deepest_;
    std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, Line>> lines_;
};

}  // namespace axolemma
