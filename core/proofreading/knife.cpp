#include "core/proofreading/knife.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "core/proofreading/bucket_queue.h"
#include "core/proofreading/knife_corridor.h"
#include "core/proofreading/livewire.h"
#include "core/proofreading/pixel_regions.h"
#include "core/proofreading/pixel_walk.h"
#include "core/proofreading/tiled_grid.h"

namespace axolemma {

namespace {

constexpr std::array<Point, 8> kSteps = {Point{1, 0}, {0, 1},  {-1, 0},  {0, -1},
                                         {1, 1},      {-1, 1}, {-1, -1}, {1, -1}};

/// What boundary that is there already costs to follow: a way along it has nothing to cut.
constexpr int kAlongBoundary = 5;
/// What the distance from the drawn line adds at the end of its reach; it grows with the square.
constexpr int kFarAway = 80;

/// The component to be cut and a pixel of it under the line; 0 if there is none.
std::pair<std::uint32_t, Point> componentUnder(ImageView<const std::uint32_t> labels,
                                               std::span<const PointF> drawn,
                                               std::uint32_t wanted) {
    std::map<std::uint32_t, std::pair<int, Point>> under;
    const auto count = [&](Point p) {
        if (!labels.bounds().contains(p)) return;
        const std::uint32_t label = labels(p);
        if (label == 0 || (wanted != 0 && label != wanted)) return;
        auto& [pixels, place] = under[label];
        if (pixels++ == 0) place = p;
    };
    for (std::size_t i = 1; i < drawn.size(); ++i)
        detail::forEachPixelAlong(drawn[i - 1], drawn[i], count);
    if (drawn.size() == 1) count(pixelAt(drawn[0]));
    std::pair<std::uint32_t, Point> best{0, {}};
    int most = 0;
    for (const auto& [label, found] : under) {
        if (found.first <= most) continue;
        most = found.first;
        best = {label, found.second};
    }
    return best;
}

/// Ways across a region, near a line: from what is around it at the start of the line to the same
/// at its end. Only if both are the same 8-connected part of the surroundings does a way divide the
/// region.
class Crossing {
  public:
    Crossing(const Evidence& evidence, const PixelRuns& region, const Surroundings& around,
             const detail::KnifeLine& line, int reach)
        : evidence_(evidence),
          region_(region),
          around_(around),
          reach_(reach),
          corridor_(line.points, reach, frameOf(evidence.bounds())) {
        const double zone = std::min<double>(reach, (line.end - line.start) / 4);
        startsBefore_ = static_cast<float>(line.start + zone);
        endsAfter_ = static_cast<float>(line.end - zone);
        for (const PixelRun& run : corridor_.pixels().runs())
            for (int x = run.x0; x < run.x1; ++x) {
                const Point p{x, run.y};
                if (region_.contains(p)) continue;
                const float along = corridor_.at(p).along;
                auto& ends = ends_[around_.regionAt(p)];
                if (along <= startsBefore_) ends.starts.push_back(p);
                ends.ends = ends.ends || along >= endsAfter_;
            }
    }

    /// The parts of the surroundings that are at both ends of the line.
    std::vector<std::uint32_t> sides() const {
        std::vector<std::uint32_t> sides;
        for (const auto& [side, ends] : ends_)
            if (!ends.starts.empty() && ends.ends) sides.push_back(side);
        return sides;
    }

    struct Way {
        std::uint32_t cost = 0;
        /// Its pixels in the region.
        PixelRuns cut;
    };
    /// The cheapest way (Dijkstra). `alongBoundary`: whether it may leave the region and come back.
    std::optional<Way> cheapest(std::uint32_t side, bool alongBoundary) const {
        detail::TiledGrid<Node> nodes(area());
        detail::BucketQueue queue;
        const auto push = [&](Point p, std::int64_t cost, std::uint8_t by) {
            Node& node = nodes.at(p);
            if (node.touched && cost >= node.cost) return;
            node.touched = true;
            node.cost = static_cast<std::uint32_t>(cost);
            node.by = by;
            queue.push(cost, p);
        };
        for (const Point p : ends_.at(side).starts) push(p, stepInto(p, false), kStart);
        while (!queue.empty()) {
            const std::int64_t cost = queue.nextCost();
            const Point p = queue.pop();
            Node& node = nodes.at(p);
            if (node.settled) continue;
            node.settled = true;
            const bool inside = region_.contains(p);
            if (!inside && isEnd(p, side)) return Way{node.cost, cutTo(p, nodes)};
            if (!inside && !alongBoundary && node.by != kStart) continue;
            for (std::uint8_t i = 0; i < kSteps.size(); ++i) {
                const Point q{p.x + kSteps[i].x, p.y + kSteps[i].y};
                if (corridor_.at(q).distance < 0) continue;
                const bool into = region_.contains(q);
                if (!into && !alongBoundary && !isEnd(q, side)) continue;
                const int step = stepInto(q, into);
                push(q, cost + (i < 4 ? step : (step * 141 + 50) / 100), i);
            }
        }
        return {};
    }

