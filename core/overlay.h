#pragma once

#include <cstdint>
#include <span>

#include "core/colours.h"
#include "core/image.h"

namespace axolemma {

/// A grey slice with its neurons in colour over it: `opacity` in [0, 1]; boundary stays grey. `outlines`
/// draws only pixels that have a 4-neighbour of another neuron. `ids[c]` is the neuron of component c.
Image<Rgb> blendOverlay(ImageView<const std::uint8_t> grey, ImageView<const std::uint32_t> components,
                        std::span<const std::uint64_t> ids, float opacity, bool outlines = false);

}  // namespace axolemma
