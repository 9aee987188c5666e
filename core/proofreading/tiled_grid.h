#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/geometry.h"

namespace axolemma::detail {

/// A value for each pixel of a rectangle, of which only those tiles take memory that were touched:
/// for searches that mostly end near where they began.
template <typename T>
class TiledGrid {
  public:
    explicit TiledGrid(const Rect& area) : area_(area), across_((area.width() >> kBits) + 1) {
        tiles_.resize(static_cast<std::size_t>(across_) * ((area.height() >> kBits) + 1));
    }

    const Rect& area() const { return area_; }

    /// The value of a pixel, `T{}` until it is set. Precondition: inside.
    T& at(int x, int y) {
        auto& tile = tiles_[tileOf(x, y)];
        if (!tile) tile = std::make_unique<T[]>(std::size_t{1} << (2 * kBits));
        return tile[withinTile(x, y)];
    }
    T& at(Point p) { return at(p.x, p.y); }
    /// The value of a pixel, or null if nothing near it was touched or it is outside.
    const T* find(Point p) const {
        if (!area_.contains(p)) return nullptr;
        const auto& tile = tiles_[tileOf(p.x, p.y)];
        return tile ? &tile[withinTile(p.x, p.y)] : nullptr;
    }

  private:
    static constexpr int kBits = 5;

    std::size_t tileOf(int x, int y) const {
        assert(area_.contains({x, y}));
        return static_cast<std::size_t>((y - area_.y0) >> kBits) * across_ +
               ((x - area_.x0) >> kBits);
    }
    std::size_t withinTile(int x, int y) const {
        constexpr int kMask = (1 << kBits) - 1;
        return static_cast<std::size_t>(((y - area_.y0) & kMask) << kBits |
                                        ((x - area_.x0) & kMask));
    }

    Rect area_;
    int across_ = 0;
    std::vector<std::unique_ptr<T[]>> tiles_;
};

}  // namespace axolemma::detail
