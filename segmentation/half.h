#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace axolemma {

/// IEEE 754 binary16, the nearest to `value` (ties to even); too large becomes the largest finite.
inline std::uint16_t halfFromFloat(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
    const float magnitude = std::fabs(value);
    if (!(magnitude < 65520.0F)) return sign | 0x7BFF;
    if (magnitude < 6.103515625e-05F)  // subnormal: steps of 2^-24
        return sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 16777216.0F));
    std::uint32_t m = std::bit_cast<std::uint32_t>(magnitude);
    m += 0x0FFF + ((m >> 13) & 1);
    return sign | static_cast<std::uint16_t>((m - 0x38000000U) >> 13);
}

inline float floatFromHalf(std::uint16_t half) {
    const float sign = (half & 0x8000U) ? -1.0F : 1.0F;
    const int exponent = (half >> 10) & 0x1F;
    const int mantissa = half & 0x3FF;
    if (exponent == 0) return sign * std::ldexp(static_cast<float>(mantissa), -24);
    if (exponent == 31) return mantissa ? std::nanf("") : sign * HUGE_VALF;
    return sign * std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
}

}  // namespace axolemma
