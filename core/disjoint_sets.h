#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace axolemma {

/// Union-find over the numbers 0..size-1, in which the smallest member of a set represents it: so
/// what is derived from a set does not depend on the order in which it was joined.
class DisjointSets {
  public:
    DisjointSets() = default;
    explicit DisjointSets(std::size_t size) : parent_(size) {
        std::iota(parent_.begin(), parent_.end(), 0U);
    }

    std::size_t size() const { return parent_.size(); }
    void reserve(std::size_t size) { parent_.reserve(size); }

    /// A new set of one, with the next free number.
    std::uint32_t add() {
        parent_.push_back(static_cast<std::uint32_t>(parent_.size()));
        return parent_.back();
    }

    /// Adds sets of one until there are `size` numbers.
    void grow(std::size_t size) {
        const auto before = parent_.size();
        parent_.resize(size);
        std::iota(parent_.begin() + static_cast<std::ptrdiff_t>(before), parent_.end(),
                  static_cast<std::uint32_t>(before));
    }

    /// Puts `i`, which is in a set of one, into the set of `member`, which is not larger than `i`.
    /// Neither searches nor reads; `flatten` shortens the way from `i` later.
    void attach(std::uint32_t i, std::uint32_t member) { parent_[i] = member; }
    void flatten(std::size_t first, std::size_t end) {
        for (auto i = first; i < end; ++i) parent_[i] = parent_[parent_[i]];
    }

    /// The smallest member of the set of `i`.
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }

    /// Makes one set of two and returns its smallest member.
    std::uint32_t join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        if (a > b) std::swap(a, b);
        return parent_[b] = a;
    }

    /// A member of the set of `i` that is not larger than `i`, and smaller unless `i` is the
    /// smallest: a sweep by rising number meets every representative before its members.
    std::uint32_t parentOf(std::uint32_t i) const { return parent_[i]; }

    /// `parentOf` of all, for reuse of its memory; no set is left.
    std::vector<std::uint32_t> release() && { return std::move(parent_); }

  private:
    std::vector<std::uint32_t> parent_;
};

}  // namespace axolemma
