#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/disjoint_sets.h"

namespace axolemma {

/// Union-find in which some numbers may never come into one set.
class ApartSets {
  public:
    explicit ApartSets(std::size_t size) : sets_(size) {}

    std::uint32_t find(std::uint32_t i) { return sets_.find(i); }

    bool apart(std::uint32_t a, std::uint32_t b) {
        if (apart_.empty()) return false;
        a = find(a);
        b = find(b);
        if (apart_[b].size() < apart_[a].size()) std::swap(a, b);
        return std::ranges::any_of(apart_[a],
                                   [&](std::uint32_t other) { return find(other) == b; });
    }

    /// Keeps the sets of two numbers apart from now on; false if they are one already.
    bool keepApart(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        if (a == b) return false;
        apart_.resize(sets_.size());
        apart_[a].push_back(b);
        apart_[b].push_back(a);
        return true;
    }

    /// Makes one set of two; false, and nothing is done, if they are to be kept apart.
    bool join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        if (a == b) return true;
        if (apart(a, b)) return false;
        const std::uint32_t root = sets_.join(a, b);
        if (apart_.empty()) return true;
        std::vector<std::uint32_t> moved = std::move(apart_[root == a ? b : a]);
        auto& kept = apart_[root];
        if (kept.size() < moved.size()) kept.swap(moved);
        kept.insert(kept.end(), moved.begin(), moved.end());
        return true;
    }

    DisjointSets release() && { return std::move(sets_); }

  private:
    DisjointSets sets_;
    /// Of a representative, members of the sets that it is kept apart from; empty while nothing is.
    std::vector<std::vector<std::uint32_t>> apart_;
};

}  // namespace axolemma
