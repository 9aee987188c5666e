#pragma once

#include <cstdint>
#include <span>

#include "core/volume.h"

namespace axolemma::detail {

/// Throws `Error` unless the truth has the given shape and at least one cell pixel.
void checkTruth(const Volume<std::uint8_t>& truth, int width, int height, int depth);

/// Throws `Error` if a value of the map is not finite, or if there is no threshold.
void checkMap(const Volume<float>& cellProbability, std::span<const double> thresholds);

/// The float f for which `value > f` says of every float `value` what `value > threshold` says in
/// double.
float largestFloatUpTo(double threshold);

}  // namespace axolemma::detail
