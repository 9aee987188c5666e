#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "core/volume.h"
#include "segmentation/folded_layers.h"

namespace axolemma::test {

/// Weights that a trained network could have: activations keep their size from layer to layer,
/// running statistics differ from channel to channel. The scores are scaled so that probabilities
/// spread.
inline std::vector<NamedTensor> randomTensors(const Architecture& architecture, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::vector<NamedTensor> tensors;
    for (const detail::TensorSpec& spec : detail::expectedTensors(architecture)) {
        std::size_t count = 1;
        for (const std::int64_t extent : spec.shape) count *= static_cast<std::size_t>(extent);
        NamedTensor tensor{.name = spec.name, .shape = spec.shape, .values = {}};
        const bool kernel = spec.shape.size() == 4;
        const double fanIn =
            kernel ? static_cast<double>(count) / static_cast<double>(spec.shape[0]) : 1;
        std::normal_distribution<float> weight(0.0F, static_cast<float>(std::sqrt(2 / fanIn)));
        std::uniform_real_distribution<float> positive(0.6F, 1.4F);
        std::uniform_real_distribution<float> around(-0.2F, 0.2F);
        const bool scale = spec.name.ends_with("running_var") || spec.name.ends_with("norm.weight");
        for (std::size_t i = 0; i < count; ++i)
            tensor.values.push_back(kernel  ? weight(random)
                                    : scale ? positive(random)
                                            : around(random));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

/// Normalised planes with structure at several scales, as tissue has.
inline Volume<float> randomPlanes(int width, int height, int channels, unsigned seed = 2) {
    std::mt19937 random(seed);
    std::normal_distribution<float> noise(0.0F, 0.5F);
    Volume<float> planes(width, height, channels);
    for (int c = 0; c < channels; ++c)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                planes(x, y, c) = static_cast<float>(std::sin(0.21 * x + c) * std::cos(0.17 * y) +
                                                     std::sin(0.05 * (x + y))) +
                                  noise(random);
    return planes;
}

}  // namespace axolemma::test
