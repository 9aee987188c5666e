#pragma once

#include "core/image.h"

namespace axolemma {

/// The image at another size, by a triangle filter: linear interpolation where it grows, a filter as
/// wide as the new pixels where it shrinks, so that nothing aliases. Pixel centres lie at halves;
/// beyond the border the filter is cut off and normalised. Sizes are at least 1. Any thread.
Image<float> resampled(ImageView<const float> image, int width, int height);

}  // namespace axolemma
