#pragma once

#include "app/commands.h"
#include "segmentation/training.h"

namespace axolemma {

/// Trains `count` networks that differ in their seed, and so in first weights and crops, one after
/// another, and makes `request.output` of them: an ensemble, scored on the held-out slices. Minutes
/// are shared among them. Until all are there they lie beside the output ("NAME.member1.axomodel");
/// with `request.resume` those that are finished are taken as they are. Throws `Error`;
/// `Cancelled`, after which it can be gone on with.
TrainingResult trainMembers(const TrainingRequest& request, int count,
                            const TrainingFunction& progress, Session& session);

}  // namespace axolemma
