#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "segmentation/model_file.h"

namespace axolemma {

/// Without the digits that a float does not have.
double jsonNumber(float value);

/// How labels are made of maps, for machines; "threshold" is the t of
/// `PartitionRule::boundaryFrom`.
nlohmann::ordered_json jsonOf(const PartitionRule& rule);

/// What a model file says of itself, for machines and, in several lines, for people.
nlohmann::ordered_json jsonOf(const ModelInfo& model, const std::filesystem::path& file);
std::string describe(const ModelInfo& model, const std::filesystem::path& file);

}  // namespace axolemma