  private:
    static constexpr std::uint8_t kStart = 255;
    struct Node {
        std::uint32_t cost = 0;
        std::uint8_t by = kStart;
        bool touched = false;
        bool settled = false;
    };
    struct Ends {
        std::vector<Point> starts;
        bool ends = false;
    };

    static Rect frameOf(const Rect& slice) {
        return {slice.x0 - 1, slice.y0 - 1, slice.x1 + 1, slice.y1 + 1};
    }
    Rect area() const { return corridor_.pixels().bounds(); }

    bool isEnd(Point p, std::uint32_t side) const {
        return corridor_.at(p).along >= endsAfter_ && around_.regionAt(p) == side;
    }
    int stepInto(Point p, bool inside) const {
        const double away = corridor_.at(p).distance / reach_;
        return (inside ? Livewire::costOf(evidence_.membraneAt(p.x, p.y)) : kAlongBoundary) +
               static_cast<int>(kFarAway * away * away);
    }
    PixelRuns cutTo(Point end, const detail::TiledGrid<Node>& nodes) const {
        std::vector<PixelRun> cut;
        for (Point p = end;;) {
            if (region_.contains(p)) cut.push_back({p.y, p.x, p.x + 1});
            const std::uint8_t by = nodes.find(p)->by;
            if (by == kStart) return PixelRuns(std::move(cut));
            p = {p.x - kSteps[by].x, p.y - kSteps[by].y};
        }
    }

    const Evidence& evidence_;
    const PixelRuns& region_;
    const Surroundings& around_;
    int reach_;
    detail::Corridor corridor_;
    float startsBefore_ = 0;
    float endsAfter_ = 0;
    std::map<std::uint32_t, Ends> ends_;
};

/// Whether `way` leaves two parts or more of the region; then they are put into `cut`.
bool divides(const PixelRuns& region, const Crossing::Way& way, std::uint32_t smallest,
             KnifeCut& cut) {
    PixelRuns pixels = way.cut;
    std::vector<KnifePart> parts;
    for (PixelRuns& part : partsOf(region.without(way.cut), Connectivity::Edges)) {
        if (part.pixels() < std::max<std::uint64_t>(smallest, 1)) {
            pixels = pixels.united(part);
        } else {
            const Point place = part.place();
            parts.push_back({std::move(part), place});
        }
    }
    if (parts.size() < 2) return false;
    std::ranges::stable_sort(parts, [](const KnifePart& a, const KnifePart& b) {
        return a.pixels.pixels() > b.pixels.pixels();
    });
    cut.answer = KnifeAnswer::Cuts;
    cut.cut = std::move(pixels);
    cut.parts = std::move(parts);
    return true;
}

}  // namespace

KnifeCut knifeAlong(const Evidence& evidence, std::span<const PointF> drawn,
                    const KnifeOptions& options) {
    assert(!evidence.labels.empty() && options.reach > 0);
    KnifeCut cut;
    const auto [component, seed] = componentUnder(evidence.labels, drawn, options.component);
    if (component == 0) return cut;
    cut.component = component;
    cut.answer = KnifeAnswer::DoesNotCut;
    constexpr int kGuess = 64;
    const PixelRuns region =
        regionAround(evidence.labels, seed,
                     {seed.x - kGuess, seed.y - kGuess, seed.x + kGuess + 1, seed.y + kGuess + 1});
    const Surroundings around(region);
    const detail::KnifeLine line = detail::knifeLineThrough(drawn, region, around);
    if (line.points.empty()) return cut;
    const Crossing crossing(evidence, region, around, line, options.reach);
    for (const bool alongBoundary : {true, false}) {
        std::vector<Crossing::Way> ways;
        for (const std::uint32_t side : crossing.sides())
            if (auto way = crossing.cheapest(side, alongBoundary)) ways.push_back(std::move(*way));
        std::ranges::stable_sort(ways, {}, &Crossing::Way::cost);
        for (const auto& way : ways)
            if (divides(region, way, options.smallest, cut)) return cut;
    }
    return cut;
}

}  // namespace axolemma
