#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/synthetic_stack.h"

namespace axolemma::synthetic {

/// What section handling and the microscope do to section z: uneven background, a change of
/// exposure from section to section, a fold or a speck of dirt in some, shot noise and grain, blur,
/// 8 bits. `grey` is used up.
void takeMicrograph(const SyntheticSettings& settings, int z, ImageView<float> grey,
                    ImageView<std::uint8_t> image);

}  // namespace axolemma::synthetic
