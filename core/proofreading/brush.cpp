#include "core/proofreading/brush.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/proofreading/pixel_walk.h"

namespace axolemma {

namespace {

bool within(PointF from, PointF to, double radius, double x, double y) {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double px = x - from.x;
    const double py = y - from.y;
    const double length = dx * dx + dy * dy;
    const double along = px * dx + py * dy;
    if (along <= 0 || length == 0) return px * px + py * py <= radius * radius;
    if (along >= length) return (px - dx) * (px - dx) + (py - dy) * (py - dy) <= radius * radius;
    const double across = px * dy - py * dx;
    return across * across <= radius * radius * length;
}

/// What a row has of a convex shape: from `low` to `high`.
struct Span {
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    void add(double x) {
        low = std::min(low, x);
        high = std::max(high, x);
    }
};

void addDisc(Span& span, PointF centre, double radius, double y) {
    const double dy = y - centre.y;
    if (std::abs(dy) > radius) return;
    const double half = std::sqrt(radius * radius - dy * dy);
    span.add(centre.x - half);
    span.add(centre.x + half);
}

/// Where the horizontal at `y` meets the edge from p to q.
void addEdge(Span& span, PointF p, PointF q, double y) {
    if ((p.y < y) == (q.y < y)) return;
    span.add(p.x + (y - p.y) * (q.x - p.x) / (q.y - p.y));
}

}  // namespace

PixelRuns capsule(PointF from, PointF to, double radius) {
    if (!(radius >= 0)) return {};
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const double nx = length > 0 ? (to.y - from.y) / length * radius : 0;
    const double ny = length > 0 ? (from.x - to.x) / length * radius : 0;
    const std::array<PointF, 4> corners = {PointF{from.x + nx, from.y + ny},
                                           {to.x + nx, to.y + ny},
                                           {to.x - nx, to.y - ny},
                                           {from.x - nx, from.y - ny}};
    const int top = static_cast<int>(std::floor(std::min(from.y, to.y) - radius));
    const int bottom = static_cast<int>(std::ceil(std::max(from.y, to.y) + radius));
    std::vector<PixelRun> runs;
    runs.reserve(static_cast<std::size_t>(bottom - top) + 1);
    for (int row = top; row <= bottom; ++row) {
        const double y = row + 0.5;
        Span span;
        addDisc(span, from, radius, y);
        addDisc(span, to, radius, y);
        for (std::size_t i = 0; i < 4; ++i) addEdge(span, corners[i], corners[(i + 1) % 4], y);
        if (span.low > span.high) continue;
        // The definition has the last word at the ends, whatever the rounding above.
        const auto inside = [&](int x) { return within(from, to, radius, x + 0.5, y); };
        int x0 = static_cast<int>(std::ceil(span.low - 0.5));
        int x1 = static_cast<int>(std::floor(span.high - 0.5)) + 1;
        while (inside(x0 - 1)) --x0;
        while (x0 < x1 && !inside(x0)) ++x0;
        while (inside(x1)) ++x1;
        while (x0 < x1 && !inside(x1 - 1)) --x1;
        runs.push_back({row, x0, x1});
    }
    return PixelRuns(std::move(runs));
}

PixelRuns polygon(std::span<const PointF> points) {
    struct Crossing {
        int row;
        double x;
    };
    std::vector<Crossing> crossings;
    for (std::size_t i = 0; i < points.size(); ++i) {
        PointF p = points[i];
        PointF q = points[(i + 1) % points.size()];
        // From above, so that an edge is the same for the polygons on both of its sides.
        if (p.y > q.y) std::swap(p, q);
        const int first = static_cast<int>(std::ceil(p.y - 0.5));
        for (int row = first; row + 0.5 < q.y; ++row)
            crossings.push_back({row, p.x + (row + 0.5 - p.y) * (q.x - p.x) / (q.y - p.y)});
    }
    std::ranges::sort(crossings, [](const Crossing& a, const Crossing& b) {
        return a.row != b.row ? a.row < b.row : a.x < b.x;
    });
    std::vector<PixelRun> runs;
    // A closed line crosses every horizontal an even number of times.
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
        runs.push_back({crossings[i].row, static_cast<int>(std::ceil(crossings[i].x - 0.5)),
                        static_cast<int>(std::ceil(crossings[i + 1].x - 0.5))});
    return PixelRuns(std::move(runs));
}

PixelRuns line(std::span<const PointF> points) {
    std::vector<PixelRun> runs;
    const auto add = [&](Point p) { runs.push_back({p.y, p.x, p.x + 1}); };
    if (points.size() == 1) add(pixelAt(points[0]));
    for (std::size_t i = 1; i < points.size(); ++i)
        detail::forEachPixelAlong(points[i - 1], points[i], add);
    return PixelRuns(std::move(runs));
}

}  // namespace axolemma
