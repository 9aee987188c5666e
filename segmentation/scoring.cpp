#include "segmentation/scoring.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/metrics/label_fit.h"
#include "core/metrics/rand.h"
#include "core/parallel.h"

namespace axolemma {

Volume<std::uint8_t> heldOutTruth(const TargetVolume& targets, std::pair<int, int> slices,
                                  const std::string& stackName) {
    Volume<std::uint8_t> truth(targets.width(), targets.height(), slices.second - slices.first + 1);
    const std::uint8_t* codes = targets.slice(slices.first).data();
    std::transform(codes, codes + truth.size(), truth.begin(),
                   [](std::uint8_t code) { return code > kTargetUnknown ? 255 : 0; });
    // Otherwise the first validation would end the training, after a tenth of it.
    if (std::none_of(truth.begin(), truth.end(), [](std::uint8_t code) { return code != 0; }))
        throw Error(
            fmt::format("{}: the validation slices {}-{} have no pixel that is labelled as cell, "
                        "so nothing can be scored there. Hold out others.",
                        stackName, slices.first, slices.second));
    return truth;
}

Verdict verdictOf(const Volume<std::uint8_t>& truth, const Volume<float>& maps,
                  std::pair<int, int> slices, int threads, std::stop_token stop) {
    const ThinnedScores scores = thinnedScores(truth, maps, challengeThresholds(), threads, stop);
    const LabelFit fit = fitLabels(truth, maps, {}, threads, stop);
    Verdict verdict;
    verdict.scores.slices = fmt::format("{}-{}", slices.first, slices.second);
    verdict.scores.vRandMap = scores.rand.value;
    verdict.scores.vInfoMap = scores.information.value;
    verdict.scores.pixelError = pixelError(truth, maps).value;
    verdict.scores.vRandLabels = fit.vRand;
    verdict.scores.perSlice = fit.perSlice;
    verdict.partition = fit.rule;
    return verdict;
}

Verdict score(Segmenter& segmenter, const TrainingRequest& request,
              const ProgressFunction& progress, std::stop_token stop) {
    const std::pair<int, int> slices = *request.validation;
    const Volume<std::uint8_t> truth = heldOutTruth(*request.targets, slices, request.images->name);
    Volume<float> maps(truth.width(), truth.height(), truth.depth());
    PredictionRequest prediction{request.images, {}, Output::Fused};
    for (int z = slices.first; z <= slices.second; ++z) prediction.slices.push_back(z);
    const auto onSlice = [&](int z, Image<float> map) {
        std::copy(map.begin(), map.end(), maps.slice(z - slices.first).data());
    };
    if (!segmenter.predict(prediction, onSlice, progress, stop)) throw Cancelled();
    const int threads = request.threads > 0 ? request.threads : processors();
    return verdictOf(truth, maps, slices, threads, stop);
}

}  // namespace axolemma
