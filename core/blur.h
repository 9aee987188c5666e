#pragma once

#include "core/image.h"

namespace axolemma {

/// Gaussian blur in place, mirrored at the borders; sigma in pixels, above 0. Any thread.
void blurGaussian(ImageView<float> image, double sigma);

}  // namespace axolemma
