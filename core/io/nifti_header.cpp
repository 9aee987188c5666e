#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/io/block_source.h"
#include "core/io/bytes.h"
#include "core/io/inflate_reader.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

constexpr std::size_t kHeaderBytes = 348;

[[noreturn]] void fail(const InputFile& file, const std::string& what) {
    throw Error(fmt::format("{}: {}", file.path(), what));
}

std::optional<VoxelType> typeOf(int code) {
    switch (code) {
        case 2:
            return VoxelType::UInt8;
        case 4:
            return VoxelType::Int16;
        case 8:
            return VoxelType::Int32;
        case 16:
            return VoxelType::Float32;
        case 64:
            return VoxelType::Float64;
        case 256:
            return VoxelType::Int8;
        case 512:
            return VoxelType::UInt16;
        case 768:
            return VoxelType::UInt32;
        case 1024:
            return VoxelType::Int64;
        case 1280:
            return VoxelType::UInt64;
        default:
            return std::nullopt;
    }
}

void takeVoxelSize(ImageHeader& header, const std::string& raw, bool reversed, int axes) {
    const auto real = [&](std::size_t at) {
        return static_cast<double>(stored<float>(raw, at, reversed));
    };
    if (axes < 3) return;
    const auto x = std::abs(real(80));
    const auto y = std::abs(real(84));
    const auto z = std::abs(real(88));
    if (!std::isfinite(x + y + z)) return;
    // Bits 0 to 2: metre, millimetre, micrometre.
    const double units[] = {0, 1e9, 1e6, 1e3};
    const auto unit = static_cast<unsigned char>(raw[123]) & 7;
    if (unit >= 1 && unit <= 3) {
        setSpacing(header, x * units[unit], y * units[unit], z * units[unit]);
    } else {
        setSpacingWithoutUnit(header, x, y, z);
    }
}

}  // namespace

BlockHeader readNiftiHeader(const InputFile& file) {
    auto raw = file.head(kHeaderBytes);
    const bool isGzip = raw.starts_with("\x1F\x8B");
    if (isGzip) {
        InflateReader reader(file, 0);
        raw.assign(kHeaderBytes, 0);
        reader.read(reinterpret_cast<std::byte*>(raw.data()), raw.size());
    }
    if (raw.size() < kHeaderBytes) {
        fail(file, "it is cut off within its NIfTI header. Copy or save it again.");
    }
    const bool isBig = littleEndian<std::int32_t>(raw, 0) != 348;
    const auto reversed = isBig == (std::endian::native == std::endian::little);
    const auto size = [&](std::size_t axis) {
        return stored<std::int16_t>(raw, 40 + axis * 2, reversed);
    };
    const auto real = [&](std::size_t at) {
        return static_cast<double>(stored<float>(raw, at, reversed));
    };
    ImageHeader header;
    header.format = "NIfTI";
    const int axes = size(0);
    bool isStack = axes >= 2 && axes <= 7;
    for (int axis = 4; isStack && axis <= axes; ++axis) {
        isStack = size(static_cast<std::size_t>(axis)) == 1;
    }
    if (!isStack) {
        fail(file,
             fmt::format("it has {} axes and more than one volume or channel. Save one volume "
                         "as a stack of 3 axes.",
                         axes));
    }
    header.width = size(1);
    header.height = size(2);
    header.depth = axes >= 3 ? size(3) : 1;
    const int code = stored<std::int16_t>(raw, 70, reversed);
    const auto type = typeOf(code);
    if (!type) {
        fail(file,
             fmt::format("its voxels are of NIfTI type {}, which Axolemma does not read. Save "
                         "it as integers or float.",
                         code));
    }
    header.type = *type;
    const double offset = real(108);
    // 352 is the least, but some programs leave it 0 and mean that.
    const double unpacked = static_cast<double>(file.size()) * (isGzip ? kDeflateRatio : 1);
    if (!(offset >= 0) || offset > unpacked) {
        fail(file,
             "its voxels should begin behind its end: it is cut off or damaged. Copy or save "
             "it again.");
    }
    const auto begin = std::max<std::uint64_t>(static_cast<std::uint64_t>(offset), kHeaderBytes);
    checkHeader(header, file.path(), isGzip ? file.size() : file.size() - begin,
                isGzip ? kDeflateRatio : 1);
    VoxelBlock block;
    block.path = file.path();
    block.begin = isGzip ? 0 : begin;
    block.bytes = file.size() - block.begin;
    block.isPacked = isGzip;
    block.skip = isGzip ? begin : 0;
    block.isSwapped = reversed;
    block.storedType = header.type;
    const double slope = real(112);
    const double intercept = real(116);
    if (std::isfinite(slope) && std::isfinite(intercept) && slope != 0 &&
        (slope != 1 || intercept != 0)) {
        block.isScaled = true;
        block.scale = slope;
        block.offset = intercept;
        header.type = VoxelType::Float32;
    }
    takeVoxelSize(header, raw, reversed, axes);
    return {header, block};
}

}  // namespace axolemma
