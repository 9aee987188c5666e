#pragma once

#include <string>

#include "segmentation/training.h"

namespace axolemma {

/// What must be the same for a checkpoint, or a model, to be of this training: what is learnt, from
/// where, how and for how long, in words.
std::string fingerprintOf(const TrainingRequest& request);

}  // namespace axolemma
