#include "core/proofreading/slice_doubts.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "core/disjoint_sets.h"
#include "core/proofreading/cell_probability.h"
#include "core/proofreading/slice_regions.h"

namespace axolemma {

namespace {

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

class SliceSeams {
  public:
    SliceSeams(const SliceSurroundings& around, const Refinement& refinement)
        : around_(around),
          regions_(around, refinement),
          sides_(regions_.sides()),
          cells_(cellProbabilities(*around.slice)) {
        profile_.resize(around.slice->components->count + std::size_t{1}, false);
        for (const std::uint32_t component : around.slice->profiles) profile_[component] = true;
    }

    std::vector<SeamFacts> find() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, Line> between;
        std::map<std::uint32_t, Side> whole;
        for (std::size_t r = 1; r < sides_.size(); ++r)
            if (sides_[r].component != 0) whole[sides_[r].component].add(sides_[r]);
        for (const auto& [pair, line] : regions_.lines()) {
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
        for (const auto& [pair, line] : regions_.lines()) {
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
            const auto a = regions_.regionAt(p);
            const auto b = regions_.regionAt(q);
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

    void note(std::uint32_t a, std::uint32_t b, const Line& line, const Side& sideA,
              const Side& sideB) {
        if (profile_[a] || profile_[b] || 2 * line.painted > line.pixels) return;
        if (sideA.pixels == 0 || sideB.pixels == 0) return;
        SeamFacts facts;
        facts.a = a;
        facts.b = b;
        facts.at = line.middle;
        facts.placeA = regions_.inside(line.middle, line.regionA);
        facts.placeB = regions_.inside(line.middle, line.regionB);
        facts.membrane = line.strength();
        facts.length = line.pixels;
        facts.pass = line.pass / 255.0;
        std::tie(facts.smaller, facts.larger) = std::minmax(sideA.pixels, sideB.pixels);
        facts.shared = sharedOf(sideA, sideB);
        facts.cells = std::min(cells_[a], cells_[b]);
        found_.push_back(facts);
    }

    const SliceSurroundings& around_;
    SliceRegions regions_;
    /// By region; a set of regions is described at its representative.
    std::vector<Side> sides_;
    std::vector<double> cells_;
    std::vector<bool> profile_;
    std::vector<SeamFacts> found_;
};

}  // namespace

std::vector<SeamFacts> seamsOf(const SliceSurroundings& around, const Refinement& refinement) {
    if (!around.slice || !around.slice->sources.map || around.slice->components->count == 0)
        return {};
    return SliceSeams(around, refinement).find();
}

}  // namespace axolemma
