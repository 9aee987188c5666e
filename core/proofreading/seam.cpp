#include "core/proofreading/seam.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "core/components.h"
#include "core/geometry.h"
#include "core/proofreading/pixel_regions.h"

namespace axolemma {

namespace {

/// All pixels in the squares of `by` pixels around those of the set.
/// Whether a and b are what is nearest to the boundary pixel p, no farther than `reach`, and
/// nothing else touches it. `steps` is the disc of `reach`, nearest first.
bool separatesOnly(ImageView<const std::uint32_t> labels, Point p, std::uint32_t a, std::uint32_t b,
                   const std::vector<Point>& steps) {
    // What touches p, even by a corner, and what is as near as the farther of the two.
    int matters = 2;
    std::optional<Point> toA;
    std::optional<Point> toB;
    for (const Point step : steps) {
        const int distance = step.x * step.x + step.y * step.y;
        if (toA && toB && distance > matters) break;
        const Point q{p.x + step.x, p.y + step.y};
        if (!labels.bounds().contains(q)) continue;
        const std::uint32_t label = labels(q);
        if (label == 0) continue;
        if (label != a && label != b) return false;
        if (!toA || !toB) matters = std::max(matters, distance);
        if (label == a && !toA) toA = step;
        if (label == b && !toB) toB = step;
    }
    // Not beside both of them, but between.
    return toA && toB && toA->x * toB->x + toA->y * toB->y <= 0;
}

std::vector<Point> discOf(int radius) {
    std::vector<Point> steps;
    for (int y = -radius; y <= radius; ++y)
        for (int x = -radius; x <= radius; ++x)
            if (x * x + y * y <= radius * radius) steps.push_back({x, y});
    std::ranges::stable_sort(steps, {}, [](Point p) { return p.x * p.x + p.y * p.y; });
    return steps;
}

bool touches(ImageView<const std::uint32_t> labels, const PixelRuns& pixels, std::uint32_t label) {
    constexpr std::array<Point, 4> kSteps = {Point{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    for (const PixelRun& run : pixels.runs())
        for (int x = run.x0; x < run.x1; ++x)
            for (const Point step : kSteps) {
                const Point q{x + step.x, run.y + step.y};
                if (labels.bounds().contains(q) && labels(q) == label) return true;
            }
    return false;
}

}  // namespace

PixelRuns seamBetween(ImageView<const std::uint32_t> labels, std::uint32_t a, std::uint32_t b,
                      int reach) {
    assert(a != 0 && b != 0 && a != b && reach > 0);
    const PixelRuns pixelsA = PixelRuns::of(labels, a, labels.bounds());
    if (pixelsA.empty()) return {};
    const PixelRuns pixelsB =
        PixelRuns::of(labels, b, pixelsA.bounds().grownBy(2 * reach).intersected(labels.bounds()));
    if (pixelsB.empty()) return {};
    const Rect common = pixelsA.bounds()
                            .grownBy(reach)
                            .intersected(pixelsB.bounds().grownBy(reach))
                            .intersected(labels.bounds());
    const Rect near = common.grownBy(reach);
    const PixelRuns candidates = pixelsA.clipped(near)
                                     .grownBy(reach)
                                     .intersected(pixelsB.clipped(near).grownBy(reach))
                                     .clipped(common);
    const std::vector<Point> steps = discOf(reach);
    std::vector<PixelRun> between;
    for (const PixelRun& run : candidates.runs())
        for (int x = run.x0; x < run.x1; ++x)
            if (labels(x, run.y) == 0 && separatesOnly(labels, {x, run.y}, a, b, steps))
                between.push_back({run.y, x, x + 1});
    PixelRuns seam;
    for (const PixelRuns& part : partsOf(PixelRuns(std::move(between)), Connectivity::Edges))
        if (touches(labels, part, a) && touches(labels, part, b)) seam = seam.united(part);
    return seam;
}

namespace {

constexpr int kStretch = 16;

/// Whether so many pixels of a row, and all that touch them, are of the component.
bool isWithin(std::uint32_t component, const std::uint32_t* row, const std::uint32_t* above,
              const std::uint32_t* below) {
    std::uint32_t differs = (row[-1] ^ component) | (row[kStretch] ^ component);
    for (int i = 0; i < kStretch; ++i)
        differs |= (row[i] ^ component) | (above[i] ^ component) | (below[i] ^ component);
    return differs == 0;
}

}  // namespace

std::vector<Neighbour> neighboursOf(ImageView<const std::uint32_t> labels,
                                    ImageView<const std::uint8_t> map, std::uint32_t component) {
    assert(component != 0);
    const PixelRuns pixels = PixelRuns::of(labels, component, labels.bounds());
    if (pixels.empty()) return {};
    const Rect area = pixels.bounds().grownBy(kMembraneWidth + 1).intersected(labels.bounds());
    // Each boundary pixel goes to the nearest component, so that they meet midway.
    Image<std::uint32_t> regions(area.width(), area.height());
    for (int y = area.y0; y < area.y1; ++y)
        std::copy_n(labels.row(y) + area.x0, area.width(), regions.view().row(y - area.y0));
    growIntoBoundary(regions);
    // What lies beyond the width of a membrane is no contact.
    constexpr int kHalf = kMembraneWidth / 2;
    struct Sum {
        std::uint32_t edges = 0;
        double membrane = 0;
    };
    std::map<std::uint32_t, Sum> sums;
    const auto meet = [&](Point p, Point q, std::uint32_t other) {
        Sum& sum = sums[other];
        ++sum.edges;
        if (!map.empty()) sum.membrane += 255 - std::min(map(p), map(q));
    };
    const PixelRuns near = pixels.grownBy(kHalf).clipped(area);
    for (const PixelRun& run : near.runs()) {
        // Most of a large component meets nothing: stretches of it are passed over at once.
        const auto rowAt = [&](int y) {
            return regions.view().row(std::clamp(y, area.y0, area.y1 - 1) - area.y0);
        };
        const std::uint32_t* const row = rowAt(run.y);
        const std::uint32_t* const above = rowAt(run.y - 1);
        const std::uint32_t* const below = rowAt(run.y + 1);
        const int last = area.width() - 1;
        const int end = run.x1 - area.x0;
        for (int x = run.x0 - area.x0; x < end; ++x) {
            while (x > 0 && x + kStretch < end &&
                   isWithin(component, row + x, above + x, below + x))
                x += kStretch;
            if (row[x] != component) continue;
            const Point p{x + area.x0, run.y};
            const int left = std::max(x - 1, 0);
            const int right = std::min(x + 1, last);
            if (row[right] != component) meet(p, {p.x + 1, p.y}, row[right]);
            if (below[x] != component) meet(p, {p.x, p.y + 1}, below[x]);
            if (row[left] != component) meet(p, {p.x - 1, p.y}, row[left]);
            if (above[x] != component) meet(p, {p.x, p.y - 1}, above[x]);
        }
    }
    std::vector<Neighbour> neighbours;
    for (const auto& [other, sum] : sums)
        if (other != 0) neighbours.push_back({other, sum.edges, sum.membrane / 255 / sum.edges});
    std::ranges::stable_sort(neighbours, [](const Neighbour& p, const Neighbour& q) {
        return p.membrane != q.membrane ? p.membrane < q.membrane : p.edges > q.edges;
    });
    return neighbours;
}

}  // namespace axolemma
