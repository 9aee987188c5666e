#pragma once

#include "core/image.h"
#include "segmentation/augmentation.h"
#include "segmentation/random.h"

namespace axolemma {

/// Changes the intensities of one crop as another microscope, stain or camera would: blur, gamma,
/// contrast, brightness, shading, noise, dirt. `image` is [channels, size, size], normalised, with
/// values between `lowest` and `highest` before the change.
void augmentIntensity(Random& random, const AugmentationSettings& settings, Crop& crop,
                      float lowest, float highest);

}  // namespace axolemma
