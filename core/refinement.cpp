#include "core/refinement.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/agglomeration.h"
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

namespace {

/// 1 - p of every pixel.
Image<float> membraneOf(ImageView<const float> cellProbability) {
    Image<float> membrane(cellProbability.width(), cellProbability.height());
    for (int y = 0; y < membrane.height(); ++y)
        std::transform(cellProbability.row(y), cellProbability.row(y) + membrane.width(),
                       membrane.view().row(y), [](float p) { return 1 - p; });
    return membrane;
}

/// The smoothed probability of membrane in steps of 1/255: the landscape that is flooded.
Image<std::uint8_t> landscapeOf(const Image<float>& membrane, float sigma) {
    Image<float> smoothed = membrane.clone();
    smooth(smoothed, sigma);
    Image<std::uint8_t> height(membrane.width(), membrane.height());
    std::transform(smoothed.begin(), smoothed.end(), height.begin(), [](float p) {
        return static_cast<std::uint8_t>(255 * std::clamp(p, 0.0F, 1.0F) + 0.5F);
    });
    return height;
}

}  // namespace

Image<std::uint8_t> contoursOf(ImageView<const float> cellProbability,
                               const Refinement& refinement) {
    const Image<float> membrane = membraneOf(cellProbability);
    Image<std::uint8_t> pixels = landscapeOf(membrane, refinement.sigma);
    const int depth = std::max(1, static_cast<int>(std::lround(255 * refinement.depth)));
    Image<std::uint32_t> regions = seededWatershed(pixels, deepMinima(pixels, depth));
    if (refinement.joinBelow > 0) joinWeaklySeparated(regions, membrane, refinement.joinBelow);
    std::transform(regions.begin(), regions.end(), pixels.begin(),
                   [](std::uint32_t region) { return region == 0 ? 1 : 0; });
    return pixels;
}

std::vector<Contact> contactsBetween(const SliceComponents& components,
                                     ImageView<const float> cellProbability, float sigma) {
    const Image<float> membrane = membraneOf(cellProbability);
    Image<std::uint32_t> regions = components.labels.clone();
    floodFromLabels(landscapeOf(membrane, sigma), regions);
    return contactsOf(regions, membrane);
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
