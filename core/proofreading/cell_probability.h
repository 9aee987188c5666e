#pragma once

#include <vector>

#include "core/proofreading/derived_slice.h"

namespace axolemma {

/// How likely each component of a slice is a cell, or a part of one, rather than a speck of
/// membrane, by component number ([0] means nothing), in (0, 1]: a speck is small and full of
/// membrane. 1 where there is no map. Any thread.
std::vector<double> cellProbabilities(const DerivedSlice& slice);

}  // namespace axolemma
