#pragma once

#include <vector>

#include "core/geometry.h"
#include "core/image.h"
#include "segmentation/augmentation.h"
#include "segmentation/random.h"

namespace axolemma {

/// Where each pixel of a crop comes from in its slice: rotation, flip, scale, lens distortion and
/// elastic displacement as one map, exact at nodes 8 pixels apart and linear between them.
class SpatialMap {
  public:
    /// A map for a crop of size x size pixels that, unchanged, would start at `origin` of the
    /// slice.
    SpatialMap(Random& random, int size, Point origin, const AugmentationSettings& settings);

    /// The pixels of the slice that a crop shifted by (dx, dy) is made from.
    Rect source(float dx, float dy) const;
    /// `patch` holds `source(dx, dy)`; `out` is size x size.
    void sampleImage(ImageView<const float> patch, float dx, float dy, ImageView<float> out) const;
    /// `patch` holds `source(0, 0)`.
    void sampleTarget(ImageView<const std::uint8_t> patch, ImageView<std::uint8_t> out) const;

  private:
    struct Position {
        float x = 0;
        float y = 0;
    };
    /// Positions of the pixels of row y, relative to (x0, y0).
    void positionsOfRow(int y, float x0, float y0, std::vector<Position>& out) const;

    int size_;
    int nodes_;  ///< a side
    std::vector<Position> node_;
    float minX_ = 0, maxX_ = 0, minY_ = 0, maxY_ = 0;
};

/// Smooth random fields: cubic B-splines over random values `spacing` pixels apart, at points
/// `step` pixels apart, n a side; standard deviation about 1.
std::vector<float> smoothField(Random& random, int n, double step, double spacing);

}  // namespace axolemma
