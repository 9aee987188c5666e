#include "core/metrics/label_fit.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/error.h"
#include "core/metrics/map_checks.h"
#include "core/metrics/rand.h"
#include "core/metrics/slice_jobs.h"
#include "core/parallel.h"

namespace axolemma {

namespace {

/// The first of the rules that is as good as the best but for noise.
LabelFit bestOf(const std::vector<PartitionRule>& rules, const Volume<std::uint8_t>& truth,
                const Volume<float>& cellProbability, const LabelFitSettings& settings, int threads,
                const std::stop_token& stop) {
    std::vector<LabelFit> fits(rules.size());
    parallelFor(static_cast<int>(fits.size()), threads, [&](int i) {
        const auto labels = labelsOfMaps(cellProbability, rules[i], settings);
        const Score score = thinnedScores(truth, labels, 1, stop).rand;
        fits[i] = {rules[i], score.value, score.perSlice};
    });
    double best = 0;
    for (const LabelFit& fit : fits) best = std::max(best, fit.vRand);
    return *std::find_if(fits.begin(), fits.end(), [&](const LabelFit& fit) {
        return fit.vRand >= best - settings.tolerance;
    });
}

}  // namespace

std::vector<PartitionRule> LabelFitSettings::usual() {
    const PartitionRule recommended = PartitionRule::recommended();
    std::vector<PartitionRule> rules = {recommended};
    for (int step = 6; step <= 18; ++step)
        rules.push_back(
            {.threshold = static_cast<float>(step) / 20, .smallest = recommended.smallest});
    for (const float weight : {0.4F, 0.5F})
        for (const float depth : {15.0F / 255, 30.0F / 255})
            for (const float joinBelow : {0.55F, 0.65F, 0.75F})
                rules.push_back({.threshold = recommended.threshold,
                                 .smallest = recommended.smallest,
                                 .refinement = {weight, 2.0F, depth, joinBelow}});
    for (const float sigma : {1.0F, 1.5F, 3.0F}) {
        rules.push_back(recommended);
        rules.back().refinement.sigma = sigma;
    }
    return rules;
}

Volume<std::uint32_t> labelsOfMaps(const Volume<float>& cellProbability, const PartitionRule& rule,
                                   const LabelFitSettings& settings, int threads,
                                   const ProgressFunction& progress, std::stop_token stop) {
    const int depth = cellProbability.depth();
    std::vector<std::shared_ptr<const SliceComponents>> slices(depth);
    detail::SliceJobs{threads, stop, progress}.forEach(1, depth, [&](int, int z) {
        slices[z] =
            std::make_shared<const SliceComponents>(partitionOf(cellProbability.slice(z), rule));
    });
    const Proposal proposal = linkedProposal(std::move(slices), settings.links);
    return labelVolume(proposal, deriveNeurons(proposal), cellProbability.width(),
                       cellProbability.height(), settings.boundary, settings.ids, stop);
}

LabelFit fitLabels(const Volume<std::uint8_t>& truth, const Volume<float>& cellProbability,
                   const LabelFitSettings& settings, int threads, std::stop_token stop) {
    if (settings.rules.empty() || settings.smallest.empty())
        throw Error("There is nothing to try: give at least one rule and one smallest component.");
    std::vector<double> thresholds;
    for (const PartitionRule& rule : settings.rules) thresholds.push_back(rule.threshold);
    detail::checkMap(truth, cellProbability, thresholds);
    const PartitionRule best =
        bestOf(settings.rules, truth, cellProbability, settings, threads, stop).rule;
    std::vector<PartitionRule> sizes;
    for (const std::uint32_t smallest : settings.smallest) {
        sizes.push_back(best);
        sizes.back().smallest = smallest;
    }
    return bestOf(sizes, truth, cellProbability, settings, threads, stop);
}

}  // namespace axolemma
