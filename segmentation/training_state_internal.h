#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "segmentation/network_internal.h"
#include "segmentation/training.h"

namespace axolemma::detail {

/// Everything that a training changes from step to step, so that writing it and reading it again is
/// the same as having gone on.
struct TrainingState {
    explicit TrainingState(const TrainingRequest& request, torch::Device device);

    std::shared_ptr<Network> network;
    std::unique_ptr<torch::optim::AdamW> optimizer;
    std::int64_t step = 0;
    double seconds = 0;   ///< spent so far, earlier sessions included
    int validations = 0;  ///< how many of them were due and are made
    double loss = 0;      ///< running mean of the fused cross entropy
    /// Sum of the weights of the last tenth of the steps, and how many are in it.
    std::vector<NamedTensor> averageSum;
    /// Weights of the start and their share in what is kept.
    std::vector<NamedTensor> start;
    double keptOfStart = 0;
    std::int64_t averaged = 0;
    /// The best weights on the validation slices so far and what they score.
    std::vector<NamedTensor> best;
    ModelInfo bestInfo;

    void addToAverage();
    /// The mean of the last steps where there is one, else the weights as they are.
    std::vector<NamedTensor> averagedWeights() const;
    /// `averagedWeights`, mixed with those of the start as the request asks for.
    std::vector<NamedTensor> weightsToKeep() const;

    /// Throw `Error` that names the file; loading one of another training is one, too.
    void save(const std::filesystem::path& path, const TrainingRequest& request) const;
    void load(const std::filesystem::path& path, const TrainingRequest& request);
};

}  // namespace axolemma::detail
