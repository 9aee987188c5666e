#include "core/proofreading/pixel_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

namespace axolemma {

namespace {

constexpr int kNever = std::numeric_limits<int>::max();

bool before(const PixelRun& p, const PixelRun& q) {
    return std::tie(p.y, p.x0) < std::tie(q.y, q.x0);
}

/// Appends a run behind those that are there already; one that goes on where the last ended is made
/// one with it.
void append(std::vector<PixelRun>& runs, const PixelRun& run) {
    if (run.x0 >= run.x1) return;
    if (!runs.empty() && runs.back().y == run.y && runs.back().x1 >= run.x0) {
        runs.back().x1 = std::max(runs.back().x1, run.x1);
    } else {
        runs.push_back(run);
    }
}

/// The first of the pixels from x on that holds `label` (or, if not `wanted`, another); `end` if
/// there is none. Sixteen at a time, which compilers make a few instructions of.
int next(const std::uint32_t* row, int x, int end, std::uint32_t label, bool wanted) {
    constexpr int kStep = 16;
    for (; x + kStep <= end; x += kStep) {
        std::uint32_t found = 0;
        if (wanted) {
            for (int k = 0; k < kStep; ++k) found |= std::uint32_t{row[x + k] == label};
        } else {
            for (int k = 0; k < kStep; ++k) found |= row[x + k] ^ label;
        }
        if (found != 0) break;
    }
    while (x < end && (row[x] == label) != wanted) ++x;
    return x;
}

/// Walks along the starts and ends of the runs of one row.
class Edges {
  public:
    explicit Edges(std::span<const PixelRun> runs) : runs_(runs) {}
    /// Where the next change is.
    int next() const { return runs_.empty() ? kNever : inside_ ? runs_[0].x1 : runs_[0].x0; }
    bool inside() const { return inside_; }
    void pass() {
        if (inside_) runs_ = runs_.subspan(1);
        inside_ = !inside_;
    }

