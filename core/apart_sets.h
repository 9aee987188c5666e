#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
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
        a = find(a);
        b = find(b);
        auto ofA = apart_.find(a);
        auto ofB = apart_.find(b);
        if (ofA == apart_.end() || ofB == apart_.end()) return false;
        if (ofB->second.size() < ofA->second.size()) {
            std::swap(ofA, ofB);
            std::swap(a, b);
        }
        return std::ranges::any_of(ofA->second,
                                   [&](std::uint32_t other) { return find(other) == b; });
    }

    /// Keeps the sets of two numbers apart from now on; false if they are one already.
    bool keepApart(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        if (a == b) return false;
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
        const std::uint32_t other = root == a ? b : a;
        if (const auto found = apart_.find(other); found != apart_.end()) {
            std::vector<std::uint32_t> moved = std::move(found->second);
            apart_.erase(found);
            auto& kept = apart_[root];
            if (kept.size() < moved.size()) kept.swap(moved);
            kept.insert(kept.end(), moved.begin(), moved.end());
        }
        return true;
    }

    DisjointSets release() && { return std::move(sets_); }

  private:
    DisjointSets sets_;
    /// Of a representative, members of the sets that it is kept apart from.
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> apart_;
};

}  // namespace axolemma
