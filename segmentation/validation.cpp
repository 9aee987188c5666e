#include "segmentation/validation_internal.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/metrics/label_fit.h"
#include "core/metrics/rand.h"
#include "segmentation/predictor.h"
#include "segmentation/torch_engine_internal.h"

namespace axolemma::detail {

Validator::Validator(const TrainingRequest& request)
    : images_(request.images),
      normalisation_(normalisationOf(*request.images)),
      first_(request.validation->first),
      last_(request.validation->second),
      threads_(request.threads > 0 ? request.threads : at::get_num_threads()),
      truth_(images_->width(), images_->height(), last_ - first_ + 1) {
    const std::uint8_t* codes = request.targets->slice(first_).data();
    std::transform(codes, codes + truth_.size(), truth_.begin(),
                   [](std::uint8_t code) { return code > kTargetUnknown ? 255 : 0; });
    // Otherwise the first validation would end the training, after a tenth of it.
    if (std::none_of(truth_.begin(), truth_.end(), [](std::uint8_t code) { return code != 0; }))
        throw Error(
            fmt::format("{}: the validation slices {}-{} have no pixel that is labelled as cell, "
                        "so nothing can be scored there. Hold out others.",
                        images_->name, first_, last_));
}

Validator::Verdict Validator::score(const ModelInfo& info, const std::vector<NamedTensor>& weights,
                                    torch::Device device, std::stop_token stop) const {
    const std::unique_ptr<Engine> engine =
        makeEngine(info.architecture, weights, device, Precision::Auto, info.name);
    Volume<float> maps(images_->width(), images_->height(), last_ - first_ + 1);
    for (int z = first_; z <= last_; ++z) {
        const Image<float> map = predictSlice(*engine, info.architecture, *images_, normalisation_,
                                              z, Output::Fused, {}, {}, stop);
        std::copy(map.begin(), map.end(), maps.slice(z - first_).data());
    }
    const ThinnedScores scores = thinnedScores(truth_, maps, challengeThresholds(), threads_, stop);
    const LabelFit fit = fitLabels(truth_, maps, {}, threads_, stop);
    Verdict verdict;
    verdict.scores.slices = fmt::format("{}-{}", first_, last_);
    verdict.scores.vRandMap = scores.rand.value;
    verdict.scores.vInfoMap = scores.information.value;
    verdict.scores.pixelError = pixelError(truth_, maps).value;
    verdict.scores.vRandLabels = fit.vRand;
    verdict.scores.perSlice = fit.perSlice;
    verdict.partition = fit.rule;
    return verdict;
}

}  // namespace axolemma::detail
