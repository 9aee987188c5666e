#pragma once

#include <string>

#include "app/commands.h"
#include "segmentation/retraining.h"

namespace axolemma {

/// A folder of training masks (`axolemma export --training`) as something to learn from: its
/// neurons are cells, what is ignored there is unknown. Throws `Error`, `Cancelled`.
LabelledStack readMasks(const std::string& folder, Session& session);

/// Whether any pixel is known to be cell.
bool hasCells(const TargetVolume& targets);

}  // namespace axolemma
