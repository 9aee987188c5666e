#include "core/metrics/label_fit.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/components.h"
#include "core/error.h"
#include "core/metrics/map_checks.h"
#include "core/metrics/rand.h"
#include "core/parallel.h"

namespace axolemma {

Volume<std::uint32_t> labelsOfMaps(const Volume<float>& cellProbability, float threshold,
                                   std::uint32_t smallest, const LabelFitSettings& settings) {
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (int z = 0; z < cellProbability.depth(); ++z) {
        slices.push_back(std::make_shared<const SliceComponents>(
            componentsOfMap(cellProbability.slice(z), threshold, smallest)));
    }
    const Proposal proposal = linkedProposal(std::move(slices), settings.rule);
    return labelVolume(proposal, deriveNeurons(proposal), cellProbability.width(),
                       cellProbability.height(), settings.boundary, settings.ids);
}

LabelFit fitLabels(const Volume<std::uint8_t>& truth, const Volume<float>& cellProbability,
                   const LabelFitSettings& settings, int threads, std::stop_token stop) {
    const std::vector<double> thresholds(settings.thresholds.begin(), settings.thresholds.end());
    detail::checkTruth(truth, cellProbability.width(), cellProbability.height(),
                       cellProbability.depth());
    detail::checkMap(cellProbability, thresholds);
    if (settings.smallest.empty()) {
        throw Error("No smallest component was given: give at least one, 0 keeps all.");
    }
    std::vector<LabelFit> fits;
    for (const float threshold : settings.thresholds) {
        for (const auto smallest : settings.smallest) {
            fits.emplace_back().threshold = threshold;
            fits.back().smallest = smallest;
        }
    }
    parallelFor(static_cast<int>(fits.size()), threads, [&](int i) {
        LabelFit& fit = fits[i];
        const auto labels = labelsOfMaps(cellProbability, fit.threshold, fit.smallest, settings);
        const Score score = thinnedScores(truth, labels, 1, stop).rand;
        fit.vRand = score.value;
        fit.perSlice = score.perSlice;
    });
    // The first of equals, in the order of the settings.
    LabelFit& best = *std::max_element(
        fits.begin(), fits.end(), [](const auto& a, const auto& b) { return a.vRand < b.vRand; });
    return std::move(best);
}

}  // namespace axolemma
