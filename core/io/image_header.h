#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/geometry.h"
#include "core/stack.h"

namespace axolemma {

/// The type of a voxel, in the order of `AnyVolume`'s alternatives.
enum class VoxelType { UInt8, Int8, UInt16, Int16, UInt32, Int32, UInt64, Int64, Float32, Float64 };

std::size_t bytesOf(VoxelType type);
std::string_view nameOf(VoxelType type);
VoxelType voxelTypeOf(const Stack& stack);

/// Integers of 8, 16, 32 or 64 bits and floats of 32 or 64; nothing else has a voxel type.
std::optional<VoxelType> integerType(int bits, bool isSigned);
std::optional<VoxelType> floatType(int bits);

/// What is known of a file before its voxels are read. `channels` are interleaved in what a source
/// delivers; 3 and 4 are colours (with alpha), 2 is grey with alpha.
struct ImageHeader {
    std::string format;
    VoxelType type = VoxelType::UInt8;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t depth = 1;
    int channels = 1;
    Spacing spacing;
    bool spacingKnown = false;
    /// `notes` already say what is assumed of the voxel size.
    bool spacingNoted = false;
    std::vector<std::string> notes;
    /// `Stack::facts`.
    std::map<std::string, std::string> facts;

    /// Bytes of one slice and of all slices with all channels. Only after `checkHeader`.
    std::size_t sliceBytes() const;
    std::size_t bytes() const;
};

/// What one compressed byte can become at most: 1 for none, 1100 for deflate.
inline constexpr double kDeflateRatio = 1100;

/// Throws `Error` naming `path` where an edge is not positive, the voxels cannot be addressed, or
/// `storedBytes` of a file cannot hold them: each stored byte becomes at most `ratio`.
void checkHeader(const ImageHeader& header, const std::string& path, std::uintmax_t storedBytes,
                 double ratio = 1);

/// Uninitialised voxels; memory is only taken from the system as they are written. Throws `Error`
/// where there is not enough.
AnyVolume makeVolume(VoxelType type, int width, int height, int depth);

/// The voxels as bytes.
std::byte* bytesOf(AnyVolume& voxels);
const std::byte* bytesOf(const AnyVolume& voxels);

/// Reverses the bytes of `count` values of `size` bytes.
void swapBytes(std::byte* values, std::size_t count, std::size_t size);

}  // namespace axolemma
