#include "core/io/image_header.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <limits>

#include "core/error.h"

namespace axolemma {
namespace {

struct TypeFacts {
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<TypeFacts, 10> kTypes = {{{"uint8", 1},
                                               {"int8", 1},
                                               {"uint16", 2},
                                               {"int16", 2},
                                               {"uint32", 4},
                                               {"int32", 4},
                                               {"uint64", 8},
                                               {"int64", 8},
                                               {"float32", 4},
                                               {"float64", 8}}};
static_assert(std::variant_size_v<AnyVolume> == kTypes.size());

template <std::size_t I = 0>
AnyVolume makeAlternative(std::size_t index, int width, int height, int depth) {
    if constexpr (I < std::variant_size_v<AnyVolume>) {
        if (index == I) return std::variant_alternative_t<I, AnyVolume>(width, height, depth);
        return makeAlternative<I + 1>(index, width, height, depth);
    } else {
        return {};
    }
}

template <typename T, T Swap(T)>
void swapAll(std::byte* values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        T value;
        std::memcpy(&value, values + i * sizeof(T), sizeof(T));
        value = Swap(value);
        std::memcpy(values + i * sizeof(T), &value, sizeof(T));
    }
}
std::uint16_t swap16(std::uint16_t v) {
    return __builtin_bswap16(v);
}
std::uint32_t swap32(std::uint32_t v) {
    return __builtin_bswap32(v);
}
std::uint64_t swap64(std::uint64_t v) {
    return __builtin_bswap64(v);
}

}  // namespace

std::size_t bytesOf(VoxelType type) {
    return kTypes[static_cast<std::size_t>(type)].bytes;
}
std::string_view nameOf(VoxelType type) {
    return kTypes[static_cast<std::size_t>(type)].name;
}
VoxelType voxelTypeOf(const Stack& stack) {
    return static_cast<VoxelType>(stack.voxels().index());
}

std::optional<VoxelType> integerType(int bits, bool isSigned) {
    switch (bits) {
        case 8:
            return isSigned ? VoxelType::Int8 : VoxelType::UInt8;
        case 16:
            return isSigned ? VoxelType::Int16 : VoxelType::UInt16;
        case 32:
            return isSigned ? VoxelType::Int32 : VoxelType::UInt32;
        case 64:
            return isSigned ? VoxelType::Int64 : VoxelType::UInt64;
        default:
            return std::nullopt;
    }
}

std::optional<VoxelType> floatType(int bits) {
    if (bits == 32) return VoxelType::Float32;
    if (bits == 64) return VoxelType::Float64;
    return std::nullopt;
}

std::size_t ImageHeader::sliceBytes() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(channels) * bytesOf(type);
}
std::size_t ImageHeader::bytes() const {
    return sliceBytes() * static_cast<std::size_t>(depth);
}

void checkHeader(const ImageHeader& header, const std::string& path, std::uintmax_t storedBytes,
                 double ratio) {
    const auto shape = fmt::format("{} x {} x {}", header.width, header.height, header.depth);
    if (header.width <= 0 || header.height <= 0 || header.depth <= 0) {
        throw Error(
            fmt::format("{} says that its size is {} voxels: there is no picture in it. "
                        "Save the stack again from the program that made it.",
                        path, shape));
    }
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    const double claimed = static_cast<double>(header.width) * static_cast<double>(header.height) *
                           static_cast<double>(header.depth) * header.channels *
                           static_cast<double>(bytesOf(header.type));
    if (header.width > kMost || header.height > kMost || header.depth > kMost || claimed > 1e18) {
        throw Error(
            fmt::format("{} says that its size is {} voxels, which no computer can hold: "
                        "its header is damaged. Save the stack again.",
                        path, shape));
    }
    // A compressed file of few bytes may have a header longer than its data, hence the constant.
    const double possible = static_cast<double>(storedBytes) * ratio + (ratio > 1 ? 65536.0 : 0.0);
    if (claimed > possible) {
        throw Error(
            fmt::format("{} says that it holds {} {} voxels ({:.0f} bytes), but with {} "
                        "bytes it is too short for that: it is cut off or damaged. "
                        "Copy or save it again.",
                        path, shape, nameOf(header.type), claimed, storedBytes));
    }
}

AnyVolume makeVolume(VoxelType type, int width, int height, int depth) {
    try {
        return makeAlternative(static_cast<std::size_t>(type), width, height, depth);
    } catch (const std::bad_alloc&) {
        throw Error(
            fmt::format("There is not enough memory for {} x {} x {} {} voxels. Close "
                        "other programs, or open a part of the stack.",
                        width, height, depth, nameOf(type)));
    }
}

std::byte* bytesOf(AnyVolume& voxels) {
    return std::visit([](auto& v) { return reinterpret_cast<std::byte*>(v.data()); }, voxels);
}
const std::byte* bytesOf(const AnyVolume& voxels) {
    return std::visit([](const auto& v) { return reinterpret_cast<const std::byte*>(v.data()); },
                      voxels);
}

void swapBytes(std::byte* values, std::size_t count, std::size_t size) {
    if (size == 2) swapAll<std::uint16_t, swap16>(values, count);
    if (size == 4) swapAll<std::uint32_t, swap32>(values, count);
    if (size == 8) swapAll<std::uint64_t, swap64>(values, count);
}

}  // namespace axolemma
