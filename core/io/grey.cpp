#include "core/io/grey.h"

#include <cmath>
#include <cstring>
#include <type_traits>

namespace axolemma {
namespace {

template <typename T>
void greyOf(const std::byte* pixels, std::size_t count, int channels, std::byte* out) {
    for (std::size_t i = 0; i < count; ++i) {
        T values[4] = {};
        std::memcpy(values, pixels + i * static_cast<std::size_t>(channels) * sizeof(T),
                    static_cast<std::size_t>(channels) * sizeof(T));
        T grey = values[0];
        if (channels >= 3 && (values[1] != grey || values[2] != grey)) {
            const double sum = 0.299 * static_cast<double>(values[0]) +
                               0.587 * static_cast<double>(values[1]) +
                               0.114 * static_cast<double>(values[2]);
            grey = static_cast<T>(std::is_integral_v<T> ? std::nearbyint(sum) : sum);
        }
        std::memcpy(out + i * sizeof(T), &grey, sizeof(T));
    }
}

}  // namespace

void makeGrey(const std::byte* pixels, std::size_t count, int channels, VoxelType type,
              std::byte* out) {
    switch (type) {
        case VoxelType::UInt8:
            return greyOf<std::uint8_t>(pixels, count, channels, out);
        case VoxelType::Int8:
            return greyOf<std::int8_t>(pixels, count, channels, out);
        case VoxelType::UInt16:
            return greyOf<std::uint16_t>(pixels, count, channels, out);
        case VoxelType::Int16:
            return greyOf<std::int16_t>(pixels, count, channels, out);
        case VoxelType::UInt32:
            return greyOf<std::uint32_t>(pixels, count, channels, out);
        case VoxelType::Int32:
            return greyOf<std::int32_t>(pixels, count, channels, out);
        case VoxelType::UInt64:
            return greyOf<std::uint64_t>(pixels, count, channels, out);
        case VoxelType::Int64:
            return greyOf<std::int64_t>(pixels, count, channels, out);
        case VoxelType::Float32:
            return greyOf<float>(pixels, count, channels, out);
        case VoxelType::Float64:
            return greyOf<double>(pixels, count, channels, out);
    }
}

}  // namespace axolemma
