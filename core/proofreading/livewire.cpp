#include "core/proofreading/livewire.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <utility>

#include "core/proofreading/bucket_queue.h"
#include "core/proofreading/pixel_walk.h"
#include "core/proofreading/tiled_grid.h"

namespace axolemma {

namespace {

/// The four edge-wise steps, then those over corners.
constexpr std::array<Point, 8> kSteps = {Point{1, 0}, {0, 1},  {-1, 0},  {0, -1},
                                         {1, 1},      {-1, 1}, {-1, -1}, {1, -1}};

constexpr int kCertain = 20;
constexpr int kMissing = 80;

/// Rises with the root of what certainty lacks, so that it keeps to the middle of a membrane; and
/// never to more than four times as much, because the way across a gap has to be cheaper than the
/// one around the whole cell.
constexpr std::array<std::uint16_t, 256> makeCosts() {
    std::array<std::uint16_t, 256> costs{};
    int root = 0;
    for (int lack = 0; lack < 256; ++lack) {
        while (root * root < lack * 255) ++root;
        costs[255 - lack] =
            static_cast<std::uint16_t>(kCertain + (kMissing - kCertain) * root / 255);
    }
    return costs;
}
constexpr auto kCosts = makeCosts();

Point movedInside(Point p, const Rect& area) {
    return {std::clamp(p.x, area.x0, area.x1 - 1), std::clamp(p.y, area.y0, area.y1 - 1)};
}

}  // namespace

PixelRuns LivewirePath::runs() const {
    std::vector<PixelRun> runs;
    runs.reserve(pixels.size());
    for (const Point p : pixels) runs.push_back({p.y, p.x, p.x + 1});
    return PixelRuns(std::move(runs));
}

/// Dijkstra's algorithm from one start, as far as it was needed yet.
class Livewire::Search {
  public:
    Search(const Evidence& evidence, bool fourConnected, Point start)
        : evidence_(evidence),
          start_(start),
          steps_(fourConnected ? 4 : 8),
          nodes_(evidence.bounds()) {
        nodes_.at(start).step = kCertain;
        queue_.push(0, start);
    }

    /// Goes on until `target` is settled, or `budget` pixels were looked at. Returns which.
    bool settle(Point target, std::size_t budget) {
        const Node& wanted = nodes_.at(target);
        while (!wanted.settled) {
            if (queue_.empty() || budget == 0) return false;
            const std::int64_t cost = queue_.nextCost();
            const Point pixel = queue_.pop();
            Node& node = nodes_.at(pixel);
            if (node.settled) continue;
            node.settled = true;
            relaxAround(pixel, cost);
            --budget;
        }
        return true;
    }

    bool isSettled(Point p) const {
        const Node* node = nodes_.find(p);
        return node && node->settled;
    }
    std::int64_t costTo(Point p) { return nodes_.at(p).cost; }

    /// Appends the way from a settled pixel back to the start, that pixel included.
    void trace(Point from, std::vector<Point>& pixels) {
        for (Point p = from;;
             p = {p.x - kSteps[nodes_.at(p).by].x, p.y - kSteps[nodes_.at(p).by].y}) {
            pixels.push_back(p);
            if (p == start_) return;
        }
    }

    Point start() const { return start_; }

  private:
    struct Node {
        std::uint32_t cost = 0;
        /// The cost of a step into it; 0 until it is touched.
        std::uint16_t step = 0;
        /// The step that led here.
        std::uint8_t by = 0;
        bool settled = false;
    };

    void relaxAround(Point pixel, std::int64_t cost) {
        const Rect& area = nodes_.area();
        for (std::size_t i = 0; i < steps_; ++i) {
            const Point next{pixel.x + kSteps[i].x, pixel.y + kSteps[i].y};
            if (!area.contains(next)) continue;
            Node& node = nodes_.at(next);
            if (node.settled) continue;
            const bool known = node.step != 0;
            if (!known)
                node.step =
                    static_cast<std::uint16_t>(costOf(evidence_.membraneAt(next.x, next.y)));
            const std::int64_t reached = cost + (i < 4 ? node.step : (node.step * 141 + 50) / 100);
            if (known && reached >= node.cost) continue;
            node.cost = static_cast<std::uint32_t>(reached);
            node.by = static_cast<std::uint8_t>(i);
            queue_.push(reached, next);
        }
    }

    Evidence evidence_;
    Point start_;
    std::size_t steps_;
    detail::TiledGrid<Node> nodes_;
    detail::BucketQueue queue_;
};

Livewire::Livewire(const Evidence& evidence, const LivewireOptions& options)
    : evidence_(evidence), options_(options) {}
Livewire::~Livewire() = default;
Livewire::Livewire(Livewire&&) noexcept = default;
Livewire& Livewire::operator=(Livewire&&) noexcept = default;

int Livewire::costOf(int membrane) {
    assert(membrane >= 0 && membrane <= 255);
    return kCosts[static_cast<std::size_t>(membrane)];
}

Point Livewire::snapped(Point at) const {
    // What is not at least this likely is no membrane to hold on to.
    constexpr int kWeakest = 64;
    const Rect area = Rect{at.x - options_.snap, at.y - options_.snap, at.x + options_.snap + 1,
                           at.y + options_.snap + 1}
                          .intersected(evidence_.bounds());
    Point best = at;
    int strongest = kWeakest - 1;
    int nearest = 0;
    for (int y = area.y0; y < area.y1; ++y)
        for (int x = area.x0; x < area.x1; ++x) {
            const int distance = (x - at.x) * (x - at.x) + (y - at.y) * (y - at.y);
            const int membrane = evidence_.membraneAt(x, y);
            if (distance > options_.snap * options_.snap || membrane < strongest) continue;
            if (membrane == strongest && distance >= nearest) continue;
            if (membrane < kWeakest) continue;
            best = {x, y};
            strongest = membrane;
            nearest = distance;
        }
    return best;
}

Point Livewire::startAt(Point at) {
    assert(evidence_.bounds().contains(at));
    const Point start = snapped(at);
    search_ = std::make_unique<Search>(evidence_, options_.fourConnected, start);
    return start;
}

LivewirePath Livewire::pathTo(Point to, std::size_t budget) {
    assert(search_);
    const Point target = snapped(movedInside(to, evidence_.bounds()));
    LivewirePath path;
    path.settled = search_->settle(target, budget);
    Point reached = target;
    if (path.settled) {
        path.cost = search_->costTo(target);
    } else {
        // On the way to the start something is settled, itself at the latest.
        bool found = false;
        detail::forEachPixelAlong(centreOf(target), centreOf(search_->start()), [&](Point p) {
            if (found) return;
            found = search_->isSettled(p) || p == search_->start();
            reached = p;
            if (!found) path.pixels.push_back(p);
        });
    }
    search_->trace(reached, path.pixels);
    std::ranges::reverse(path.pixels);
    return path;
}

}  // namespace axolemma