  private:
    std::span<const PixelRun> runs_;
    bool inside_ = false;
};

/// The first runs of `runs` that are in row y.
std::span<const PixelRun> rowOf(std::span<const PixelRun> runs, int y) {
    std::size_t n = 0;
    while (n < runs.size() && runs[n].y == y) ++n;
    return runs.first(n);
}

/// The pixels for which `keep(in a, in b)` holds, which must not hold where both are false. What
/// only one of them has in its rows goes over unseen where it can.
template <typename Keep>
std::vector<PixelRun> combined(std::span<const PixelRun> a, std::span<const PixelRun> b,
                               Keep keep) {
    std::vector<PixelRun> out;
    out.reserve(a.size() + b.size());
    while (!a.empty() || !b.empty()) {
        const int y = a.empty() ? b[0].y : b.empty() ? a[0].y : std::min(a[0].y, b[0].y);
        const auto rowA = rowOf(a, y);
        const auto rowB = rowOf(b, y);
        a = a.subspan(rowA.size());
        b = b.subspan(rowB.size());
        if (rowA.empty() || rowB.empty()) {
            const auto only = rowA.empty() ? rowB : rowA;
            if (keep(rowB.empty(), rowA.empty())) out.insert(out.end(), only.begin(), only.end());
            continue;
        }
        Edges edgesA(rowA);
        Edges edgesB(rowB);
        int x = std::min(edgesA.next(), edgesB.next());
        while (x != kNever) {
            if (edgesA.next() == x) edgesA.pass();
            if (edgesB.next() == x) edgesB.pass();
            const int end = std::min(edgesA.next(), edgesB.next());
            if (end != kNever && keep(edgesA.inside(), edgesB.inside())) append(out, {y, x, end});
            x = end;
        }
    }
    return out;
}

}  // namespace

PixelRuns::PixelRuns(std::vector<PixelRun> runs) {
    std::ranges::sort(runs, before);
    for (const PixelRun& run : runs) append(runs_, run);
}

PixelRuns PixelRuns::of(ImageView<const std::uint8_t> mask, Point origin) {
    PixelRuns set;
    for (int y = 0; y < mask.height(); ++y) {
        const std::uint8_t* const row = mask.row(y);
        for (int x = 0; x < mask.width();) {
            const int start = x;
            while (x < mask.width() && (row[x] != 0) == (row[start] != 0)) ++x;
            if (row[start] != 0)
                set.runs_.push_back({y + origin.y, start + origin.x, x + origin.x});
        }
    }
    return set;
}

PixelRuns PixelRuns::of(ImageView<const std::uint32_t> labels, std::uint32_t label,
                        const Rect& area) {
    PixelRuns set;
    const Rect inside = area.intersected(labels.bounds());
    for (int y = inside.y0; y < inside.y1; ++y) {
        const std::uint32_t* const row = labels.row(y);
        for (int x = inside.x0;;) {
            const int start = next(row, x, inside.x1, label, true);
            if (start == inside.x1) break;
            x = next(row, start, inside.x1, label, false);
            set.runs_.push_back({y, start, x});
        }
    }
    return set;
}

std::uint64_t PixelRuns::pixels() const {
    std::uint64_t count = 0;
    for (const PixelRun& run : runs_) count += static_cast<std::uint64_t>(run.x1 - run.x0);
    return count;
}

Rect PixelRuns::bounds() const {
    if (empty()) return {};
    Rect box{runs_[0].x0, runs_.front().y, runs_[0].x1, runs_.back().y + 1};
    for (const PixelRun& run : runs_) {
        box.x0 = std::min(box.x0, run.x0);
        box.x1 = std::max(box.x1, run.x1);
    }
    return box;
}

bool PixelRuns::contains(Point point) const {
    const auto after = std::ranges::upper_bound(runs_, PixelRun{point.y, point.x, 0}, before);
    if (after == runs_.begin()) return false;
    const PixelRun& run = *std::prev(after);
    return run.y == point.y && point.x < run.x1;
}

Point PixelRuns::place() const {
    double sumX = 0;
    double sumY = 0;
    for (const PixelRun& run : runs_) {
        const double length = run.x1 - run.x0;
        sumX += length * (run.x0 + run.x1 - 1) / 2;
        sumY += length * run.y;
    }
    const auto count = static_cast<double>(pixels());
    const double x = sumX / count;
    const double y = sumY / count;
    Point nearest;
    double least = std::numeric_limits<double>::max();
    for (const PixelRun& run : runs_) {
        const double at = std::clamp(x, static_cast<double>(run.x0), run.x1 - 1.0);
        const int pixel = std::clamp(static_cast<int>(std::floor(at + 0.5)), run.x0, run.x1 - 1);
        const double distance = (pixel - x) * (pixel - x) + (run.y - y) * (run.y - y);
        if (distance >= least) continue;
        least = distance;
        nearest = {pixel, run.y};
    }
    return nearest;
}

PixelRuns PixelRuns::united(const PixelRuns& other) const {
    PixelRuns set;
    set.runs_ = combined(runs_, other.runs_, [](bool a, bool b) { return a || b; });
    return set;
}

PixelRuns PixelRuns::intersected(const PixelRuns& other) const {
    PixelRuns set;
    set.runs_ = combined(runs_, other.runs_, [](bool a, bool b) { return a && b; });
    return set;
}

PixelRuns PixelRuns::without(const PixelRuns& other) const {
    PixelRuns set;
    set.runs_ = combined(runs_, other.runs_, [](bool a, bool b) { return a && !b; });
    return set;
}

PixelRuns PixelRuns::clipped(const Rect& area) const {
    PixelRuns set;
    for (const PixelRun& run : runs_) {
        if (run.y < area.y0 || run.y >= area.y1) continue;
        append(set.runs_, {run.y, std::max(run.x0, area.x0), std::min(run.x1, area.x1)});
    }
    return set;
}

PixelRuns PixelRuns::grownBy(int pixels) const {
    std::vector<PixelRun> grown;
    grown.reserve(runs_.size() * (2 * static_cast<std::size_t>(pixels) + 1));
    for (const PixelRun& run : runs_)
        for (int dy = -pixels; dy <= pixels; ++dy)
            grown.push_back({run.y + dy, run.x0 - pixels, run.x1 + pixels});
    return PixelRuns(std::move(grown));
}

}  // namespace axolemma
