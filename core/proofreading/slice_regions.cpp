#include "core/proofreading/slice_regions.h"

#include <cmath>
#include <cstdlib>

#include "core/line_pixels.h"
#include "core/watershed.h"

namespace axolemma {

namespace {

constexpr std::uint8_t kPaintedBoundary = 1;
constexpr std::uint8_t kPaintedInterior = 2;
constexpr std::uint8_t kSaidSame = 4;

/// The pixels that something was said of.
Image<std::uint8_t> saidOf(const SliceSurroundings& around, ImageView<const std::uint32_t> labels) {
    Image<std::uint8_t> said;
    const auto* assertions = around.slice->sources.said.get();
    if (!assertions && around.same.empty()) return said;
    said = Image<std::uint8_t>(labels.width(), labels.height(), 0);
    if (assertions) {
        assertions->boundary.clipped(labels.bounds()).paint(said.view(), kPaintedBoundary);
        assertions->interior.clipped(labels.bounds()).paint(said.view(), kPaintedInterior);
    }
    // What lies on the straight way between two places that are near each other was meant.
    constexpr int kNear = 48;
    for (const auto& [a, b] : around.same) {
        const int steps = std::max(std::abs(a.x - b.x), std::abs(a.y - b.y));
        if (steps == 0 || steps > kNear) continue;
        for (int i = 0; i <= steps; ++i) {
            const Point p{a.x + (b.x - a.x) * i / steps, a.y + (b.y - a.y) * i / steps};
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                    if (const Point q{p.x + dx, p.y + dy}; said.bounds().contains(q))
                        said.view()(q) |= kSaidSame;
        }
    }
    return said;
}

}  // namespace

SliceRegions::SliceRegions(const SliceSurroundings& around, const Refinement& refinement)
    : labels_(around.slice->components->labels.view()),
      landscape_(landscapeOf(around.slice->sources.map->view(), refinement.sigma)) {
    const int depth = std::max(1, static_cast<int>(std::lround(255 * refinement.depth)));
    regions_ = seededWatershed(landscape_.height, deepMinima(landscape_.height, depth));
    splitStraddling();
    measureSides();
    if (around.below) measureBeside(0, *around.below, around.overBelow);
    if (around.above) measureBeside(1, *around.above, around.ofAbove);
    drawLines(around);
}

/// A region that was cut by what somebody said becomes several.
void SliceRegions::splitStraddling() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> pixels;
    std::uint32_t count = 0;
    for (int y = 0; y < labels_.height(); ++y) {
        const std::uint32_t* const l = labels_.row(y);
        const std::uint32_t* const r = regions_.view().row(y);
        for (int x = 0; x < labels_.width();) {
            const int start = x;
            while (x < labels_.width() && l[x] == l[start] && r[x] == r[start]) ++x;
            count = std::max(count, r[start]);
            if (l[start] != 0 && r[start] != 0)
                pixels[{r[start], l[start]}] += static_cast<std::uint32_t>(x - start);
        }
    }
    sides_.resize(count + std::size_t{1});
    std::vector<std::uint32_t> most(sides_.size(), 0);
    for (const auto& [pair, n] : pixels)
        if (n > most[pair.first]) {
            most[pair.first] = n;
            sides_[pair.first].component = pair.second;
        }
    constexpr std::uint32_t kSpeck = 20;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> number;
    for (const auto& [pair, n] : pixels)
        if (n >= kSpeck && pair.second != sides_[pair.first].component) {
            number[pair] = static_cast<std::uint32_t>(sides_.size());
            sides_.emplace_back().component = pair.second;
        }
    if (number.empty()) return;
    for (int y = 0; y < labels_.height(); ++y)
        for (int x = 0; x < labels_.width(); ++x) {
            const auto found = number.find({regions_(x, y), labels_(x, y)});
            if (found != number.end()) regions_(x, y) = found->second;
        }
}

void SliceRegions::measureSides() {
    deepest_.resize(sides_.size());
    std::vector<int> depth(sides_.size(), 256);
    for (int y = 0; y < labels_.height(); ++y)
        for (int x = 0; x < labels_.width(); ++x) {
            const std::uint32_t r = regions_(x, y);
            if (r == 0 || labels_(x, y) == 0 || labels_(x, y) != sides_[r].component) continue;
            ++sides_[r].pixels;
            if (landscape_.height(x, y) < depth[r]) {
                depth[r] = landscape_.height(x, y);
                deepest_[r] = {x, y};
            }
        }
}

