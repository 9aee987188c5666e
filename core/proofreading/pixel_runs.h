#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"

namespace axolemma {

/// Pixels x0 <= x < x1 of row y.
struct PixelRun {
    int y = 0;
    int x0 = 0;
    int x1 = 0;
    bool operator==(const PixelRun&) const = default;
};

/// A set of pixels of a slice, run-length coded: runs are ordered by row and column, none is empty
/// and none touches another of its row. It knows of no slice: coordinates may have any value.
class PixelRuns {
  public:
    PixelRuns() = default;
    /// The pixels of runs in any order, which may overlap; empty ones are left out.
    explicit PixelRuns(std::vector<PixelRun> runs);
    /// The non-zero pixels of `mask`, whose first pixel is at `origin`.
    static PixelRuns of(ImageView<const std::uint8_t> mask, Point origin = {});
    /// The pixels of `labels` that hold `label`, within `area`.
    static PixelRuns of(ImageView<const std::uint32_t> labels, std::uint32_t label,
                        const Rect& area);

    const std::vector<PixelRun>& runs() const& { return runs_; }
    std::vector<PixelRun> runs() && { return std::move(runs_); }
    bool empty() const { return runs_.empty(); }
    std::uint64_t pixels() const;
    /// The smallest rectangle that holds all; empty for none.
    Rect bounds() const;
    bool contains(Point point) const;
    /// A pixel of the set near its centroid. Precondition: not empty.
    Point place() const;

    PixelRuns united(const PixelRuns& other) const;
    PixelRuns intersected(const PixelRuns& other) const;
    PixelRuns without(const PixelRuns& other) const;
    PixelRuns clipped(const Rect& area) const;
    /// Every pixel of the set and those at most so many rows and columns from one.
    PixelRuns grownBy(int pixels) const;

    /// Writes `value` to all pixels; they must lie within the image.
    template <typename T>
    void paint(ImageView<T> image, T value) const {
        for (const PixelRun& run : runs_)
            std::fill(image.row(run.y) + run.x0, image.row(run.y) + run.x1, value);
    }

    bool operator==(const PixelRuns&) const = default;

  private:
    std::vector<PixelRun> runs_;
};

}  // namespace axolemma
