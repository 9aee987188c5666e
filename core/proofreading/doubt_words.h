#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "core/disjoint_sets.h"
#include "core/proofreading/derivation.h"

namespace axolemma {

/// What an expert said, as far as it settles doubts about what is derived.
class DoubtWords {
  public:
    explicit DoubtWords(const Derived& now);

    /// The neuron is verified or locked.
    bool fixed(std::uint64_t neuron) const { return fixed_.contains(neuron); }
    /// Places of both neurons were said to be different.
    bool different(std::uint64_t a, std::uint64_t b) const {
        return different_.contains(std::minmax(a, b));
    }
    /// Places in both components were said to be the same, be it through others.
    bool same(int z, std::uint32_t component, int otherZ, std::uint32_t other);
    /// Pairs of places of slice z that were said to be the same, be it through others: all that are
    /// one follow from them.
    const std::vector<std::pair<Point, Point>>& sameIn(int z) const { return sameIn_[z]; }

  private:
    std::set<std::uint64_t> fixed_;
    std::set<std::pair<std::uint64_t, std::uint64_t>> different_;
    std::vector<std::uint32_t> firstOfSlice_;
    DisjointSets components_;
    std::vector<std::vector<std::pair<Point, Point>>> sameIn_;
};

}  // namespace axolemma
