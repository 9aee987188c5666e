#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/evidence.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

/// How a livewire runs.
struct LivewireOptions {
    /// Start and end go to the strongest membrane within this many pixels (the nearest of equals);
    /// 0: they stay where they are.
    int snap = 4;
    /// Whether pixels follow each other by edges alone. Without it they follow by corners too,
    /// which is enough to keep 4-connected cells apart.
    bool fourConnected = false;
};

/// Boundary between two clicks.
struct LivewirePath {
    /// From the start to the end, both included; none comes twice.
    std::vector<Point> pixels;
    /// What it costs, in twentieths of the cost of a pixel on certain membrane, without that of the
    /// start; only of a path that is settled.
    std::int64_t cost = 0;
    /// Whether this is the cheapest path. If not, the search ran out of `budget`: from where it got
    /// to it goes on straight. The same question asked again carries on with the search.
    bool settled = true;

    PixelRuns runs() const;
};

/// Retrace: the cheapest path along the membranes from a start to wherever the mouse is
/// (Mortensen and Barrett 1995, intelligent scissors). A step costs its length times 1 on certain
/// membrane and more the less likely membrane is, so that a path across a gap is as short as can
/// be.
///
/// The search (Dijkstra, with a queue of buckets) goes only as far as it was asked, keeps what it
/// found for the next question, and takes memory only for the square around the start that it has
/// reached. For one thread at a time.
class Livewire {
  public:
    explicit Livewire(const Evidence& evidence, const LivewireOptions& options = {});
    ~Livewire();
    Livewire(Livewire&&) noexcept;
    Livewire& operator=(Livewire&&) noexcept;

    /// Begins anew at `at`, snapped. Returns where. Precondition: `at` is inside.
    Point startAt(Point at);
    /// The path from the start to `to`, snapped; `to` may be outside and is then moved inside.
    /// Looks at up to about `budget` pixels: `kPreview` keeps within a frame, and what comes of a
    /// click should have no limit. Precondition: there is a start.
    LivewirePath pathTo(Point to, std::size_t budget = kNoLimit);

    static constexpr std::size_t kPreview = 40'000;
    static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

    /// What a pixel costs, in twentieths, by `Evidence::membraneAt`; an edge-wise step into it
    /// costs this, one over a corner 1.41 times as much (rounded).
    static int costOf(int membrane);
    /// Where `at` is snapped to.
    Point snapped(Point at) const;

  private:
    class Search;
    Evidence evidence_;
    LivewireOptions options_;
    std::unique_ptr<Search> search_;
};

}  // namespace axolemma
