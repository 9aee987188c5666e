#pragma once

#include "core/image.h"
#include "core/volume.h"

namespace axolemma::detail {

/// The eight ways to look at a square grid: mirrored along x, along y, and transposed. The first
/// 1, 2, 4 and 8 of them are groups, so that their average does not prefer a direction.
inline constexpr int kViews = 8;

/// Each plane [height, width] as view `view` shows it; [width, height] where that is transposed.
Volume<float> seenAs(const Volume<float>& planes, int view);

/// Adds `weight` times a map of view `view` to `sum`, on the grid that the view was made from.
void addSeenAs(const Image<float>& map, int view, float weight, ImageView<float> sum);

}  // namespace axolemma::detail
