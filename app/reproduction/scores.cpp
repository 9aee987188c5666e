#include "app/reproduction/scores.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/error.h"
#include "core/metrics/label_fit.h"
#include "core/metrics/rand.h"
#include "core/metrics/truth.h"
#include "core/parallel.h"

namespace axolemma {

namespace {

std::vector<JudgedSlice<float>> judgedSlices(const Study& study, const Volume<float>& map, int from,
                                             int to) {
    std::vector<JudgedSlice<float>> slices;
    for (int z = from; z < to; ++z) slices.push_back({map.slice(z), study.truth.slice(z)});
    return slices;
}

float fittedWeight(const Study& study, const Volume<float>& map, int from, int to,
                   Session& session) {
    const PartitionRule start = PartitionRule::recommended();
    RefinementSearch search = RefinementSearch::fixedAt(start);
    search.searchWeights();
    return fitRefinement<float>(judgedSlices(study, map, from, to), start, search, processors(), {},
                                session.stop)
        .rule.refinement.weight;
}

/// Labels of the slices [from, to), as `refine` writes them, into those slices of `labels`.
void label(const Volume<float>& map, float weight, int from, int to, Volume<std::uint32_t>& labels,
           Session& session) {
    Volume<float> part(map.width(), map.height(), to - from);
    std::copy_n(map.begin() + map.sliceSize() * from, part.size(), part.begin());
    PartitionRule rule = PartitionRule::recommended();
    rule.refinement.weight = weight;
    LabelFitSettings settings;
    settings.boundary = Boundary::Keep;
    settings.ids = LabelIds::PerSlice;
    const Volume<std::uint32_t> made =
        labelsOfMaps(part, rule, settings, processors(), {}, session.stop);
    std::copy(made.begin(), made.end(), labels.begin() + labels.sliceSize() * from);
}

ScoreValues scoresOf(const EvaluatedPair& pair, Session& session) {
    std::vector<std::string> names;
    for (const ScoreColumn& column : kScoreColumns) names.emplace_back(column.key);
    ScoreValues values{};
    for (const MetricResult& result : scoreMetrics(pair, names, session))
        for (std::size_t i = 0; i < values.size(); ++i)
            if (result.key == kScoreColumns[i].key) values[i] = result.score.value;
    return values;
}

ScoredRow bestOf(const std::vector<ScoredRow>& rows, bool refined) {
    ScoredRow best;
    best.system = "Ours (best of each)";
    best.kind = SystemKind::Ensemble;
    best.refined = refined;
    bool first = true;
    for (const ScoredRow& row : rows) {
        if (row.kind != SystemKind::Ensemble || row.refined != refined) continue;
        for (std::size_t i = 0; i < best.scores.size(); ++i) {
            const bool better = kScoreColumns[i].lessIsBetter ? row.scores[i] < best.scores[i]
                                                              : row.scores[i] > best.scores[i];
            if (first || better) best.scores[i] = row.scores[i];
        }
        first = false;
    }
    return best;
}

}  // namespace

std::array<ScoredRow, 2> scoredRows(const Study& study, const MapRecipe& recipe,
                                    const AveragedMap& map, Session& session) {
    const int half = study.firstHalf();
    const int all = study.slices();
    const FoldWeights weights{fittedWeight(study, map.map, half, all, session),
                              fittedWeight(study, map.map, 0, half, session)};
    Volume<std::uint32_t> labels(map.map.width(), map.map.height(), all);
    label(map.map, weights.first, 0, half, labels, session);
    label(map.map, weights.second, half, all, labels, session);

    ScoredRow plain;
    plain.system = recipe.system;
    plain.kind = recipe.kind;
    plain.secondsPerSlice = map.secondsPerSlice;
    plain.scores = scoresOf(study.judge(map.map), session);
    ScoredRow refined = plain;
    refined.refined = true;
    refined.weights = weights;
    refined.scores = scoresOf(study.judge(labels), session);
    return {plain, refined};
}

SystemCurves curvesOf(const Study& study, const std::string& system, const AveragedMap& map,
                      const FoldWeights& weights, Session& session) {
    SystemCurves curves{system, {}, weights, {}};
    curves.refinement = refinementCurve<float>(judgedSlices(study, map.map, 0, study.slices()),
                                               PartitionRule::recommended(), curveWeights(),
                                               processors(), session.stop);
    const TruthView truth = study.truth;
    for (const double& threshold : challengeThresholds()) {
        const std::span<const double> one(&threshold, 1);
        const Score pixels = pixelError(truth, map.map, one, processors(), session.stop);
        const Score rand = thinnedScores(truth, map.map, one, processors(), session.stop).rand;
        curves.thresholds.push_back(
            {threshold, pixels.split, pixels.merge, rand.split, rand.merge});
    }
    return curves;
}

std::array<ScoredRow, 2> bestOfEach(const std::vector<ScoredRow>& rows) {
    return {bestOf(rows, false), bestOf(rows, true)};
}

}  // namespace axolemma
