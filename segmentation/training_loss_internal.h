#pragma once

#include <torch/torch.h>

#include <vector>

#include "segmentation/architecture.h"
#include "segmentation/augmentation.h"

namespace axolemma::detail {

/// The crops of a step as tensors on the device.
struct Batch {
    torch::Tensor images;   ///< [n, channels, size, size], channels last
    torch::Tensor targets;  ///< [n, 1, size, size], 1 = cell
    torch::Tensor known;    ///< the same shape, 1 = counts
};

Batch toBatch(const std::vector<Crop>& crops, torch::Device device);

/// Mean cross entropy of `scores` (logits of cell, [n, 1, size, size]) over the known pixels; the
/// gradient of unknown ones is exactly zero. 0 where nothing is known.
torch::Tensor crossEntropy(const torch::Tensor& scores, const Batch& batch);

/// The cross entropy at the pixels that decide what is connected (`topologyWeights`), expected over
/// the pairs they decide over: half for pairs within a cell, half for pairs of different cells.
/// `crops` are those that the batch was made from.
torch::Tensor topologyLoss(const torch::Tensor& scores, const Batch& batch,
                           const std::vector<Crop>& crops);

/// The weight of the side outputs' own losses after this share of the run: 1, then 0.1, then 0.01
/// for the branches of the paper (Chen et al. 2016). Those of a decoder see one another and do
/// better without (EXPERIMENTS, "What brings most"): 0.01, which keeps each of them a map.
double auxiliaryWeight(const Architecture& architecture, double done);

/// The learning rate after this share of the run, as a share of the highest. One cycle (Smith and
/// Topin 2019): up to 1 in the first tenth, then down to 1/1000 by a cosine.
double oneCycle(double done);

}  // namespace axolemma::detail