void SliceRegions::measureBeside(int which, const SliceComponents& beside,
                                 const Displacement* displacement) {
    const Rect bounds = labels_.bounds();
    std::uint32_t region = 0;
    std::uint32_t component = 0;
    std::uint32_t* pixels = nullptr;
    for (int y = 0; y < bounds.height(); ++y)
        for (int x = 0; x < bounds.width(); ++x) {
            Point here{x, y};
            Point there = here;
            if (displacement) {
                const Point by = displacement->at(x, y);
                there = {x + by.x, y + by.y};
                if (!bounds.contains(there)) continue;
                // It is known by pixels of the lower slice.
                if (which == 0) std::swap(here, there);
            }
            const std::uint32_t r = regions_.view()(here);
            const std::uint32_t c = beside.labels.view()(there);
            if (r == 0 || c == 0 || labels_(here) == 0 || labels_(here) != sides_[r].component)
                continue;
            // Neighbours are mostly of the same.
            if (r != region || c != component || !pixels) pixels = &sides_[r].over[which][c];
            region = r;
            component = c;
            ++*pixels;
        }
}

void SliceRegions::drawLines(const SliceSurroundings& around) {
    const Image<std::uint8_t> said = saidOf(around, labels_);
    struct Pixel {
        std::uint32_t a, b;
        int x, y;
    };
    std::vector<Pixel> pixels;
    detail::forEachLinePixel(regions_.view(),
                             [&](int x, int y, std::span<const std::uint32_t> beside) {
                                 for (std::size_t i = 0; i < beside.size(); ++i)
                                     for (std::size_t k = i + 1; k < beside.size(); ++k)
                                         pixels.push_back({beside[i], beside[k], x, y});
                             });
    std::ranges::stable_sort(pixels, {}, [](const Pixel& p) { return std::pair(p.a, p.b); });
    for (std::size_t first = 0, end = 0; first < pixels.size(); first = end) {
        Line line;
        double sumX = 0;
        double sumY = 0;
        for (end = first; end < pixels.size() && pixels[end].a == pixels[first].a &&
                          pixels[end].b == pixels[first].b;
             ++end) {
            const auto [a, b, x, y] = pixels[end];
            ++line.pixels;
            line.membrane += landscape_.membrane(x, y);
            line.pass = std::min(line.pass, landscape_.height(x, y));
            sumX += x;
            sumY += y;
            if (said.empty()) continue;
            if (said(x, y) & (kPaintedBoundary | kPaintedInterior)) ++line.painted;
            if (said(x, y) & kSaidSame) line.saidSame = true;
        }
        const auto far = [&](const Pixel& p) {
            return std::hypot(p.x - sumX / line.pixels, p.y - sumY / line.pixels);
        };
        const auto middle =
            std::ranges::min_element(std::span(pixels).subspan(first, end - first), {}, far);
        line.middle = {middle->x, middle->y};
        line.longest = line.pixels;
        line.regionA = pixels[first].a;
        line.regionB = pixels[first].b;
        lines_.emplace_back(std::pair(line.regionA, line.regionB), line);
    }
}

std::uint32_t SliceRegions::regionAt(Point p) const {
    const auto near = nearestComponentPixel(labels_, p);
    if (!near) return 0;
    if (const std::uint32_t r = regions_.view()(*near)) return r;
    for (const Point step : {Point{1, 0}, {0, 1}, {-1, 0}, {0, -1}}) {
        const Point q{near->x + step.x, near->y + step.y};
        if (labels_.bounds().contains(q) && regions_.view()(q) != 0 &&
            sides_[regions_.view()(q)].component == labels_(*near))
            return regions_.view()(q);
    }
    return 0;
}

Point SliceRegions::inside(Point from, std::uint32_t region) const {
    constexpr int kSteps = 15;
    Point best = from;
    int height = 256;
    Point p = from;
    for (int i = 0; i < kSteps; ++i) {
        Point lowest = p;
        int level = 256;
        for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx) {
                const Point q{p.x + dx, p.y + dy};
                if (!labels_.bounds().contains(q) || regions_.view()(q) != region) continue;
                if (landscape_.height.view()(q) < level) {
                    level = landscape_.height.view()(q);
                    lowest = q;
                }
            }
        if (lowest == p || (i > 0 && level >= height)) break;
        p = lowest;
        height = level;
        if (labels_(p) == sides_[region].component) best = p;
    }
    return best == from ? deepest_[region] : best;
}

}  // namespace axolemma
