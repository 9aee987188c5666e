#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "segmentation/model_file.h"

namespace axolemma::detail {

/// What a model file says of itself, as its header holds it; the tensors are added by who writes
/// them.
nlohmann::json toJson(const ModelInfo& info);
/// And back. Throws `std::exception` that says what is missing, of another type, or out of range.
ModelInfo infoFrom(const nlohmann::json& header);

/// A whole number in a range. The JSON library would cut 8.5 and 2^32 + 8 to 8. Throws
/// `std::invalid_argument`.
std::int64_t wholeNumber(const nlohmann::json& value, std::int64_t lowest, std::int64_t highest);

}  // namespace axolemma::detail
