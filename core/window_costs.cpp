#include "core/window_costs.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>

namespace axolemma::detail {

WindowCosts::LastRows::LastRows(int width, int rows)
    : sum_(width, 0), last_(static_cast<std::size_t>(width) * rows, 0), rows_(rows) {}

template <typename T>
void WindowCosts::LastRows::push(const std::vector<T>& row) {
    std::int32_t* const oldest = last_.data() + sum_.size() * next_;
    std::int32_t* const sum = sum_.data();
    const T* const from = row.data();
    for (std::size_t x = 0; x < sum_.size(); ++x) {
        const auto value = static_cast<std::int32_t>(from[x]);
        sum[x] += value - oldest[x];
        oldest[x] = value;
    }
    next_ = (next_ + 1) % rows_;
}

WindowCosts::WindowCosts(int width, int height, int radius, int times)
    : width_(width),
      height_(height),
      radius_(radius),
      times_(times),
      sums_(width),
      padded_(width + 2 * static_cast<std::size_t>(radius), 0),
      outside_(width, 0),
      windows_(9 * static_cast<std::size_t>(times), LastRows(width, 2 * radius + 1)) {
    assert(radius <= 3 && times <= 2);
    for (auto& pairs : slice_) pairs.resize(2 * static_cast<std::size_t>(width));
    for (auto& pairs : next_) pairs.resize(2 * static_cast<std::size_t>(width));
}

void WindowCosts::readSquares(const BoundaryDensity& slice, const BoundaryDensity& next,
                              const Point* from, int y) {
    for (int r = 0; r < 2; ++r) std::copy_n(slice.at(0, 2 * y + r), 2 * width_, slice_[r].begin());
    const std::ptrdiff_t stride = next.stride();
    for (int x = 0; x < width_; ++x) {
        const std::uint8_t* at = next.at(2 * x + from[x].x - 1, 2 * y + from[x].y - 1);
        for (int r = 0; r < 4; ++r, at += stride)
            for (int dx = 0; dx < 3; ++dx)
                std::memcpy(next_[3 * r + dx].data() + 2 * static_cast<std::ptrdiff_t>(x), at + dx,
                            2);
    }
}

void WindowCosts::sumCells(int way) {
    const std::uint8_t* const a = slice_[0].data();
    const std::uint8_t* const b = next_[way].data();
    const std::uint8_t* const c = slice_[1].data();
    const std::uint8_t* const d = next_[way + 3].data();
    std::uint16_t* const to = sums_.data();
    for (std::size_t x = 0; x < sums_.size(); ++x)
        to[x] = static_cast<std::uint16_t>(
            std::abs(a[2 * x] - b[2 * x]) + std::abs(a[2 * x + 1] - b[2 * x + 1]) +
            std::abs(c[2 * x] - d[2 * x]) + std::abs(c[2 * x + 1] - d[2 * x + 1]));
}

void WindowCosts::sumAlong() {
    std::copy(sums_.begin(), sums_.end(), padded_.begin() + radius_);
    std::uint16_t* const to = sums_.data();
    for (int k = 0; k <= 2 * radius_; ++k) {
        if (k == radius_) continue;
        const std::uint16_t* const from = padded_.data() + k;
        for (std::size_t x = 0; x < sums_.size(); ++x)
            to[x] = static_cast<std::uint16_t>(to[x] + from[x]);
    }
}

void WindowCosts::read(const BoundaryDensity& slice, const BoundaryDensity& next, const Point* from,
                       int y) {
    const bool inside = y < height_;
    if (inside) readSquares(slice, next, from, y);
    for (int way = 0; way < 9; ++way) {
        LastRows* const window = &windows_[static_cast<std::size_t>(way) * times_];
        if (inside) {
            sumCells(way);
            for (int i = 0; i < times_; ++i) sumAlong();
        }
        window[0].push(inside ? sums_ : outside_);
        for (int i = 1; i < times_; ++i) {
            // A window around a row outside does not count either.
            const int row = y - i * radius_;
            if (row >= height_)
                window[i].push(outside_);
            else if (row >= 0)
                window[i].push(window[i - 1].sum());
        }
    }
}

std::array<const std::int32_t*, 9> WindowCosts::costs() const {
    std::array<const std::int32_t*, 9> costs{};
    for (std::size_t way = 0; way < 9; ++way)
        costs[way] = windows_[way * times_ + times_ - 1].sum().data();
    return costs;
}

}  // namespace axolemma::detail
