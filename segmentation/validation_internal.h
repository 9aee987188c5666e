#pragma once

#include <torch/torch.h>

#include <stop_token>
#include <vector>

#include "segmentation/normalisation.h"
#include "segmentation/scoring.h"
#include "segmentation/training.h"

namespace axolemma::detail {

/// Scores weights on the slices that a training holds out.
class Validator {
  public:
    /// Throws `Error` where no held-out pixel is known to be cell.
    explicit Validator(const TrainingRequest& request);

    /// Throws `Cancelled`.
    Verdict score(const ModelInfo& info, const std::vector<NamedTensor>& weights,
                  torch::Device device, std::stop_token stop) const;

  private:
    std::shared_ptr<const Stack> images_;
    Normalisation normalisation_;
    std::optional<PartitionRule> rule_;
    int threads_;
    HeldOutTruth truth_;
};

}  // namespace axolemma::detail
