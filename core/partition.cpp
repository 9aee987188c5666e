#include "core/partition.h"

#include <algorithm>
#include <utility>

namespace axolemma {

SliceComponents partitionOf(ImageView<const float> cellProbability, const PartitionRule& rule) {
    const Landscape landscape = landscapeOf(cellProbability, rule.refinement.sigma);
    const auto componentsIn = [&rule](ImageView<const float> map) {
        return componentsOfMap(map, rule.threshold, rule.smallest);
    };
    const float weight = rule.refinement.weight;
    SliceComponents components =
        weight > 0
            ? componentsIn(refined(cellProbability, contoursOf(landscape, rule.refinement), weight))
            : componentsIn(cellProbability);
    components.contacts = contactsBetween(components, landscape);
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
