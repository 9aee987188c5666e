#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace axolemma {

/// The value of type T stored at `at` in the order of this machine (little-endian on all that we
/// build for) or reversed. Precondition: it lies within `bytes`.
template <typename T>
T stored(std::string_view bytes, std::size_t at, bool reversed) {
    char raw[sizeof(T)] = {};
    bytes.substr(at).copy(raw, sizeof(T));
    if (reversed) {
        for (std::size_t i = 0; i < sizeof(T) / 2; ++i) std::swap(raw[i], raw[sizeof(T) - 1 - i]);
    }
    return std::bit_cast<T>(raw);
}
template <typename T>
T bigEndian(std::string_view bytes, std::size_t at) {
    return stored<T>(bytes, at, std::endian::native == std::endian::little);
}
template <typename T>
T littleEndian(std::string_view bytes, std::size_t at) {
    return stored<T>(bytes, at, std::endian::native == std::endian::big);
}

}  // namespace axolemma
