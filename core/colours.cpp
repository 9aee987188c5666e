#include "core/colours.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace axolemma {

namespace {

struct LinearRgb {
    double r = 0;
    double g = 0;
    double b = 0;

    bool displayable() const { return std::min({r, g, b}) >= 0.0 && std::max({r, g, b}) <= 1.0; }
};

/// Oklab to linear sRGB (Ottosson 2020): equal distances look about equally different.
LinearRgb fromOklab(double lightness, double a, double b) {
    const auto cube = [](double v) { return v * v * v; };
    const double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    const double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    const double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

std::uint8_t encode(double linear) {
    const double v =
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
}

/// The fractional part of id * factor, in [0, 1), without rounding for large ids: `step` is
/// factor * 2^64.
double fraction(std::uint64_t id, std::uint64_t step) {
    return static_cast<double>((id * step) >> 11) * 0x1p-53;
}

}  // namespace

Rgb colourOf(std::uint64_t id) {
    if (id == 0) return {};
    // The multiples of these two numbers (1/p^2 and 1/p, p the plastic number) fill the plane of
    // hue and lightness evenly however many there are, and neighbours in the sequence lie far
    // apart.
    const double hue = 2 * std::numbers::pi * fraction(id, 0x91E10DA5C79E7B1DULL);
    const double lightness = 0.58 + 0.26 * fraction(id, 0xC13FA9A902A6328FULL);
    const double x = std::cos(hue);
    const double y = std::sin(hue);
    // As saturated as the display can show it; every hue can be shown at the lower limit.
    double chroma = 0.2;
    double low = 0.07;
    double high = chroma;
    LinearRgb colour = fromOklab(lightness, chroma * x, chroma * y);
    if (!colour.displayable()) {
        for (int step = 0; step < 8; ++step) {
            chroma = (low + high) / 2;
            (fromOklab(lightness, chroma * x, chroma * y).displayable() ? low : high) = chroma;
        }
        colour = fromOklab(lightness, low * x, low * y);
    }
    return {encode(colour.r), encode(colour.g), encode(colour.b)};
}

}  // namespace axolemma
