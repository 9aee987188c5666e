#include "segmentation/validation_internal.h"

#include <algorithm>

#include "segmentation/predictor.h"
#include "segmentation/torch_engine_internal.h"

namespace axolemma::detail {

Validator::Validator(const TrainingRequest& request)
    : images_(request.images),
      normalisation_(normalisationOf(*request.images)),
      rule_(request.rule),
      threads_(request.threads > 0 ? request.threads : at::get_num_threads()),
      truth_(*request.targets, *request.validation, images_->name) {}

Verdict Validator::score(const ModelInfo& info, const std::vector<NamedTensor>& weights,
                         torch::Device device, std::stop_token stop) const {
    const std::unique_ptr<Engine> engine =
        makeEngine(info.architecture, weights, device, Precision::Auto, info.name);
    Volume<float> maps = truth_.emptyMaps();
    for (const int z : truth_.slices())
        truth_.take(z,
                    predictSlice(*engine, info.architecture, *images_, normalisation_, z,
                                 Output::Fused, {}, {}, stop),
                    maps);
    return truth_.verdictOf(maps, rule_, threads_, stop);
}

}  // namespace axolemma::detail
