#include "core/proofreading/pixel_regions.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "core/disjoint_sets.h"

namespace axolemma {

RunRegions regionsOf(const PixelRuns& pixels, Connectivity connectivity) {
    const auto& runs = pixels.runs();
    const int slack = connectivity == Connectivity::Corners ? 1 : 0;
    DisjointSets sets(runs.size());
    // Walks along the runs and those of the row above at once.
    std::size_t above = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const PixelRun& run = runs[i];
        const auto ends = [&](const PixelRun& other) {
            return other.y < run.y - 1 || (other.y == run.y - 1 && other.x1 + slack <= run.x0);
        };
        while (above < i && ends(runs[above])) ++above;
        for (std::size_t k = above; k < i && runs[k].y == run.y - 1 && runs[k].x0 < run.x1 + slack;
             ++k)
            sets.join(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k));
    }
    RunRegions regions;
    regions.of.resize(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto first = sets.find(static_cast<std::uint32_t>(i));
        regions.of[i] = first == i ? regions.count++ : regions.of[first];
    }
    return regions;
}

std::vector<PixelRuns> partsOf(const PixelRuns& pixels, Connectivity connectivity) {
    const RunRegions regions = regionsOf(pixels, connectivity);
    std::vector<std::vector<PixelRun>> runs(regions.count);
    for (std::size_t i = 0; i < regions.of.size(); ++i)
        runs[regions.of[i]].push_back(pixels.runs()[i]);
    std::vector<PixelRuns> parts;
    parts.reserve(runs.size());
    for (auto& part : runs) parts.emplace_back(std::move(part));
    return parts;
}

PixelRuns complementOf(const PixelRuns& pixels, const Rect& area) {
    std::vector<PixelRun> rows;
    for (int y = area.y0; y < area.y1; ++y) rows.push_back({y, area.x0, area.x1});
    return PixelRuns(std::move(rows)).without(pixels);
}

PixelRuns regionAround(ImageView<const std::uint32_t> labels, Point seed, const Rect& guess) {
    const std::uint32_t label = labels(seed);
    const Rect slice = labels.bounds();
    Rect area = guess.intersected(slice);
    if (!area.contains(seed)) area = {seed.x, seed.y, seed.x + 1, seed.y + 1};
    for (;;) {
        PixelRuns region;
        for (PixelRuns& part : partsOf(PixelRuns::of(labels, label, area), Connectivity::Edges))
            if (part.contains(seed)) region = std::move(part);
        // Where the region reaches the edge of what was looked at, it may go on.
        const Rect box = region.bounds();
        const int stepX = std::max(2 * area.width(), 128);
        const int stepY = std::max(2 * area.height(), 128);
        const Rect larger = Rect{box.x0 == area.x0 ? area.x0 - stepX : area.x0,
                                 box.y0 == area.y0 ? area.y0 - stepY : area.y0,
                                 box.x1 == area.x1 ? area.x1 + stepX : area.x1,
                                 box.y1 == area.y1 ? area.y1 + stepY : area.y1}
                                .intersected(slice);
        if (larger == area) return region;
        area = larger;
    }
}

Surroundings::Surroundings(const PixelRuns& pixels) {
    const Rect box = pixels.bounds();
    frame_ = {box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1};
    // The first run is the upper row of the frame, so that 0 is outside.
    around_ = complementOf(pixels, frame_);
    regions_ = regionsOf(around_, Connectivity::Corners);
}

std::uint32_t Surroundings::regionAt(Point point) const {
    if (!frame_.contains(point)) return kOutside;
    const auto& runs = around_.runs();
    const auto after = std::ranges::upper_bound(
        runs, point, [](Point a, Point b) { return a.y != b.y ? a.y < b.y : a.x < b.x; },
        [](const PixelRun& run) {
            return Point{run.x0, run.y};
        });
    return after == runs.begin() ? kOutside : regions_.of[after - runs.begin() - 1];
}

PixelRuns Surroundings::holes() const {
    std::vector<PixelRun> holes;
    for (std::size_t i = 0; i < regions_.of.size(); ++i)
        if (regions_.of[i] != kOutside) holes.push_back(around_.runs()[i]);
    return PixelRuns(std::move(holes));
}

}  // namespace axolemma
