#pragma once

#include <string>
#include <vector>

#include "segmentation/graph_internal.h"
#include "segmentation/model_file.h"

namespace axolemma::detail {

/// The name and shape of a parameter or running statistic of the network.
struct TensorSpec {
    std::string name;
    std::vector<std::int64_t> shape;
};

/// What a layer's tensors are called in a model file: "stage0.1" has "stage0_1.weight", ...
std::string tensorPrefix(const LayerSpec& layer);

/// Every tensor that a network of this architecture has.
std::vector<TensorSpec> expectedTensors(const Architecture& architecture);

/// Throws `Error` (naming `source`) unless `tensors` are exactly the expected ones.
void checkTensors(const Architecture& architecture, const std::vector<NamedTensor>& tensors,
                  const std::string& source);

/// A convolution for inference: batch normalisation is part of its weights and bias.
struct FoldedLayer {
    LayerSpec spec;
    std::vector<float> weight;  ///< [out, in, k, k]; of a deconvolution [in, out, k, k]
    std::vector<float> bias;    ///< [out]
};

/// The layers in the order of `layersOf`. Throws as `checkTensors`.
std::vector<FoldedLayer> foldLayers(const Architecture& architecture,
                                    const std::vector<NamedTensor>& tensors,
                                    const std::string& source);

/// The layer with zero channels added until whole blocks of `block` are full, which is what the
/// fast kernels of oneDNN want. The input of the network's first layer and scores stay as they are.
FoldedLayer filledUp(const FoldedLayer& layer, int block);

}  // namespace axolemma::detail
