#include "core/proofreading/cell_probability.h"

#include <algorithm>
#include <cmath>

namespace axolemma {

std::vector<double> cellProbabilities(const DerivedSlice& slice) {
    const SliceComponents& components = *slice.components;
    std::vector<double> probabilities(components.sizes.size(), 1.0);
    if (!slice.sources.map) return probabilities;
    std::vector<std::uint64_t> cell(components.sizes.size(), 0);
    const auto map = slice.sources.map->view();
    for (int y = 0; y < map.height(); ++y) {
        const std::uint8_t* const p = map.row(y);
        const std::uint32_t* const component = components.labels.view().row(y);
        for (int x = 0; x < map.width(); ++x) cell[component[x]] += p[x];
    }
    for (std::size_t c = 1; c < probabilities.size(); ++c) {
        const double pixels = std::max<double>(components.sizes[c], 1);
        const double membrane = 1 - static_cast<double>(cell[c]) / (255 * pixels);
        // Fitted with the order of doubts (resources/models/EXPERIMENTS.md).
        const double score = -0.68 - 6.8 * membrane + 1.08 * std::log(pixels);
        probabilities[c] = 1 / (1 + std::exp(-score));
    }
    return probabilities;
}

}  // namespace axolemma
