#pragma once

#include <cstddef>

#include "core/io/image_header.h"

namespace axolemma {

/// Makes one value of each pixel's interleaved channels: luminance (ITU-R BT.601) of colours, the
/// first of grey with alpha; alpha is dropped. Where red, green and blue are equal the value is
/// exact.
void makeGrey(const std::byte* pixels, std::size_t count, int channels, VoxelType type,
              std::byte* out);

}  // namespace axolemma
