#include "core/proofreading/link_doubts.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/links.h"
#include "core/proofreading/cell_probability.h"

namespace axolemma {

namespace {

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

using Map = std::shared_ptr<const Image<std::uint8_t>>;

/// The probability of cell x 255 of `length` pixels from p on; 0 without a map.
std::int64_t sumOf(const Map& map, Point p, int length) {
    if (!map) return 0;
    const std::uint8_t* const first = map->view().row(p.y) + p.x;
    return std::accumulate(first, first + length, std::int64_t{0});
}

/// Gives each pair the pixels of both that are nearest to the middle of their overlap, and the
/// membrane there; pairs that share none are left out.
void place(std::vector<PairFacts>& pairs, const DerivedSlice& below, const DerivedSlice& above,
           const Displacement& displacement) {
    struct Sum {
        std::int64_t x = 0;
        std::int64_t y = 0;
        std::int64_t pixels = 0;
        std::int64_t cellA = 0;
        std::int64_t cellB = 0;
        std::int64_t nearest = -1;
    };
    const SliceComponents& slice = *below.components;
    const SliceComponents& next = *above.components;
    const Map& map = below.sources.map;
    const Map& nextMap = above.sources.map;
    std::vector<Sum> sums(pairs.size());
    const auto indexOf = [&](std::uint32_t a, std::uint32_t b) -> std::ptrdiff_t {
        const auto key = [](const PairFacts& pair) { return std::pair(pair.a, pair.b); };
        const auto at = std::ranges::lower_bound(pairs, std::pair(a, b), {}, key);
        return at != pairs.end() && key(*at) == std::pair(a, b) ? at - pairs.begin() : -1;
    };
    forEachShared(slice, next, displacement,
                  [&](std::uint32_t a, std::uint32_t b, Point p, Point shift, int length) {
                      const auto i = indexOf(a, b);
                      if (i < 0) return;
                      sums[i].x += std::int64_t{length} * (2 * p.x + length - 1) / 2;
                      sums[i].y += std::int64_t{length} * p.y;
                      sums[i].pixels += length;
                      sums[i].cellA += sumOf(map, p, length);
                      sums[i].cellB += sumOf(nextMap, {p.x + shift.x, p.y + shift.y}, length);
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
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Sum& sum = sums[i];
        if (sum.pixels == 0) continue;
        if (map && nextMap)
            pairs[i].membrane = 1 - static_cast<double>(std::min(sum.cellA, sum.cellB)) /
                                        (255.0 * static_cast<double>(sum.pixels));
        pairs[end++] = pairs[i];
    }
    pairs.resize(end);
}

/// Tells pairs what is known of the other components that touch one of both, `of`, and overlap the
/// other one, `over`, and leaves them ordered by (of, over).
void tellOfOthers(std::vector<PairFacts>& pairs, std::uint32_t PairFacts::*of,
                  std::uint32_t PairFacts::*over, const std::vector<Contact>& contacts) {
    std::ranges::sort(pairs, {}, [&](const PairFacts& p) { return std::pair(p.*of, p.*over); });
    const auto pairsOf = [&](std::uint32_t component) {
        return std::ranges::equal_range(pairs, component, {}, of);
    };
    for (const Contact& contact : contacts) {
        const auto beside = pairsOf(contact.b);
        for (PairFacts& one : pairsOf(contact.a)) {
            const auto at = std::ranges::lower_bound(beside, one.*over, {}, over);
            if (at == beside.end() || (*at).*over != one.*over) continue;
            const double notApart = 1 - contact.strength();
            one.partOfOther = std::max(one.partOfOther, (*at).strength * notApart);
            (*at).partOfOther = std::max((*at).partOfOther, one.strength * notApart);
        }
    }
}

}  // namespace

std::vector<PairFacts> pairsBetween(const DerivedSlice& slice, const DerivedSlice& next,
                                    const Displacement& displacement, std::uint32_t least) {
    const SliceComponents& below = *slice.components;
    const SliceComponents& above = *next.components;
    const std::vector<double> cellsBelow = cellProbabilities(slice);
    const std::vector<double> cellsAbove = cellProbabilities(next);
    std::vector<PairFacts> pairs;
    // All that overlap.
    for (const Link& link : linksBetween(below, above, displacement, {.threshold = 0})) {
        PairFacts& pair = pairs.emplace_back();
        pair.a = link.a;
        pair.b = link.b;
        pair.overlap = link.overlap;
        std::tie(pair.smaller, pair.larger) = std::minmax(below.sizes[link.a], above.sizes[link.b]);
        pair.strength = link.strength;
        pair.cells = std::min(cellsBelow[link.a], cellsAbove[link.b]);
    }
    tellOfOthers(pairs, &PairFacts::b, &PairFacts::a, above.contacts);
    tellOfOthers(pairs, &PairFacts::a, &PairFacts::b, below.contacts);
    std::erase_if(pairs, [least](const PairFacts& pair) { return pair.overlap < least; });
    place(pairs, slice, next, displacement);
    return pairs;
}

}  // namespace axolemma
