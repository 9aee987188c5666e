#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "core/metrics/rand.h"
#include "core/volume.h"

namespace axolemma {

/// The thresholds of the warping error: running sums of 0.1 in double, 0 to 0.8999999999999999.
std::span<const double> warpingThresholds();

/// The warping error (Jain et al. 2010; DOMAIN section 3): the truth is deformed towards the
/// proposal by flipping simple points, and what then still differs is an error of topology. `value`
/// is the share of pixels that split or merge, at the best of `thresholds`; `split` and `merge` are
/// its two parts, `perSlice` the share in each slice. Throws `Error` if the shapes differ, the map
/// is not finite or the truth has no cell; `Cancelled`. Uses up to `threads` threads and calls
/// `progress` from them, one at a time.
Score warpingError(TruthView truth, const Volume<float>& cellProbability,
                   std::span<const double> thresholds = warpingThresholds(), int threads = 1,
                   std::stop_token stop = {}, ProgressFunction progress = {});

/// As above for the cells of a label volume (`cellsOfLabels`), which are a map of 1 and 0; one
/// threshold, 0.
Score warpingError(TruthView truth, const Volume<std::uint32_t>& labels, int threads = 1,
                   std::stop_token stop = {}, ProgressFunction progress = {});

}  // namespace axolemma
