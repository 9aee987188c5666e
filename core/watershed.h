#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"

namespace axolemma {

/// The minima of `height` that are at least `depth` deep: the water that rises from one of them
/// climbs `depth` or more before it meets that of a lower one (h-minima, by the dynamics of Grimaud
/// 1992). One pixel of each, in raster order of the pixels; equal heights meet 4-connected. The
/// lowest minimum of a slice is always among them, so that there is at least one for a slice that
/// is not empty.
std::vector<Point> deepMinima(ImageView<const std::uint8_t> height, int depth);

/// Floods `height` from seeds (Meyer 1994): every pixel gets the number of the seed, from 1, whose
/// water reaches it first, 4-connected; where waters of two seeds meet is 0, the line that keeps
/// them apart. Lines are about a pixel wide and closed. Seeds must lie inside. Any thread.
Image<std::uint32_t> seededWatershed(ImageView<const std::uint8_t> height,
                                     const std::vector<Point>& seeds);

/// The same from whole regions: `labels` holds their numbers, 0 where the water has still to come,
/// and afterwards what `seededWatershed` returns. In place.
void floodFromLabels(ImageView<const std::uint8_t> height, ImageView<std::uint32_t> labels);

}  // namespace axolemma
