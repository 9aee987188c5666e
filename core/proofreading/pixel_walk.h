#pragma once

#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/geometry.h"

namespace axolemma::detail {

/// Calls `visit(pixel)` for the pixels that the segment from `from` to `to` passes, in order, each
/// sharing an edge with the one before (Amanatides and Woo 1987).
template <typename Visit>
void forEachPixelAlong(PointF from, PointF to, Visit visit) {
    Point at = pixelAt(from);
    const Point end = pixelAt(to);
    const int stepX = end.x > at.x ? 1 : -1;
    const int stepY = end.y > at.y ? 1 : -1;
    const double dx = std::abs(to.x - from.x);
    const double dy = std::abs(to.y - from.y);
    constexpr double kNever = std::numeric_limits<double>::infinity();
    // When the segment, from 0 to 1, leaves the column and the row it is in.
    double leavesX = dx > 0 ? std::abs(at.x + (stepX > 0 ? 1 : 0) - from.x) / dx : kNever;
    double leavesY = dy > 0 ? std::abs(at.y + (stepY > 0 ? 1 : 0) - from.y) / dy : kNever;
    visit(at);
    // Counted, so that rounding cannot lead past the end.
    int columns = std::abs(end.x - at.x);
    int rows = std::abs(end.y - at.y);
    while (columns > 0 || rows > 0) {
        if (rows == 0 || (columns > 0 && leavesX < leavesY)) {
            at.x += stepX;
            leavesX += 1 / dx;
            --columns;
        } else {
            at.y += stepY;
            leavesY += 1 / dy;
            --rows;
        }
        visit(at);
    }
}

}  // namespace axolemma::detail
