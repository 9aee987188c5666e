#include "core/refinement.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/watershed.h"

namespace axolemma {

namespace {

/// Gaussian smoothing, mirrored at the border, in place.
void smooth(Image<float>& image, float sigma) {
    if (!(sigma > 0)) return;
    const int radius = std::max(1, static_cast<int>(std::ceil(3 * sigma)));
    std::vector<float> kernel(2 * radius + 1);
    float sum = 0;
    for (int i = -radius; i <= radius; ++i)
        sum += kernel[i + radius] = std::exp(-0.5F * static_cast<float>(i * i) / (sigma * sigma));
    for (float& weight : kernel) weight /= sum;
    const auto mirrored = [](int i, int n) {
        const int period = std::max(1, 2 * n - 2);
        i = ((i % period) + period) % period;
        return i < n ? i : period - i;
    };
    const int width = image.width();
    const int height = image.height();
    std::vector<float> padded(width + 2 * radius);
    for (int y = 0; y < height; ++y) {
        float* row = image.view().row(y);
        for (int x = -radius; x < width + radius; ++x) padded[x + radius] = row[mirrored(x, width)];
        std::fill(row, row + width, 0.0F);
        for (int k = 0; k < 2 * radius + 1; ++k)
            for (int x = 0; x < width; ++x) row[x] += kernel[k] * padded[x + k];
    }
    const Image<float> across = image.clone();
    for (int y = 0; y < height; ++y) {
        float* row = image.view().row(y);
        std::fill(row, row + width, 0.0F);
        for (int k = -radius; k <= radius; ++k) {
            const float* from = across.view().row(mirrored(y + k, height));
            for (int x = 0; x < width; ++x) row[x] += kernel[k + radius] * from[x];
        }
    }
}

}  // namespace

Image<std::uint8_t> contoursOf(ImageView<const float> cellProbability,
                               const Refinement& refinement) {
    Image<float> membrane(cellProbability.width(), cellProbability.height());
    for (int y = 0; y < membrane.height(); ++y)
        std::transform(cellProbability.row(y), cellProbability.row(y) + membrane.width(),
                       membrane.view().row(y), [](float p) { return 1 - p; });
    smooth(membrane, refinement.sigma);
    Image<std::uint8_t> height(membrane.width(), membrane.height());
    std::transform(membrane.begin(), membrane.end(), height.begin(), [](float p) {
        return static_cast<std::uint8_t>(std::lround(255 * std::clamp(p, 0.0F, 1.0F)));
    });
    const int depth = std::max(1, static_cast<int>(std::lround(255 * refinement.depth)));
    const Image<std::uint32_t> regions = seededWatershed(height, deepMinima(height, depth));
    std::transform(regions.begin(), regions.end(), height.begin(),
                   [](std::uint32_t region) { return region == 0 ? 1 : 0; });
    return height;
}

Image<float> refined(ImageView<const float> cellProbability, ImageView<const std::uint8_t> contours,
                     float weight) {
    Image<float> result(cellProbability.width(), cellProbability.height());
    for (int y = 0; y < result.height(); ++y) {
        const float* p = cellProbability.row(y);
        float* out = result.view().row(y);
        if (weight <= 0 || contours.empty()) {
            std::copy(p, p + result.width(), out);
            continue;
        }
        const std::uint8_t* contour = contours.row(y);
        for (int x = 0; x < result.width(); ++x)
            out[x] = 1 - (weight * static_cast<float>(contour[x]) + (1 - weight) * (1 - p[x]));
    }
    return result;
}

}  // namespace axolemma
