#pragma once

#include <span>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/pixel_regions.h"
#include "core/proofreading/pixel_runs.h"
#include "core/proofreading/tiled_grid.h"

namespace axolemma::detail {

/// The way of a knife through a region: the drawn line from where it first is in the region to
/// where it last is, lengthened to the edge where it starts or ends within.
struct KnifeLine {
    std::vector<PointF> points;
    /// Where along `points`, in pixels, the drawn part starts and ends.
    double start = 0;
    double end = 0;
};

/// No points if the line has no length within the region.
KnifeLine knifeLineThrough(std::span<const PointF> drawn, const PixelRuns& region,
                           const Surroundings& around);

/// The pixels near a polyline, and where beside it they are.
class Corridor {
  public:
    /// Those whose centre is at most `reach` pixels from the line, within `area`.
    Corridor(std::span<const PointF> line, double reach, const Rect& area);

    struct Position {
        /// From the line, in pixels; negative for a pixel that is not in the corridor.
        float distance = -1;
        /// Along the line to the point next to the pixel, in pixels.
        float along = 0;
    };
    Position at(Point p) const {
        const Position* position = grid_.find(p);
        return position ? *position : Position{};
    }
    const PixelRuns& pixels() const { return pixels_; }

  private:
    TiledGrid<Position> grid_;
    PixelRuns pixels_;
};

}  // namespace axolemma::detail
