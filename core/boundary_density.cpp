#include "core/boundary_density.h"

#include <algorithm>
#include <vector>

namespace axolemma::detail {

BoundaryDensity::BoundaryDensity(int width, int height, int scale, int reach)
    : scale_(scale),
      reach_(reach),
      margin_((reach + scale - 1) / scale),
      squares_(width + 2 * margin_, height + 2 * margin_) {}

void BoundaryDensity::fillMargin() {
    for (int y = 0; y < height(); ++y) {
        std::fill_n(row(y) - margin_, margin_, *row(y));
        std::fill_n(row(y) + width(), margin_, row(y)[width() - 1]);
    }
    const std::uint8_t* const first = row(0) - margin_;
    const std::uint8_t* const last = row(height() - 1) - margin_;
    for (int y = 1; y <= margin_; ++y) {
        std::copy_n(first, squares_.width(), row(-y) - margin_);
        std::copy_n(last, squares_.width(), row(height() - 1 + y) - margin_);
    }
}

BoundaryDensity BoundaryDensity::of(ImageView<const std::uint32_t> labels, int reach) {
    constexpr int kScale = 4;
    BoundaryDensity density(labels.width() / kScale, labels.height() / kScale, kScale, reach);
    std::vector<std::uint8_t> column(labels.width());
    for (int y = 0; y < density.height(); ++y) {
        std::fill(column.begin(), column.end(), std::uint8_t{0});
        for (int k = 0; k < kScale; ++k) {
            const std::uint32_t* const here = labels.row(y * kScale + k);
            const std::uint32_t* const below =
                labels.row(std::min(y * kScale + k + 1, labels.height() - 1));
            const int last = labels.width() - 1;
            for (int x = 0; x < last; ++x)
                column[x] += static_cast<std::uint8_t>((here[x] == 0) | (here[x] != here[x + 1]) |
                                                       (here[x] != below[x]));
            column[last] +=
                static_cast<std::uint8_t>((here[last] == 0) | (here[last] != below[last]));
        }
        std::uint8_t* const to = density.row(y);
        for (int x = 0; x < density.width(); ++x) {
            const std::uint8_t* const from = column.data() + kScale * x;
            to[x] = static_cast<std::uint8_t>(from[0] + from[1] + from[2] + from[3]);
        }
    }
    density.fillMargin();
    return density;
}

BoundaryDensity BoundaryDensity::halved() const {
    BoundaryDensity coarse(width() / 2, height() / 2, 2 * scale_, reach_);
    for (int y = 0; y < coarse.height(); ++y)
        for (int x = 0; x < coarse.width(); ++x) {
            const std::uint8_t* const upper = at(2 * x, 2 * y);
            const std::uint8_t* const lower = upper + stride();
            coarse.row(y)[x] = static_cast<std::uint8_t>(upper[0] + upper[1] + lower[0] + lower[1]);
        }
    coarse.fillMargin();
    return coarse;
}

BoundaryDensity BoundaryDensity::softened() const {
    BoundaryDensity soft(width(), height(), scale_, reach_);
    const std::ptrdiff_t down = stride();
    const int most = 16 * scale_ * scale_;
    for (int y = 0; y < height(); ++y) {
        const std::uint8_t* const from = at(0, y);
        std::uint8_t* const to = soft.row(y);
        for (int x = 0; x < width(); ++x) {
            const std::uint8_t* const p = from + x;
            const int corners = p[-down - 1] + p[-down + 1] + p[down - 1] + p[down + 1];
            const int sides = p[-down] + p[-1] + p[1] + p[down];
            to[x] = static_cast<std::uint8_t>((corners + 2 * sides + 4 * p[0]) * 255 / most);
        }
    }
    soft.fillMargin();
    return soft;
}

}  // namespace axolemma::detail
