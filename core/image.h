#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/geometry.h"

namespace axolemma {

/// A window on pixels that somebody else owns: [height, width], x fastest, rows `stride` elements
/// apart. Cheap to copy; as short-lived as a `std::span`.
template <typename T>
class ImageView {
  public:
    ImageView() = default;
    ImageView(T* data, int width, int height) : ImageView(data, width, height, width) {}
    ImageView(T* data, int width, int height, std::ptrdiff_t stride)
        : data_(data), stride_(stride), width_(width), height_(height) {}

    /// A view of mutable pixels is also a view of constant ones.
    operator ImageView<const T>() const
        requires(!std::is_const_v<T>)
    {
        return {data_, width_, height_, stride_};
    }

    int width() const { return width_; }
    int height() const { return height_; }
    std::ptrdiff_t stride() const { return stride_; }
    std::size_t size() const { return static_cast<std::size_t>(width_) * height_; }
    bool empty() const { return width_ <= 0 || height_ <= 0; }
    bool contiguous() const { return stride_ == width_; }
    Rect bounds() const { return {0, 0, width_, height_}; }

    T* data() const { return data_; }
    T* row(int y) const {
        assert(y >= 0 && y < height_);
        return data_ + y * stride_;
    }
    T& operator()(int x, int y) const {
        assert(x >= 0 && x < width_);
        return row(y)[x];
    }
    T& operator()(Point p) const { return (*this)(p.x, p.y); }

    /// The part of this view inside `rect`, which must lie within `bounds()`.
    ImageView cropped(const Rect& rect) const {
        assert(rect.intersected(bounds()) == rect);
        return {data_ + rect.y0 * stride_ + rect.x0, rect.width(), rect.height(), stride_};
    }

  private:
    T* data_ = nullptr;
    std::ptrdiff_t stride_ = 0;
    int width_ = 0;
    int height_ = 0;
};

/// One slice of pixels that owns its memory: [height, width], x fastest, without gaps. Moves, and
/// copies only when asked to by `clone`.
template <typename T>
class Image {
  public:
    Image() = default;
    /// Pixels are left uninitialised; width and height are at least 0.
    Image(int width, int height)
        : data_(std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(width) * height)),
          width_(width),
          height_(height) {}
    Image(int width, int height, T value) : Image(width, height) { fill(value); }

    int width() const { return width_; }
    int height() const { return height_; }
    std::size_t size() const { return static_cast<std::size_t>(width_) * height_; }
    bool empty() const { return size() == 0; }
    Rect bounds() const { return {0, 0, width_, height_}; }

    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    T* begin() { return data(); }
    T* end() { return data() + size(); }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size(); }
    T& operator()(int x, int y) { return view()(x, y); }
    const T& operator()(int x, int y) const { return view()(x, y); }

    ImageView<T> view() { return {data_.get(), width_, height_}; }
    ImageView<const T> view() const { return {data_.get(), width_, height_}; }
    operator ImageView<T>() { return view(); }
    operator ImageView<const T>() const { return view(); }

    void fill(T value) { std::fill(begin(), end(), value); }
    Image clone() const {
        Image copy(width_, height_);
        std::copy(begin(), end(), copy.begin());
        return copy;
    }

  private:
    std::unique_ptr<T[]> data_;
    int width_ = 0;
    int height_ = 0;
};

}  // namespace axolemma
