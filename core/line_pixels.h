#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "core/image.h"

namespace axolemma::detail {

/// Calls `visit(x, y, beside)` for each pixel of 0 in raster order, where `beside` are the
/// different regions among its 4-neighbours, by rising number.
template <typename Visit>
void forEachLinePixel(ImageView<const std::uint32_t> regions, Visit visit) {
    const int width = regions.width();
    const int height = regions.height();
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            if (regions(x, y) != 0) continue;
            std::array<std::uint32_t, 4> beside = {
                x > 0 ? regions(x - 1, y) : 0, x + 1 < width ? regions(x + 1, y) : 0,
                y > 0 ? regions(x, y - 1) : 0, y + 1 < height ? regions(x, y + 1) : 0};
            std::sort(beside.begin(), beside.end());
            const auto last = std::unique(beside.begin(), beside.end());
            const auto first = beside.front() == 0 ? beside.begin() + 1 : beside.begin();
            visit(x, y, std::span<const std::uint32_t>(first, last));
        }
    }
}

}  // namespace axolemma::detail
