#include "core/proofreading/slice_doubts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/disjoint_sets.h"
#include "core/line_pixels.h"
#include "core/watershed.h"

namespace axolemma {

namespace {

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

double sharedOf(const Side& a, const Side& b) {
    double sum = 0;
    int beside = 0;
    for (int i = 0; i < 2; ++i) {
        std::uint64_t ofA = 0;
        std::uint64_t ofB = 0;
        std::uint64_t both = 0;
        for (const auto& [component, n] : a.over[i]) {
            ofA += n;
            const auto found = b.over[i].find(component);
            if (found != b.over[i].end()) both += std::min(n, found->second);
        }
        for (const auto& [component, n] : b.over[i]) ofB += n;
        if (ofA == 0 || ofB == 0) continue;
        sum += static_cast<double>(both) / static_cast<double>(std::min(ofA, ofB));
        ++beside;
    }
    return beside == 0 ? 0.5 : sum / beside;
}

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

class SliceSeams {
  public:
    SliceSeams(const SliceSurroundings& around, const Refinement& refinement)
        : around_(around),
          labels_(around.slice->components->labels.view()),
          landscape_(landscapeOf(around.slice->sources.map->view(), refinement.sigma)) {
        const int depth = std::max(1, static_cast<int>(std::lround(255 * refinement.depth)));
        regions_ = seededWatershed(landscape_.height, deepMinima(landscape_.height, depth));
        profile_.resize(around.slice->components->count + std::size_t{1}, false);
        for (const std::uint32_t component : around.slice->profiles) profile_[component] = true;
        splitStraddling();
        measureSides();
        drawLines();
    }

    std::vector<SeamFacts> find() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, Line> between;
        std::map<std::uint32_t, Side> whole;
        for (std::size_t r = 1; r < sides_.size(); ++r)
            if (sides_[r].component != 0) whole[sides_[r].component].add(sides_[r]);
        for (const auto& [pair, line] : lines_) {
            const std::uint32_t a = sides_[pair.first].component;
            const std::uint32_t b = sides_[pair.second].component;
            if (a == 0 || b == 0 || a == b) continue;
            Line flipped = line;
            if (a > b) std::swap(flipped.regionA, flipped.regionB);
            between[std::minmax(a, b)].add(flipped);
        }
        for (const auto& [pair, line] : between)
            note(pair.first, pair.second, line, whole[pair.first], whole[pair.second]);
        agglomerate();
        return std::move(found_);
    }

