#include "core/proofreading/link_doubts.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace axolemma {

namespace {

/// A rule that admits whatever overlaps.
LinkRule everything() {
    return {.threshold = 0};
}

/// The two strongest of a component.
struct Best {
    double first = 0;
    double second = 0;
    void add(double strength) {
        if (strength > first)
            second = std::exchange(first, strength);
        else
            second = std::max(second, strength);
    }
    double besides(double strength) const { return strength >= first ? second : first; }
};

/// Gives each pair the pixel of both that is nearest to the middle of their overlap.
void place(std::vector<PairFacts>& pairs, const SliceComponents& slice,
           const SliceComponents& next) {
    struct Sum {
        std::int64_t x = 0;
        std::int64_t y = 0;
        std::int64_t nearest = -1;
    };
    std::vector<Sum> sums(pairs.size());
    const auto indexOf = [&](std::uint32_t a, std::uint32_t b) -> std::ptrdiff_t {
        const auto key = [](const PairFacts& pair) { return std::pair(pair.a, pair.b); };
        const auto at = std::ranges::lower_bound(pairs, std::pair(a, b), {}, key);
        return at != pairs.end() && key(*at) == std::pair(a, b) ? at - pairs.begin() : -1;
    };
    const auto eachRun = [&](auto visit) {
        for (int y = 0; y < slice.labels.height(); ++y) {
            const auto* const a = slice.labels.view().row(y);
            const auto* const b = next.labels.view().row(y);
            for (int x = 0; x < slice.labels.width();) {
                const int start = x;
                while (x < slice.labels.width() && a[x] == a[start] && b[x] == b[start]) ++x;
                if (a[start] == 0 || b[start] == 0) continue;
                if (const auto i = indexOf(a[start], b[start]); i >= 0) visit(i, y, start, x);
            }
        }
    };
    eachRun([&](std::ptrdiff_t i, int y, int x0, int x1) {
        sums[i].x += std::int64_t{x1 - x0} * (x0 + x1 - 1) / 2;
        sums[i].y += std::int64_t{x1 - x0} * y;
    });
    eachRun([&](std::ptrdiff_t i, int y, int x0, int x1) {
        const int middle = static_cast<int>(sums[i].x / pairs[i].overlap);
        const int x = std::clamp(middle, x0, x1 - 1);
        const std::int64_t dx = x - middle;
        const std::int64_t dy = y - sums[i].y / pairs[i].overlap;
        const std::int64_t distance = dx * dx + dy * dy;
        if (sums[i].nearest >= 0 && distance >= sums[i].nearest) return;
        sums[i].nearest = distance;
        pairs[i].at = {x, y};
    });
}

}  // namespace

std::vector<PairFacts> pairsBetween(const SliceComponents& slice, const SliceComponents& next,
                                    std::uint32_t least) {
    const std::vector<Link> links = linksBetween(slice, next, everything());
    std::vector<Best> ofA(slice.sizes.size());
    std::vector<Best> ofB(next.sizes.size());
    for (const Link& link : links) {
        ofA[link.a].add(link.strength);
        ofB[link.b].add(link.strength);
    }
    std::vector<PairFacts> pairs;
    for (const Link& link : links) {
        if (link.overlap < least) continue;
        PairFacts pair;
        pair.a = link.a;
        pair.b = link.b;
        pair.overlap = link.overlap;
        std::tie(pair.smaller, pair.larger) = std::minmax(slice.sizes[link.a], next.sizes[link.b]);
        pair.strength = link.strength;
        pair.rivalOfA = ofA[link.a].besides(link.strength);
        pair.rivalOfB = ofB[link.b].besides(link.strength);
        pairs.push_back(pair);
    }
    place(pairs, slice, next);
    return pairs;
}

}  // namespace axolemma
