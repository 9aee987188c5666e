#include "core/proofreading/knife_corridor.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/proofreading/brush.h"

namespace axolemma::detail {

namespace {

double distanceBetween(PointF a, PointF b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

PointF between(PointF a, PointF b, double share) {
    return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

/// The line without points so near to the last one that they are the trembling of a hand.
std::vector<PointF> simplified(std::span<const PointF> drawn) {
    constexpr double kLeast = 4;
    std::vector<PointF> points;
    for (const PointF p : drawn)
        if (points.empty() || distanceBetween(points.back(), p) >= kLeast) points.push_back(p);
    if (drawn.empty() || points.back() == drawn.back()) return points;
    if (points.size() > 1) points.pop_back();
    points.push_back(drawn.back());
    return points;
}

double lengthOf(std::span<const PointF> points) {
    double length = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        length += distanceBetween(points[i - 1], points[i]);
    return length;
}

/// The points from where the line is first in the region on; it is stepped along in half pixels.
std::vector<PointF> fromFirstInside(std::span<const PointF> points, const PixelRuns& region) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        const PointF next = points[std::min(i + 1, points.size() - 1)];
        const int steps = static_cast<int>(2 * distanceBetween(points[i], next)) + 1;
        for (int k = 0; k < steps; ++k) {
            const PointF at = between(points[i], next, static_cast<double>(k) / steps);
            if (!region.contains(pixelAt(at))) continue;
            std::vector<PointF> rest = {at};
            rest.insert(rest.end(), points.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                        points.end());
            return rest;
        }
    }
    return {};
}

/// Where the line is outside of the region if it is lengthened beyond its first point.
PointF lengthened(std::span<const PointF> points, const PixelRuns& region,
                  const Surroundings& around) {
    // The direction is that of a stretch, because hands turn as they press.
    constexpr double kStretch = 12;
    PointF ahead = points.back();
    for (const PointF p : points) {
        if (distanceBetween(points.front(), p) < kStretch) continue;
        ahead = between(points.front(), p, kStretch / distanceBetween(points.front(), p));
        break;
    }
    const double length = distanceBetween(points.front(), ahead);
    PointF at = points.front();
    if (length == 0) return at;
    const double dx = (at.x - ahead.x) / length / 2;
    const double dy = (at.y - ahead.y) / length / 2;
    const auto isWithin = [&](Point p) {
        return region.contains(p) || around.regionAt(p) != Surroundings::kOutside;
    };
    while (isWithin(pixelAt(at))) at = {at.x + dx, at.y + dy};
    return at;
}

}  // namespace

KnifeLine knifeLineThrough(std::span<const PointF> drawn, const PixelRuns& region,
                           const Surroundings& around) {
    std::vector<PointF> points = fromFirstInside(simplified(drawn), region);
    std::ranges::reverse(points);
    points = fromFirstInside(points, region);
    std::ranges::reverse(points);
    const double length = lengthOf(points);
    if (length == 0) return {};
    const PointF front = lengthened(points, region, around);
    KnifeLine line;
    line.start = distanceBetween(front, points.front());
    line.end = line.start + length;
    std::ranges::reverse(points);
    points.insert(points.begin(), lengthened(points, region, around));
    std::ranges::reverse(points);
    points.insert(points.begin(), front);
    line.points = std::move(points);
    return line;
}

Corridor::Corridor(std::span<const PointF> line, double reach, const Rect& area) : grid_(area) {
    std::vector<PixelRun> runs;
    double before = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const PointF from = line[i - 1];
        const double length = distanceBetween(from, line[i]);
        if (length == 0) continue;
        const double dx = (line[i].x - from.x) / length;
        const double dy = (line[i].y - from.y) / length;
        const PixelRuns beside = capsule(from, line[i], reach).clipped(area);
        for (const PixelRun& run : beside.runs()) {
            runs.push_back(run);
            for (int x = run.x0; x < run.x1; ++x) {
                const double px = x + 0.5 - from.x;
                const double py = run.y + 0.5 - from.y;
                const double along = std::clamp(px * dx + py * dy, 0.0, length);
                const auto distance =
                    static_cast<float>(std::hypot(px - along * dx, py - along * dy));
                Position& position = grid_.at(x, run.y);
                if (position.distance >= 0 && position.distance <= distance) continue;
                position = {distance, static_cast<float>(before + along)};
            }
        }
        before += length;
    }
    pixels_ = PixelRuns(std::move(runs));
}

}  // namespace axolemma::detail