  private:
    /// A region that was cut by what somebody said becomes several.
    void splitStraddling() {
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

    void measureSides() {
        deepest_.resize(sides_.size());
        std::vector<int> depth(sides_.size(), 256);
        const std::array<const SliceComponents*, 2> beside = {around_.below, around_.above};
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
        for (int i = 0; i < 2; ++i) {
            if (!beside[i]) continue;
            for (int y = 0; y < labels_.height(); ++y) {
                const std::uint32_t* const l = labels_.row(y);
                const std::uint32_t* const r = regions_.view().row(y);
                const std::uint32_t* const o = beside[i]->labels.view().row(y);
                for (int x = 0; x < labels_.width();) {
                    const int start = x;
                    while (x < labels_.width() && l[x] == l[start] && r[x] == r[start] &&
                           o[x] == o[start])
                        ++x;
                    if (r[start] != 0 && o[start] != 0 && l[start] != 0 &&
                        l[start] == sides_[r[start]].component)
                        sides_[r[start]].over[i][o[start]] += static_cast<std::uint32_t>(x - start);
                }
            }
        }
    }

    void drawLines() {
        const Image<std::uint8_t> said = saidOf(around_, labels_);
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

    void agglomerate() {
        DisjointSets sets(sides_.size());
        std::vector<std::unordered_map<std::uint32_t, Line>> borders(sides_.size());
        struct Candidate {
            double strength;
            std::uint32_t a, b, pixels;
            bool operator<(const Candidate& o) const {
                return std::tie(strength, a, b) > std::tie(o.strength, o.a, o.b);
            }
        };
        std::priority_queue<Candidate> queue;
        const auto push = [&](std::uint32_t a, std::uint32_t b, const Line& line) {
            const bool erased = line.saidSame || 2 * line.painted > line.pixels;
            queue.push(
                {erased ? -1 : line.strength(), std::min(a, b), std::max(a, b), line.pixels});
        };
        for (const auto& [pair, line] : lines_) {
            const auto [a, b] = pair;
            if (sides_[a].component == 0 || sides_[a].component != sides_[b].component) continue;
            borders[a].emplace(b, line);
            borders[b].emplace(a, line);
            push(a, b, line);
        }
        const auto join = [&](std::uint32_t a, std::uint32_t b) {
            const std::uint32_t kept = sets.join(a, b);
            const std::uint32_t gone = kept == a ? b : a;
            borders[kept].erase(gone);
            borders[gone].erase(kept);
            sides_[kept].add(sides_[gone]);
            for (const auto& [other, line] : borders[gone]) {
                borders[other].erase(gone);
                Line& pooled = borders[kept][other];
                pooled.add(line);
                pooled.saidSame = pooled.saidSame || line.saidSame;
                borders[other][kept] = pooled;
                push(kept, other, pooled);
            }
            borders[gone].clear();
        };
        // What was said to be one is one, wherever it is.
        for (const auto& [p, q] : around_.same) {
            const auto a = regionAt(p);
            const auto b = regionAt(q);
            if (a == 0 || b == 0 || sides_[a].component != sides_[b].component) continue;
            if (sets.find(a) != sets.find(b)) join(sets.find(a), sets.find(b));
        }
        while (!queue.empty()) {
            const Candidate next = queue.top();
            queue.pop();
            const auto found = borders[next.a].find(next.b);
            if (found == borders[next.a].end() || found->second.pixels != next.pixels) continue;
            const Line line = found->second;
            if (next.strength >= 0)
                note(sides_[next.a].component, sides_[next.a].component, line, sides_[next.a],
                     sides_[next.b]);
            join(next.a, next.b);
        }
    }

    std::uint32_t regionAt(Point p) const {
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

    /// From the membrane down into a region, but not far.
    Point inside(Point from, std::uint32_t region) const {
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

    void note(std::uint32_t a, std::uint32_t b, const Line& line, const Side& sideA,
              const Side& sideB) {
        if (profile_[a] || profile_[b] || 2 * line.painted > line.pixels) return;
        if (sideA.pixels == 0 || sideB.pixels == 0) return;
        SeamFacts facts;
        facts.a = a;
        facts.b = b;
        facts.at = line.middle;
        facts.placeA = inside(line.middle, line.regionA);
        facts.placeB = inside(line.middle, line.regionB);
        facts.membrane = line.strength();
        facts.length = line.pixels;
        facts.pass = line.pass / 255.0;
        std::tie(facts.smaller, facts.larger) = std::minmax(sideA.pixels, sideB.pixels);
        facts.shared = sharedOf(sideA, sideB);
        found_.push_back(facts);
    }

    const SliceSurroundings& around_;
    ImageView<const std::uint32_t> labels_;
    Landscape landscape_;
    Image<std::uint32_t> regions_;
    std::vector<bool> profile_;
    /// By region; a set of regions is described at its representative.
    std::vector<Side> sides_;
    std::vector<Point> deepest_;
    std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, Line>> lines_;
    std::vector<SeamFacts> found_;
};

}  // namespace

std::vector<SeamFacts> seamsOf(const SliceSurroundings& around, const Refinement& refinement) {
    if (!around.slice || !around.slice->sources.map || around.slice->components->count == 0)
        return {};
    return SliceSeams(around, refinement).find();
}

}  // namespace axolemma
