#pragma once

#include <yaml-cpp/yaml.h>

#include <vector>

#include "segmentation/operations.h"

namespace axolemma::zoo {

/// The list `preprocessing` or `postprocessing` of a tensor, of spec 0.5 or (not `newer`) 0.4.
/// Throws `std::exception` for an operation, or a way to use one, that is not known.
std::vector<Operation> operationsFrom(const YAML::Node& list, bool newer);

/// "channel" or "c" is 'c'. Throws `std::invalid_argument`.
char axisLetter(const std::string& id);

}  // namespace axolemma::zoo
