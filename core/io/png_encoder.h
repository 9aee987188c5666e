#pragma once

#include <cstddef>
#include <string>

namespace axolemma {

/// A PNG with `channels` (1 grey, 3 RGB) of 8 or 16 bits, rows [height, width, channels] without
/// gaps in this machine's byte order. `nmPerPixel` of 0 leaves the size out; `text` becomes the
/// remark `Axolemma-Voxel-Size` unless empty.
struct PngPicture {
    const std::byte* pixels = nullptr;
    int width = 0;
    int height = 0;
    int channels = 1;
    int bits = 8;
    double nmPerPixelX = 0;
    double nmPerPixelY = 0;
    std::string voxelSize;
};
std::string encodePng(const PngPicture& picture);

}  // namespace axolemma
