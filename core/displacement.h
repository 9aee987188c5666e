#pragma once

#include <cstdint>

#include "core/image.h"

namespace axolemma {

/// How far the content of a slice lies from where it was in the slice before, piece by piece: thin
/// sections shift, stretch and fold a little when they are cut and laid down, and neurites run
/// askew. Constant in squares of `kCell` pixels.
class Displacement {
  public:
    static constexpr int kCell = 8;

    /// None anywhere.
    Displacement(int width, int height)
        : cells_((width + kCell - 1) / kCell, (height + kCell - 1) / kCell, Point{}) {}

    /// What lies at (x, y) in the slice lies at (x, y) + this in the next; that may be outside.
    Point at(int x, int y) const { return cells_(x / kCell, y / kCell); }

    ImageView<Point> cells() { return cells_; }

  private:
    Image<Point> cells_;
};

/// The displacement under which the boundaries of two slices of the same size match best, up to
/// about 60 pixels, found from coarse to fine by comparing windows. A boundary is a pixel of 0 or
/// at an edge between labels, so that no map is needed. Slices below 128 pixels have none. Any
/// thread.
Displacement displacementBetween(ImageView<const std::uint32_t> labels,
                                 ImageView<const std::uint32_t> next);

}  // namespace axolemma
