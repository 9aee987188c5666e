#include "segmentation/scoring.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/metrics/label_fit.h"
#include "core/metrics/rand.h"
#include "core/parallel.h"

namespace axolemma {

HeldOutTruth::HeldOutTruth(const TargetVolume& targets, const HeldOut& block,
                           const std::string& stackName)
    : area_(block.area.intersected({0, 0, targets.width(), targets.height()})),
      first_(block.first),
      last_(block.last) {
    if (block.first < 0 || block.first > block.last || block.last >= targets.depth() ||
        area_.x1 <= area_.x0 || area_.y1 <= area_.y0)
        throw Error(
            fmt::format("{}: the validation slices {}-{} are not in the stack, whose slices "
                        "are 0-{}.",
                        stackName, block.first, block.last, targets.depth() - 1));
    const int depth = block.last - block.first + 1;
    cells_ = Volume<std::uint8_t>(area_.width(), area_.height(), depth);
    known_ = Volume<std::uint8_t>(area_.width(), area_.height(), depth);
    for (int z = 0; z < depth; ++z) {
        const auto from = targets.slice(first_ + z).cropped(area_);
        const auto cells = cells_.slice(z);
        const auto known = known_.slice(z);
        for (int y = 0; y < from.height(); ++y)
            for (int x = 0; x < from.width(); ++x) {
                cells(x, y) = from(x, y) > kTargetUnknown ? 255 : 0;
                known(x, y) = from(x, y) != kTargetUnknown;
            }
    }
    for (int z = 0; z < depth; ++z) {
        const auto cells = cells_.slice(z);
        if (std::any_of(cells.data(), cells.data() + cells.size(),
                        [](std::uint8_t code) { return code != 0; }))
            slices_.push_back(first_ + z);
    }
    // Otherwise the first validation would end the training, after a tenth of it.
    if (slices_.empty())
        throw Error(
            fmt::format("{}: the validation slices {}-{} have no pixel that is labelled as cell, "
                        "so nothing can be scored there. Hold out others.",
                        stackName, block.first, block.last));
}

void HeldOutTruth::take(int z, ImageView<const float> map, Volume<float>& maps) const {
    const auto from = map.cropped(area_);
    const auto known = known_.slice(z - first_);
    const auto to = maps.slice(z - first_);
    for (int y = 0; y < to.height(); ++y)
        for (int x = 0; x < to.width(); ++x) to(x, y) = known(x, y) != 0 ? from(x, y) : 0.0F;
}

Verdict HeldOutTruth::verdictOf(const Volume<float>& maps, const std::optional<PartitionRule>& rule,
                                int threads, std::stop_token stop) const {
    LabelFitSettings settings;
    if (rule) {
        settings.rules = {*rule};
        settings.smallest = {rule->smallest};
    }
    const ThinnedScores scores = thinnedScores(cells_, maps, challengeThresholds(), threads, stop);
    const LabelFit fit = fitLabels(cells_, maps, settings, threads, stop);
    Verdict verdict;
    verdict.scores.slices = fmt::format("{}-{}", first_, last_);
    verdict.scores.vRandMap = scores.rand.value;
    verdict.scores.vInfoMap = scores.information.value;
    verdict.scores.pixelError = pixelError(cells_, maps).value;
    verdict.scores.vRandLabels = fit.vRand;
    for (const double score : fit.perSlice)
        if (std::isfinite(score)) verdict.scores.perSlice.push_back(score);
    verdict.partition = fit.rule;
    return verdict;
}

Verdict score(Segmenter& segmenter, const TrainingRequest& request,
              const ProgressFunction& progress, std::stop_token stop) {
    const HeldOutTruth truth(*request.targets, *request.validation, request.images->name);
    Volume<float> maps = truth.emptyMaps();
    const PredictionRequest prediction{request.images, truth.slices(), Output::Fused};
    const auto onSlice = [&](int z, Image<float> map) { truth.take(z, map, maps); };
    if (!segmenter.predict(prediction, onSlice, progress, stop)) throw Cancelled();
    const int threads = request.threads > 0 ? request.threads : processors();
    return truth.verdictOf(maps, request.rule, threads, stop);
}

}  // namespace axolemma
