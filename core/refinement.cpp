#include "core/refinement.h"

#include <algorithm>
#include <cmath>

#include "core/agglomeration.h"
#include "core/blur.h"
#include "core/watershed.h"

namespace axolemma {

namespace {

Landscape smoothed(Image<float> membrane, float sigma) {
    Landscape landscape{std::move(membrane), {}};
    landscape.height =
        Image<std::uint8_t>(landscape.membrane.width(), landscape.membrane.height());
    Image<float> smooth = landscape.membrane.clone();
    if (sigma > 0) blurGaussian(smooth, sigma);
    std::transform(smooth.begin(), smooth.end(), landscape.height.begin(), [](float p) {
        return static_cast<std::uint8_t>(255 * std::clamp(p, 0.0F, 1.0F) + 0.5F);
    });
    return landscape;
}

}  // namespace

Landscape landscapeOf(ImageView<const float> cellProbability, float sigma) {
    Image<float> membrane(cellProbability.width(), cellProbability.height());
    for (int y = 0; y < cellProbability.height(); ++y)
        std::transform(cellProbability.row(y), cellProbability.row(y) + cellProbability.width(),
                       membrane.view().row(y), [](float p) { return 1 - p; });
    return smoothed(std::move(membrane), sigma);
}

Landscape landscapeOf(ImageView<const std::uint8_t> cellProbability, float sigma) {
    Image<float> membrane(cellProbability.width(), cellProbability.height());
    for (int y = 0; y < cellProbability.height(); ++y)
        std::transform(cellProbability.row(y), cellProbability.row(y) + cellProbability.width(),
                       membrane.view().row(y),
                       [](std::uint8_t p) { return 1 - static_cast<float>(p) / 255; });
    return smoothed(std::move(membrane), sigma);
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

}  // namespace axolemma
