#include "core/refinement.h"

#include <algorithm>
#include <cmath>

#include "core/agglomeration.h"
#include "core/blur.h"
#include "core/watershed.h"

namespace axolemma {

Landscape landscapeOf(ImageView<const float> cellProbability, float sigma) {
    Landscape landscape{Image<float>(cellProbability.width(), cellProbability.height()),
                        Image<std::uint8_t>(cellProbability.width(), cellProbability.height())};
    for (int y = 0; y < cellProbability.height(); ++y)
        std::transform(cellProbability.row(y), cellProbability.row(y) + cellProbability.width(),
                       landscape.membrane.view().row(y), [](float p) { return 1 - p; });
    Image<float> smoothed = landscape.membrane.clone();
    if (sigma > 0) blurGaussian(smoothed, sigma);
    std::transform(smoothed.begin(), smoothed.end(), landscape.height.begin(), [](float p) {
        return static_cast<std::uint8_t>(255 * std::clamp(p, 0.0F, 1.0F) + 0.5F);
    });
    return landscape;
}

Image<std::uint8_t> contoursOf(const Landscape& landscape, const Refinement& refinement) {
    const int depth = std::max(1, static_cast<int>(std::lround(255 * refinement.depth)));
    Image<std::uint32_t> regions =
        seededWatershed(landscape.height, deepMinima(landscape.height, depth));
    if (refinement.joinBelow > 0)
        joinWeaklySeparated(regions, landscape.membrane, refinement.joinBelow);
    Image<std::uint8_t> contours(regions.width(), regions.height());
    std::transform(regions.begin(), regions.end(), contours.begin(),
                   [](std::uint32_t region) { return region == 0 ? 1 : 0; });
    return contours;
}

std::vector<Contact> contactsBetween(const SliceComponents& components,
                                     const Landscape& landscape) {
    Image<std::uint32_t> regions = components.labels.clone();
    floodFromLabels(landscape.height, regions);
    return contactsOf(regions, landscape.membrane);
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
