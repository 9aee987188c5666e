#pragma once

#include <cstdint>
#include <span>

#include "core/colours.h"
#include "core/image.h"

namespace axolemma {

/// A grey slice [height, width] with its neurons in colour over it. `components` has the same
/// shape, or is empty for a slice not segmented; `ids[c]` is the neuron of component c, with ids[0]
/// = 0. `opacity` in [0, 1] (others are clamped); boundary stays grey. `outlines` colours only the
/// pixels of a neuron that have a 4-neighbour of another neuron or of the boundary. `colours[c]`,
/// where there are any, comes in place of the colour of `ids[c]`. Any thread.
Image<Rgb> blendOverlay(ImageView<const std::uint8_t> grey,
                        ImageView<const std::uint32_t> components,
                        std::span<const std::uint64_t> ids, float opacity, bool outlines = false,
                        std::span<const Rgb> colours = {});

}  // namespace axolemma
