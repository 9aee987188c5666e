#include "core/link_evidence.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <tuple>
#include <utility>

namespace axolemma {

namespace {

/// Pixels of component a that lie over component b, beside each other in a row.
struct Run {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t pixels = 0;
};

/// Whether a whole cell of a row is of one component.
bool isAll(const std::uint32_t* row, std::uint32_t component) {
    // Two pixels at a time.
    std::array<std::uint64_t, Displacement::kCell / 2> pairs;
    std::memcpy(pairs.data(), row, sizeof(pairs));
    const std::uint64_t twice = component | static_cast<std::uint64_t>(component) << 32;
    std::uint64_t differs = 0;
    for (const std::uint64_t pair : pairs) differs |= pair ^ twice;
    return differs == 0;
}

/// The stretches of rows in which both slices keep their component.
std::vector<Run> sharedRuns(const SliceComponents& slice, const SliceComponents& next,
                            const Displacement& displacement) {
    const int width = slice.labels.width();
    const int height = slice.labels.height();
    // Grows by so many that there is no check for each.
    std::vector<Run> runs;
    std::size_t count = 0;
    for (int y = 0; y < height; ++y) {
        if (runs.size() < count + width + 1) runs.resize(2 * (count + width + 1));
        const std::uint32_t* const row = slice.labels.view().row(y);
        Run run;
        const auto end = [&] {
            // Overwritten by the next one if it is of no component.
            runs[count] = run;
            count += run.a != 0 && run.b != 0 && run.pixels != 0;
            run.pixels = 0;
        };
        for (int cell = 0; cell < width; cell += Displacement::kCell) {
            const Point by = displacement.at(cell, y);
            if (y + by.y < 0 || y + by.y >= height) continue;
            const std::uint32_t* const moved = next.labels.view().row(y + by.y) + by.x;
            // Displacements jump, which the processor does not foresee, but not with every row.
            if (y + by.y + 1 < height) __builtin_prefetch(moved + cell + next.labels.width());
            const int first = std::max(cell, -by.x);
            const int last = std::min({cell + Displacement::kCell, width, width - by.x});
            if (last - first == Displacement::kCell && isAll(row + cell, run.a) &&
                isAll(moved + cell, run.b)) {
                run.pixels += Displacement::kCell;
                continue;
            }
            for (int x = first; x < last; ++x) {
                if (row[x] != run.a || moved[x] != run.b) {
                    end();
                    run.a = row[x];
                    run.b = moved[x];
                }
                ++run.pixels;
            }
        }
        end();
    }
    runs.resize(count);
    return runs;
}

/// All overlaps, ordered by (a, b), with what is said of a pair alone.
std::vector<LinkEvidence> overlaps(const SliceComponents& slice, const SliceComponents& next,
                                   const Displacement& displacement) {
    const std::vector<Run> all = sharedRuns(slice, next, displacement);
    // Sorted by a without sorting: counted, then each put into the part of its a.
    std::vector<std::size_t> start(static_cast<std::size_t>(slice.count) + 2, 0);
    for (const Run& run : all) ++start[run.a + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<Run> runs(all.size());
    std::vector<std::size_t> end = start;
    for (const Run& run : all) runs[end[run.a]++] = run;

    std::vector<LinkEvidence> pairs;
    std::vector<std::uint32_t> shared(static_cast<std::size_t>(next.count) + 1, 0);
    std::vector<std::uint32_t> met;
    for (std::uint32_t a = 1; a <= slice.count; ++a) {
        met.clear();
        for (auto i = start[a]; i < start[a + 1]; ++i) {
            if (shared[runs[i].b] == 0) met.push_back(runs[i].b);
            shared[runs[i].b] += runs[i].pixels;
        }
        std::sort(met.begin(), met.end());
        for (const auto b : met) {
            LinkEvidence pair{a, b};
            pair.smaller = std::min(slice.sizes[a], next.sizes[b]);
            // Where the slice is stretched a pixel of b may lie under several of a.
            pair.overlap = std::min(std::exchange(shared[b], 0U), pair.smaller);
            const auto both = static_cast<float>(pair.overlap);
            pair.ofSmaller = both / static_cast<float>(pair.smaller);
            pair.ofUnion = both / static_cast<float>(slice.sizes[a] + next.sizes[b] - pair.overlap);
            pairs.push_back(pair);
        }
    }
    return pairs;
}

/// The largest and the second largest of some values, and whose the largest is.
struct Two {
    float first = 0;
    float second = 0;
    std::size_t whose = 0;

    void take(float value, std::size_t i) {
        if (value > first) {
            second = std::exchange(first, value);
            whose = i;
        } else {
            second = std::max(second, value);
        }
    }
    /// value / (value + the largest of the others).
    float against(float value, std::size_t i) const {
        return value / (value + (whose == i ? second : first));
    }
};

/// The pairs of each component of one slice: which of them is the best, and how the others compare.
class Rivals {
  public:
    Rivals(const std::vector<LinkEvidence>& pairs, std::uint32_t LinkEvidence::*of,
           std::uint32_t count)
        : of_(of), overlap_(count + std::size_t{1}), ofUnion_(count + std::size_t{1}) {
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            overlap_[pairs[i].*of].take(static_cast<float>(pairs[i].overlap), i);
            ofUnion_[pairs[i].*of].take(pairs[i].ofUnion, i);
        }
    }
    std::size_t best(std::uint32_t component) const { return overlap_[component].whose; }
    float share(const LinkEvidence& pair, std::size_t i) const {
        return ofUnion_[pair.*of_].against(pair.ofUnion, i);
    }

  private:
    std::uint32_t LinkEvidence::*of_;
    std::vector<Two> overlap_;
    std::vector<Two> ofUnion_;
};

/// Finds the doubt of pairs whose `whole`, one component, has a better one: over contacts from the
/// part in the best pair on to the others, of which the surest counts.
void doubtParts(std::vector<LinkEvidence>& pairs, std::uint32_t LinkEvidence::*whole,
                std::uint32_t LinkEvidence::*part, const Rivals& ofWhole,
                const SliceComponents& wholes, const SliceComponents& parts) {
    struct Beside {
        std::uint32_t part;
        float doubt;
    };
    std::vector<std::vector<Beside>> beside(parts.sizes.size());
    for (const Contact& contact : parts.contacts) {
        const auto doubt = LinkEvidence::kSureMembrane - static_cast<float>(contact.strength());
        if (doubt <= 0) continue;
        beside[contact.a].push_back({contact.b, doubt});
        beside[contact.b].push_back({contact.a, doubt});
    }
    std::vector<std::vector<std::size_t>> pairsOf(wholes.sizes.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) pairsOf[pairs[i].*whole].push_back(i);
    std::vector<float> doubts(parts.sizes.size(), -1);
    for (std::uint32_t w = 1; w < pairsOf.size(); ++w) {
        if (pairsOf[w].size() < 2) continue;
        for (const std::size_t i : pairsOf[w]) doubts[pairs[i].*part] = 0;
        std::vector<std::uint32_t> reached = {pairs[ofWhole.best(w)].*part};
        doubts[reached.front()] = 1;
        for (std::size_t k = 0; k < reached.size(); ++k)
            for (const auto& [next, doubt] : beside[reached[k]]) {
                const float here = std::min(doubt, doubts[reached[k]]);
                if (doubts[next] < 0 || here <= doubts[next]) continue;
                doubts[next] = here;
                reached.push_back(next);
            }
        for (const std::size_t i : pairsOf[w]) {
            const float doubt = std::exchange(doubts[pairs[i].*part], -1.0F);
            if (pairs[i].bestOfA != pairs[i].bestOfB && i != ofWhole.best(w))
                pairs[i].doubt = doubt;
        }
    }
}

}  // namespace

std::vector<LinkEvidence> linkEvidence(const SliceComponents& slice, const SliceComponents& next,
                                       const Displacement& displacement) {
    std::vector<LinkEvidence> pairs = overlaps(slice, next, displacement);
    const Rivals ofA(pairs, &LinkEvidence::a, slice.count);
    const Rivals ofB(pairs, &LinkEvidence::b, next.count);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        LinkEvidence& pair = pairs[i];
        pair.bestOfA = ofA.best(pair.a) == i;
        pair.bestOfB = ofB.best(pair.b) == i;
        std::tie(pair.rivalled, pair.unrivalled) =
            std::minmax({ofA.share(pair, i), ofB.share(pair, i)});
    }
    doubtParts(pairs, &LinkEvidence::a, &LinkEvidence::b, ofA, slice, next);
    doubtParts(pairs, &LinkEvidence::b, &LinkEvidence::a, ofB, next, slice);
    return pairs;
}

}  // namespace axolemma
