#include "core/overlay.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

namespace axolemma {

namespace {

/// A colour times its opacity in 1/256, ready to be added to grey times `keep`.
struct Tint {
    std::uint32_t r = 0;
    std::uint32_t g = 0;
    std::uint32_t b = 0;
    std::uint32_t keep = 256;
};

Tint tintOf(Rgb colour, std::uint32_t opacity) {
    // The half rounds to nearest when the sum is divided by 256.
    return {colour.r * opacity + 128, colour.g * opacity + 128, colour.b * opacity + 128,
            256 - opacity};
}

Rgb blend(std::uint8_t grey, const Tint& tint) {
    const auto kept = grey * tint.keep;
    return {static_cast<std::uint8_t>((kept + tint.r) >> 8),
            static_cast<std::uint8_t>((kept + tint.g) >> 8),
            static_cast<std::uint8_t>((kept + tint.b) >> 8)};
}

}  // namespace

Image<Rgb> blendOverlay(ImageView<const std::uint8_t> grey,
                        ImageView<const std::uint32_t> components,
                        std::span<const std::uint64_t> ids, float opacity, bool outlines,
                        std::span<const Rgb> colours) {
    const int width = grey.width();
    const int height = grey.height();
    assert(components.empty() || (components.width() == width && components.height() == height));
    const auto share = static_cast<std::uint32_t>(
        std::lround(256 * (opacity > 0 ? std::min(opacity, 1.0F) : 0.0F)));
    std::vector<Tint> tints;
    tints.reserve(ids.size());
    for (std::size_t c = 0; c < ids.size(); ++c)
        tints.push_back(
            ids[c] == 0 ? Tint() : tintOf(colours.empty() ? colourOf(ids[c]) : colours[c], share));

    Image<Rgb> out(width, height);
    for (int y = 0; y < height; ++y) {
        const auto* const from = grey.row(y);
        auto* const to = out.data() + static_cast<std::size_t>(y) * width;
        if (components.empty() || ids.empty()) {
            for (int x = 0; x < width; ++x) to[x] = {from[x], from[x], from[x]};
            continue;
        }
        const auto* const here = components.row(y);
        const auto* const above = components.row(std::max(y - 1, 0));
        const auto* const below = components.row(std::min(y + 1, height - 1));
        const auto atEdge = [&](int x) {
            const auto c = here[x];
            const std::array<std::uint32_t, 4> around = {
                here[std::max(x - 1, 0)], here[std::min(x + 1, width - 1)], above[x], below[x]};
            return std::any_of(around.begin(), around.end(),
                               [&](auto other) { return other != c && ids[other] != ids[c]; });
        };
        for (int x = 0; x < width; ++x) {
            assert(here[x] < ids.size());
            const bool coloured = here[x] != 0 && (!outlines || atEdge(x));
            to[x] = coloured ? blend(from[x], tints[here[x]]) : Rgb{from[x], from[x], from[x]};
        }
    }
    return out;
}

}  // namespace axolemma
