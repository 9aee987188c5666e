#pragma once

#include <stop_token>

#include "segmentation/training.h"

namespace axolemma::detail {

/// Trains a network and writes it: `SegmentationLibrary::train`.
TrainingResult train(const TrainingRequest& request, const TrainingFunction& progress,
                     std::stop_token stop);

}  // namespace axolemma::detail
