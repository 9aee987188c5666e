#include "core/metrics/rand.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "core/metrics/contingency.h"
#include "core/metrics/map_checks.h"
#include "core/metrics/slice_jobs.h"
#include "core/metrics/slice_sums.h"
#include "core/parallel.h"
#include "core/run_labelling.h"

namespace axolemma {

namespace {

using detail::Contingency;
using detail::FramedLabels;
using detail::SliceJobs;
using detail::TruthSlice;

/// F and its two parts in one slice; not a number where the truth has no cell.
struct SliceScore {
    double f = 0;
    double split = 0;
    double merge = 0;
};

double ratio(double part, double whole) {
    return whole > 0 ? part / whole : 1.0;
}

SliceScore randScore(const Contingency& c) {
    const auto both = static_cast<double>(c.squaresBoth);
    const auto truth = static_cast<double>(c.squaresTruth);
    const auto proposal = static_cast<double>(c.squaresProposal);
    return {2 * both / (truth + proposal), both / truth, both / proposal};
}

SliceScore informationScore(const Contingency& c) {
    // The difference of nearly equal sums must not become a score below 0.
    const double shared = std::max(0.0, c.entropyTruth + c.entropyProposal - c.entropyBoth);
    return {ratio(2 * shared, c.entropyTruth + c.entropyProposal), ratio(shared, c.entropyProposal),
            ratio(shared, c.entropyTruth)};
}

/// Contingencies[threshold * depth + z], from labels that `label(threshold, z, out)` writes.
template <typename Label>
std::vector<Contingency> contingencies(TruthView truth, int thresholds, const SliceJobs& jobs,
                                       Label label) {
    const int depth = truth.depth();
    std::vector<std::optional<TruthSlice>> truths(depth);
    parallelFor(depth, jobs.threads, [&](int z) { truths[z].emplace(truth.regions(z)); });
    std::vector<Contingency> all(static_cast<std::size_t>(thresholds) * depth);
    jobs.forEach(thresholds, depth, [&](int t, int z) {
        FramedLabels labels(truth.width(), truth.height());
        label(t, z, labels);
        all[static_cast<std::size_t>(t) * depth + z] = contingencyOf(*truths[z], labels);
    });
    return all;
}

/// The mean over the slices that have cells in the truth.
Score meanOf(std::span<const Contingency> slices, SliceScore (*scoreOf)(const Contingency&)) {
    Score score;
    int counted = 0;
    for (const Contingency& c : slices) {
        if (c.n == 0) {
            score.perSlice.push_back(std::numeric_limits<double>::quiet_NaN());
            continue;
        }
        const SliceScore slice = scoreOf(c);
        score.value += slice.f;
        score.split += slice.split;
        score.merge += slice.merge;
        score.perSlice.push_back(slice.f);
        ++counted;
    }
    score.value /= counted;
    score.split /= counted;
    score.merge /= counted;
    return score;
}

/// The score at the threshold where it is `better` than at those before.
template <typename Better>
Score bestOf(const std::vector<Contingency>& all, std::span<const double> thresholds, int depth,
             Score (*scoreOf)(std::span<const Contingency>), Better better) {
    Score best;
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        Score score = scoreOf(std::span(all).subspan(t * depth, depth));
        score.threshold = thresholds[t];
        if (t == 0 || better(score.value, best.value)) best = std::move(score);
    }
    return best;
}

ThinnedScores bestThinned(const std::vector<Contingency>& all, std::span<const double> thresholds,
                          int depth) {
    return {bestOf(all, thresholds, depth, detail::meanRand, std::greater()),
            bestOf(all, thresholds, depth, detail::meanInformation, std::greater())};
}

Score smallestRandError(const std::vector<Contingency>& all, std::span<const double> thresholds,
                        int depth) {
    return bestOf(all, thresholds, depth, detail::randError, std::less());
}

void labelCells(const Volume<float>& map, int z, double threshold, FramedLabels& labels) {
    const float limit = detail::largestFloatUpTo(threshold);
    detail::labelWhere(map.slice(z), [=](float p) { return p > limit; }).write(labels.inside(), 0);
}

void labelRegions(const Volume<std::uint32_t>& labels, int z, FramedLabels& regions) {
    detail::labelEqual(labels.slice(z)).write(regions.inside(), 0);
}

}  // namespace

Score detail::meanRand(std::span<const Contingency> slices) {
    return meanOf(slices, randScore);
}

Score detail::meanInformation(std::span<const Contingency> slices) {
    return meanOf(slices, informationScore);
}

Score detail::randError(std::span<const Contingency> slices) {
    Score score;
    double both = 0;
    double ofTruth = 0;
    double ofProposal = 0;
    for (const Contingency& c : slices) {
        both += static_cast<double>(c.squaresBoth);
        ofTruth += static_cast<double>(c.squaresTruth);
        ofProposal += static_cast<double>(c.squaresProposal);
        score.perSlice.push_back(c.n == 0 ? std::numeric_limits<double>::quiet_NaN()
                                          : 1 - randScore(c).f);
    }
    score.value = 1 - 2 * both / (ofTruth + ofProposal);
    score.split = both / ofTruth;
    score.merge = both / ofProposal;
    return score;
}

std::span<const double> challengeThresholds() {
    static const auto thresholds = [] {
        std::array<double, 11> values{};
        double running = 0;
        for (auto& value : values) {
            value = running;
            running += 0.1;
        }
        return values;
    }();
    return thresholds;
}

ThinnedScores thinnedScores(TruthView truth, const Volume<float>& cellProbability,
                            std::span<const double> thresholds, int threads, std::stop_token stop,
                            ProgressFunction progress) {
    detail::checkMap(truth, cellProbability, thresholds);
    const SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    const auto all = contingencies(truth, static_cast<int>(thresholds.size()), jobs,
                                   [&](int t, int z, FramedLabels& labels) {
                                       labelCells(cellProbability, z, thresholds[t], labels);
                                       floodWithLines(labels);
                                   });
    return bestThinned(all, thresholds, truth.depth());
}

ThinnedScores thinnedScores(TruthView truth, const Volume<std::uint32_t>& labels, int threads,
                            std::stop_token stop, ProgressFunction progress) {
    detail::checkTruth(truth, labels.width(), labels.height(), labels.depth());
    const SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    const auto all = contingencies(truth, 1, jobs, [&](int, int z, FramedLabels& regions) {
        labelRegions(labels, z, regions);
        floodWithLines(regions);
    });
    return bestThinned(all, detail::noThreshold(), truth.depth());
}

Score randError(TruthView truth, const Volume<float>& cellProbability,
                std::span<const double> thresholds, int threads, std::stop_token stop,
                ProgressFunction progress) {
    detail::checkMap(truth, cellProbability, thresholds);
    const SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    const auto all = contingencies(truth, static_cast<int>(thresholds.size()), jobs,
                                   [&](int t, int z, FramedLabels& labels) {
                                       labelCells(cellProbability, z, thresholds[t], labels);
                                   });
    return smallestRandError(all, thresholds, truth.depth());
}

Score randError(TruthView truth, const Volume<std::uint32_t>& labels, int threads,
                std::stop_token stop, ProgressFunction progress) {
    detail::checkTruth(truth, labels.width(), labels.height(), labels.depth());
    const SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    const auto all = contingencies(truth, 1, jobs, [&](int, int z, FramedLabels& regions) {
        labelRegions(labels, z, regions);
    });
    return smallestRandError(all, detail::noThreshold(), truth.depth());
}

}  // namespace axolemma
