#include "core/proofreading/link_doubts.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace axolemma {

namespace {

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

/// Calls `visit(a, b, p, shift, length)` for stretches of pixels of component a, from p on, that
/// lie over component b at p + shift.
template <typename Visit>
void forEachShared(const SliceComponents& slice, const SliceComponents& next,
                   const Displacement& displacement, Visit visit) {
    const auto labels = slice.labels.view();
    const auto others = next.labels.view();
    const auto inCell = [](int x) { return x / Displacement::kCell; };
    for (int y = 0; y < labels.height(); ++y) {
        const std::uint32_t* const row = labels.row(y);
        for (int x = 0; x < labels.width();) {
            const int start = x;
            const Point shift = displacement.at(start, y);
            const auto below = [&](int at) {
                const Point q{at + shift.x, y + shift.y};
                return others.bounds().contains(q) ? others(q) : 0;
            };
            const std::uint32_t b = below(start);
            while (x < labels.width() && inCell(x) == inCell(start) && row[x] == row[start] &&
                   below(x) == b)
                ++x;
            if (row[start] != 0 && b != 0) visit(row[start], b, Point{start, y}, shift, x - start);
        }
    }
}

/// Gives each pair the pixels of both that are nearest to the middle of their overlap; pairs that
/// share none are left out.
void place(std::vector<PairFacts>& pairs, const SliceComponents& slice, const SliceComponents& next,
           const Displacement& displacement) {
    struct Sum {
        std::int64_t x = 0;
        std::int64_t y = 0;
        std::int64_t pixels = 0;
        std::int64_t nearest = -1;
    };
    std::vector<Sum> sums(pairs.size());
    const auto indexOf = [&](std::uint32_t a, std::uint32_t b) -> std::ptrdiff_t {
        const auto key = [](const PairFacts& pair) { return std::pair(pair.a, pair.b); };
        const auto at = std::ranges::lower_bound(pairs, std::pair(a, b), {}, key);
        return at != pairs.end() && key(*at) == std::pair(a, b) ? at - pairs.begin() : -1;
    };
    forEachShared(slice, next, displacement,
                  [&](std::uint32_t a, std::uint32_t b, Point p, Point, int length) {
                      const auto i = indexOf(a, b);
                      if (i < 0) return;
                      sums[i].x += std::int64_t{length} * (2 * p.x + length - 1) / 2;
                      sums[i].y += std::int64_t{length} * p.y;
                      sums[i].pixels += length;
                  });
    forEachShared(slice, next, displacement,
                  [&](std::uint32_t a, std::uint32_t b, Point p, Point shift, int length) {
                      const auto i = indexOf(a, b);
                      if (i < 0) return;
                      const int middle = static_cast<int>(sums[i].x / sums[i].pixels);
                      const int x = std::clamp(middle, p.x, p.x + length - 1);
                      const std::int64_t dx = x - middle;
                      const std::int64_t dy = p.y - sums[i].y / sums[i].pixels;
                      const std::int64_t distance = dx * dx + dy * dy;
                      if (sums[i].nearest >= 0 && distance >= sums[i].nearest) return;
                      sums[i].nearest = distance;
                      pairs[i].atA = {x, p.y};
                      pairs[i].atB = {x + shift.x, p.y + shift.y};
                  });
    std::size_t end = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        if (sums[i].pixels > 0) pairs[end++] = pairs[i];
    pairs.resize(end);
}

}  // namespace

std::vector<PairFacts> pairsBetween(const SliceComponents& slice, const SliceComponents& next,
                                    const Displacement& displacement, std::uint32_t least) {
    // All that overlap.
    const std::vector<Link> links = linksBetween(slice, next, displacement, {.threshold = 0});
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
    place(pairs, slice, next, displacement);
    return pairs;
}

}  // namespace axolemma
