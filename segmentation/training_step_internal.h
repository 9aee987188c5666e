#pragma once

#include <torch/torch.h>

#include <vector>

#include "segmentation/augmentation.h"
#include "segmentation/training_state_internal.h"

namespace axolemma::detail {

/// Whether to train in bfloat16: on processors that multiply it fast, and on graphics processors
/// that can convolve it at all.
bool trainsInBfloat16(torch::Device device);

/// One step of a training after `share` of it, in [0, 1]: forward, losses, backward, optimiser.
/// Changes the weights and the optimiser's state, nothing else of `state`. Returns the fused cross
/// entropy of these crops before the step; it is not finite where the training diverged.
double learn(TrainingState& state, const TrainingRequest& request, const std::vector<Crop>& crops,
             double share, torch::Device device, bool bfloat16);

}  // namespace axolemma::detail
