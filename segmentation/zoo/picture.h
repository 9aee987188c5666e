#pragma once

#include <string>

#include "core/partition.h"
#include "core/stack.h"

namespace axolemma::zoo {

/// A PNG with the middle slice on the left and what the map makes of it on the right, in colour.
std::string coverOf(const Stack& sample, const Image<float>& cellProbability,
                    const PartitionRule& rule);

}  // namespace axolemma::zoo
