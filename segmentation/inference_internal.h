#pragma once

#include <torch/torch.h>

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "segmentation/graph_internal.h"
#include "segmentation/model_file.h"
#include "segmentation/segmenter.h"

namespace axolemma::detail {

/// Whether this processor multiplies bfloat16 fast enough to be worth it (AVX512-BF16).
bool hasFastBfloat16();

/// The network as it is used: batch normalisation folded into the convolutions, weights laid out for
/// the device. Belongs to one thread at a time.
class InferenceNetwork {
  public:
    using Tensor = torch::Tensor;

    /// Throws `Error` (naming `source`) where tensors do not fit the architecture.
    InferenceNetwork(const Architecture& architecture, const std::vector<NamedTensor>& tensors,
                     torch::Device device, Precision precision, const std::string& source);

    /// x [n, inputSlices, h, w] float32, h and w multiples of 8. The probability of cell, [n, 1, h, w]
    /// float32 on the CPU. Looks at `stop` before every layer and throws `Cancelled`.
    Tensor probability(const Tensor& x, Output output, std::stop_token stop);

    torch::Device device() const { return device_; }
    bool bfloat16() const { return type_ == torch::kBFloat16; }

    // The operations of `branchScores`.
    Tensor layer(const std::string& name, const Tensor& x);
    Tensor pool(const Tensor& x);
    Tensor upsample(const Tensor& x, int factor);
    Tensor addUpsampled(const Tensor& fine, const Tensor& coarse);

  private:
    struct Layer {
        LayerSpec spec;
        Tensor weight;
        Tensor bias;
    };
    Architecture architecture_;
    torch::Device device_;
    torch::ScalarType type_;
    std::map<std::string, Layer> layers_;
    std::stop_token stop_;
};

}  // namespace axolemma::detail
