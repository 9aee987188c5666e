#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/console.h"
#include "segmentation/training.h"

namespace axolemma {

/// What commands that train say on the way, and of what they made.

void show(const TrainingProgress& progress, Console& console);

/// "V_Rand 0.9812 (labels 0.9861), V_Info 0.9850, pixel error 0.0461", and the same for machines.
std::string sentenceOf(const ValidationScores& scores);
nlohmann::ordered_json jsonOf(const ValidationScores& scores);

}  // namespace axolemma
