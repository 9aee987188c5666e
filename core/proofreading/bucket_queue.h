#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/geometry.h"

namespace axolemma::detail {

/// Pixels by rising cost, for Dijkstra's algorithm with whole costs (Dial 1969): none is pushed for
/// less than the last one popped, nor for more than `kLongest` above it.
class BucketQueue {
  public:
    static constexpr std::int64_t kLongest = 255;

    void push(std::int64_t cost, Point pixel) {
        assert(cost >= now_ && cost - now_ <= kLongest);
        buckets_[static_cast<std::size_t>(cost & kLongest)].push_back(pixel);
        ++size_;
    }
    bool empty() const { return size_ == 0; }
    /// The cost of the next one. Precondition: not empty.
    std::int64_t nextCost() {
        while (buckets_[static_cast<std::size_t>(now_ & kLongest)].empty()) ++now_;
        return now_;
    }
    Point pop() {
        auto& bucket = buckets_[static_cast<std::size_t>(nextCost() & kLongest)];
        const Point pixel = bucket.back();
        bucket.pop_back();
        --size_;
        return pixel;
    }

  private:
    std::vector<std::vector<Point>> buckets_ =
        std::vector<std::vector<Point>>(static_cast<std::size_t>(kLongest) + 1);
    std::int64_t now_ = 0;
    std::size_t size_ = 0;
};

}  // namespace axolemma::detail
