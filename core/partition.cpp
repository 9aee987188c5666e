#include "core/partition.h"

#include <algorithm>
#include <utility>

namespace axolemma {

SliceComponents partitionOf(ImageView<const float> cellProbability, const PartitionRule& rule) {
    SliceComponents components;
    if (rule.refinement.weight > 0) {
        const Image<std::uint8_t> contours = contoursOf(cellProbability, rule.refinement);
        const Image<float> fused = refined(cellProbability, contours, rule.refinement.weight);
        components = componentsOfMap(fused.view(), rule.threshold, rule.smallest);
    } else {
        components = componentsOfMap(cellProbability, rule.threshold, rule.smallest);
    }
    components.contacts = contactsBetween(components, cellProbability, rule.refinement.sigma);
    return components;
}

SliceComponents partitionOf(ImageView<const std::uint8_t> cellProbability,
                            const PartitionRule& rule) {
    Image<float> map(cellProbability.width(), cellProbability.height());
    for (int y = 0; y < map.height(); ++y)
        std::transform(cellProbability.row(y), cellProbability.row(y) + map.width(),
                       map.view().row(y),
                       [](std::uint8_t p) { return static_cast<float>(p) / 255; });
    return partitionOf(std::as_const(map).view(), rule);
}

}  // namespace axolemma
