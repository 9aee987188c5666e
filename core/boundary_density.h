#pragma once

#include <cstddef>
#include <cstdint>

#include "core/image.h"

namespace axolemma::detail {

/// How much boundary there is in each square of `scale` pixels, with a margin that repeats the
/// outermost squares: as wide as one looks beyond the slice, so that no read needs a check.
class BoundaryDensity {
  public:
    /// Uninitialised. `reach`: pixels beyond the slice that may be read.
    BoundaryDensity(int width, int height, int scale, int reach);

    int scale() const { return scale_; }
    int width() const { return squares_.width() - 2 * margin_; }
    int height() const { return squares_.height() - 2 * margin_; }
    /// From one row to the next.
    std::ptrdiff_t stride() const { return squares_.width(); }
    const std::uint8_t* at(int x, int y) const {
        return squares_.data() + (y + margin_) * stride() + x + margin_;
    }

    /// In squares of 4 pixels, from 0 to 16. A boundary is a pixel of 0 or at an edge between
    /// labels.
    static BoundaryDensity of(ImageView<const std::uint32_t> labels, int reach);
    /// The same in squares twice as wide.
    BoundaryDensity halved() const;
    /// The same softened, in steps of 1/255: without that a thin membrane is not felt from beside
    /// it.
    BoundaryDensity softened() const;

  private:
    std::uint8_t* row(int y) { return squares_.view().row(y + margin_) + margin_; }
    void fillMargin();

    int scale_;
    int reach_;
    int margin_;
    Image<std::uint8_t> squares_;
};

}  // namespace axolemma::detail
