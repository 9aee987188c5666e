#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <memory>

#include "core/image.h"

namespace axolemma {

/// Voxels [depth, height, width], x fastest, without gaps. Moves, and copies only by `clone`.
template <typename T>
class Volume {
  public:
    using value_type = T;

    Volume() = default;
    /// Voxels are left uninitialised (the reader fills a gigabyte once, not twice).
    Volume(int width, int height, int depth)
        : data_(std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(width) * height *
                                                    depth)),
          width_(width),
          height_(height),
          depth_(depth) {}
    Volume(int width, int height, int depth, T value) : Volume(width, height, depth) {
        std::fill(begin(), end(), value);
    }

    int width() const { return width_; }
    int height() const { return height_; }
    int depth() const { return depth_; }
    std::size_t sliceSize() const { return static_cast<std::size_t>(width_) * height_; }
    std::size_t size() const { return sliceSize() * depth_; }
    bool empty() const { return size() == 0; }

    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    T* begin() { return data(); }
    T* end() { return data() + size(); }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size(); }

    T& operator()(int x, int y, int z) { return slice(z)(x, y); }
    const T& operator()(int x, int y, int z) const { return slice(z)(x, y); }

    ImageView<T> slice(int z) {
        assert(z >= 0 && z < depth_);
        return {data_.get() + sliceSize() * z, width_, height_};
    }
    ImageView<const T> slice(int z) const {
        assert(z >= 0 && z < depth_);
        return {data_.get() + sliceSize() * z, width_, height_};
    }

    Volume clone() const {
        Volume copy(width_, height_, depth_);
        std::copy(begin(), end(), copy.begin());
        return copy;
    }

  private:
    std::unique_ptr<T[]> data_;
    int width_ = 0;
    int height_ = 0;
    int depth_ = 0;
};

}  // namespace axolemma
