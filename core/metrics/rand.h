#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/metrics/truth.h"
#include "core/progress.h"
#include "core/volume.h"

namespace axolemma {

/// One score over a stack: the F value at its best threshold, with what it consists of there.
struct Score {
    double value = 0;  ///< F in [0, 1]: the mean over slices (thinned) or of the sums (not thinned)
    double split = 0;  ///< AB / A or its information counterpart, at the best threshold
    double merge = 0;  ///< AB / B, at the best threshold
    double threshold = 0;          ///< of the probability of cell
    std::vector<double> perSlice;  ///< F of each slice at the best threshold
};

/// The thresholds of the challenge: running sums of 0.1 in double, 0 to 0.9999999999999999.
std::span<const double> challengeThresholds();

/// V_Rand and V_Info after thinning (Arganda-Carreras et al. 2015; DOMAIN of the field: foreground-
/// restricted, singletons for proposal pixels that are 0, mean over slices, maximum over
/// thresholds).
struct ThinnedScores {
    Score rand;
    Score information;
};

/// Scores a map of the probability of cell [depth, height, width] against the regions of the truth.
/// One threshold for the whole stack, the best of `thresholds`. Slices without a region in the
/// truth do not count; their score is not a number. A map that is all membrane or all cell at a
/// threshold is one region there. Throws `Error` if the shapes differ, the map is not finite or the
/// truth has no cell at all, `Cancelled` if stopped. Uses up to `threads` threads and calls
/// `progress` from them, one at a time.
ThinnedScores thinnedScores(TruthView truth, const Volume<float>& cellProbability,
                            std::span<const double> thresholds = challengeThresholds(),
                            int threads = 1, std::stop_token stop = {},
                            ProgressFunction progress = {});

/// As above for a label volume (0 = boundary): each slice is split into 4-connected regions of
/// equal label, which grow into the 0 pixels by the same flooding; one threshold, reported as 0.
ThinnedScores thinnedScores(TruthView truth, const Volume<std::uint32_t>& labels, int threads = 1,
                            std::stop_token stop = {}, ProgressFunction progress = {});

/// Rand error without thinning: 1 - max F of the summed statistics; `value` is the error, `split`
/// and `merge` are the scores that it consists of. Else as `thinnedScores`.
Score randError(TruthView truth, const Volume<float>& cellProbability,
                std::span<const double> thresholds = challengeThresholds(), int threads = 1,
                std::stop_token stop = {}, ProgressFunction progress = {});

/// As above for a label volume (0 = boundary), by the 4-connected regions of equal label in each
/// slice; one threshold, reported as 0.
Score randError(TruthView truth, const Volume<std::uint32_t>& labels, int threads = 1,
                std::stop_token stop = {}, ProgressFunction progress = {});

/// 1 - max F1 of the class "cell" with pixel counts summed over the stack; `value` is the error,
/// `split` the recall and `merge` the precision. A slice without cells in the truth is not a number
/// in `perSlice` but its pixels count. Throws as `thinnedScores`.
Score pixelError(TruthView truth, const Volume<float>& cellProbability,
                 std::span<const double> thresholds = challengeThresholds(), int threads = 1,
                 std::stop_token stop = {}, ProgressFunction progress = {});

/// As above for the cells of a label volume (`cellsOfLabels`); one threshold, reported as 0.
Score pixelError(TruthView truth, const Volume<std::uint32_t>& labels, int threads = 1,
                 std::stop_token stop = {}, ProgressFunction progress = {});

}  // namespace axolemma
