#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "app/reproduction/maps.h"
#include "app/reproduction/study.h"
#include "core/metrics/refinement_fit.h"

namespace axolemma {

/// A column of the table.
struct ScoreColumn {
    const char* key;    ///< as `evaluate` calls it
    const char* title;  ///< for people
    bool lessIsBetter;
    int digits;
};
inline constexpr std::array<ScoreColumn, 5> kScoreColumns = {
    {{"rand_error", "Rand error", true, 4},
     {"warping_error", "warping error", true, 6},
     {"pixel_error", "pixel error", true, 4},
     {"v_rand_thin", "V_Rand", false, 4},
     {"v_info_thin", "V_Info", false, 4}}};
using ScoreValues = std::array<double, kScoreColumns.size()>;

/// w_f of the labels in the first and in the second half of the held-out slices, each fitted on the
/// other half.
struct FoldWeights {
    float first = 0;
    float second = 0;
};

/// A row of the table: a map at the challenge's best threshold, or labels after refinement.
struct ScoredRow {
    std::string system;
    SystemKind kind = SystemKind::Network;
    /// Nothing without refinement, and for the best of several rows.
    std::optional<FoldWeights> weights;
    bool refined = false;
    ScoreValues scores{};
    /// Of all networks, views and outputs of the row; nothing for the best of several rows.
    std::optional<double> secondsPerSlice;
};

/// What the map of a system says at each threshold of the challenge.
struct ThresholdPoint {
    double threshold = 0;
    double pixelRecall = 0;
    double pixelPrecision = 0;
    double vRandSplit = 0;
    double vRandMerge = 0;
};

/// Curves of a system, over all held-out slices.
struct SystemCurves {
    std::string system;
    /// Rand error of the labels over w_f.
    std::vector<CurvePoint> refinement;
    FoldWeights weights;
    std::vector<ThresholdPoint> thresholds;
};

/// The rows of one map: without and with refinement. `evaluate` gives the same numbers for the same
/// map and labels. Labels are made by `PartitionRule::recommended` with w_f fitted on the other
/// half of the slices. Throws `Error`, `Cancelled`.
std::array<ScoredRow, 2> scoredRows(const Study& study, const MapRecipe& recipe,
                                    const AveragedMap& map, Session& session);

/// The curves of one map whose w_f are known. Throws `Cancelled`.
SystemCurves curvesOf(const Study& study, const std::string& system, const AveragedMap& map,
                      const FoldWeights& weights, Session& session);

/// "Ours (best of each)" as in the paper: column by column the best of the ensembles' rows, without
/// and with refinement.
std::array<ScoredRow, 2> bestOfEach(const std::vector<ScoredRow>& rows);

}  // namespace axolemma
