#include <fmt/format.h>
#include <zlib.h>

#include <cmath>

#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/format_headers.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

constexpr std::size_t kHeaderBytes = 348;

[[noreturn]] void fail(const InputFile& file, const std::string& what) {
    throw Error(fmt::format("{}: {}", file.path(), what));
}

/// The first bytes of a gzip stream, unpacked.
std::string inflatedHead(const std::string& packed, std::size_t most) {
    std::string out(most, 0);
    z_stream stream = {};
    if (::inflateInit2(&stream, 15 + 32) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ::inflate(&stream, Z_SYNC_FLUSH);
    out.resize(out.size() - stream.avail_out);
    ::inflateEnd(&stream);
    return out;
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

}  // namespace

ImageHeader readNiftiHeader(const InputFile& file) {
    auto raw = file.head(4096);
    const bool isGzip = raw.starts_with("\x1F\x8B");
    if (isGzip) raw = inflatedHead(raw, kHeaderBytes);
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
    if (!(offset >= 0) ||
        offset > static_cast<double>(file.size()) * (isGzip ? kDeflateRatio : 1)) {
        fail(file,
             "its voxels should begin behind its end: it is cut off or damaged. Copy or save "
             "it again.");
    }
    const auto begin = std::max<std::uint64_t>(static_cast<std::uint64_t>(offset), kHeaderBytes);
    checkHeader(header, file.path(),
                isGzip ? file.size() : file.size() - std::min(begin, file.size()),
                isGzip ? kDeflateRatio : 1);
    if (isGzip) {
        // The last four bytes of a gzip file are the length of what it holds.
        const auto length = littleEndian<std::uint32_t>(file.head(4, file.size() - 4), 0);
        if (length < static_cast<std::uint32_t>(begin + header.bytes()) &&
            begin + header.bytes() < 0xFFFFFFFFULL) {
            fail(file,
                 "it is cut off: its compressed data are shorter than its header says. Copy "
                 "or save it again.");
        }
    }
    if (axes < 3) return header;
    const auto x = std::abs(real(80));
    const auto y = std::abs(real(84));
    const auto z = std::abs(real(88));
    if (!std::isfinite(x + y + z)) return header;
    // Bits 0 to 2: metre, millimetre, micrometre.
    const double units[] = {0, 1e9, 1e6, 1e3};
    const auto unit = static_cast<unsigned char>(raw[123]) & 7;
    if (unit >= 1 && unit <= 3) {
        setSpacing(header, x * units[unit], y * units[unit], z * units[unit]);
    } else {
        setSpacingWithoutUnit(header, x, y, z);
    }
    return header;
}

}  // namespace axolemma
