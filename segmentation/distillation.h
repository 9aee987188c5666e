#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "core/progress.h"
#include "segmentation/segmenter.h"
#include "segmentation/training.h"

namespace axolemma {

/// What a network says of a whole stack, in the steps of a target. Throws `Error`, `Cancelled`.
/// Belongs to the thread of the segmenter.
std::shared_ptr<const TargetVolume> opinionOf(Segmenter& segmenter,
                                              std::shared_ptr<const Stack> stack,
                                              const ProgressFunction& progress = {},
                                              std::stop_token stop = {});

/// What is learnt of a stack: its targets, mixed with the opinion of a teacher where there is one.
/// The cross entropy against the mean of two targets is the mean of the cross entropies against
/// each, so this is the loss of Hinton et al. (2015) at temperature 1. Where nothing is known, the
/// opinion alone. Throws `Error` where the opinion is of another size or its share not in [0, 1].
std::shared_ptr<const TargetVolume> learntTargets(
    const std::shared_ptr<const TargetVolume>& targets, const std::optional<Opinion>& opinion);

}  // namespace axolemma
