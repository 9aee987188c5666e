#include "ui/scale_bar.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

namespace axolemma {

ScaleBarLength roundScaleBar(double longest) {
    assert(longest > 0);
    const double power = std::pow(10.0, std::floor(std::log10(longest)));
    // A hair more, because 10^log10(x) may come out below x.
    const double ratio = longest / power * (1 + 1e-9);
    const double length = power * (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1);
    if (length >= 0.999e6) return {length, fmt::format("{:g} mm", length / 1e6)};
    if (length >= 999) return {length, fmt::format("{:g} µm", length / 1e3)};
    return {length, fmt::format("{:g} nm", length)};
}

}  // namespace axolemma
