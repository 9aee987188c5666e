#pragma once

#include <optional>

#include "segmentation/training.h"

namespace axolemma {

/// Makes the model say what it was trained as, so that `finishedBefore` knows it again.
void tellRequest(TrainingRequest& request);

/// Where a training is to be gone on with and has no checkpoint, but its model is there: what came
/// of it, from the model. Throws `Error` where the model is of another training or of one that was
/// stopped.
std::optional<TrainingResult> finishedBefore(const TrainingRequest& request);

}  // namespace axolemma
