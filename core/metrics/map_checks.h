#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/metrics/truth.h"
#include "core/volume.h"

namespace axolemma {

/// The first slice with a value that is not finite, if there is one.
std::optional<int> firstSliceNotFinite(const Volume<float>& map);

namespace detail {

/// Throws `Error` unless the truth has the given shape and at least one cell pixel.
void checkTruth(TruthView truth, int width, int height, int depth);

/// Throws `Error` as `checkTruth` for the shape of the map, if there is no threshold, or if a value
/// of the map is not finite.
void checkMap(TruthView truth, const Volume<float>& cellProbability,
              std::span<const double> thresholds);

/// The one threshold that labels are scored at: 0.
std::span<const double> noThreshold();

/// 1 in the cells of the labels (`cellsOfLabels`), else 0: for metrics of pixels.
Image<float> mapOfLabels(ImageView<const std::uint32_t> labels);
Volume<float> mapOfLabels(const Volume<std::uint32_t>& labels);

/// The float f for which `value > f` says of every float `value` what `value > threshold` says in
/// double.
float largestFloatUpTo(double threshold);

}  // namespace detail

}  // namespace axolemma
