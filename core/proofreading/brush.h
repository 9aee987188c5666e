#pragma once

#include <span>

#include "core/geometry.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

// What a mouse draws, as pixels. None of these knows of a slice: clip them to it before they are
// painted. Any thread.

/// A stroke with a round brush: the pixels whose centre is at most `radius` pixels from the segment
/// between `from` and `to`, which may be the same. A stroke of the mouse is the union of those
/// between its positions. Below a radius of 0.75 there may be none, and strokes have gaps: the
/// brush one pixel wide is `line`. Time and memory go with the rows, not the area.
PixelRuns capsule(PointF from, PointF to, double radius);

/// A lasso: the pixels whose centre is inside the closed polygon by the even-odd rule. Of a centre
/// exactly on an edge, the polygon to its right or below has it, so that polygons that share an
/// edge share no pixel and leave none out. Fewer than three points enclose nothing.
PixelRuns polygon(std::span<const PointF> points);

/// A line one pixel wide along a polyline, 4-connected: no 8-path, and so no 4-path either, leads
/// from one side of it to the other. Of one point, its pixel; of none, nothing.
PixelRuns line(std::span<const PointF> points);

}  // namespace axolemma
