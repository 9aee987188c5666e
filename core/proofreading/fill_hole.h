#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

/// What a component encloses wholly, boundary and other components alike: the pixels from which no
/// 8-connected path that avoids the component leads to the edge of the slice. `labels`: numbers of
/// components, 0 = boundary. Any thread.
PixelRuns enclosedBy(ImageView<const std::uint32_t> labels, std::uint32_t component);

}  // namespace axolemma
