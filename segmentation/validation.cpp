#include "segmentation/validation_internal.h"

#include <algorithm>

#include "segmentation/predictor.h"
#include "segmentation/torch_engine_internal.h"

namespace axolemma::detail {

Validator::Validator(const TrainingRequest& request)
    : images_(request.images),
      normalisation_(normalisationOf(*request.images)),
      first_(request.validation->first),
      last_(request.validation->second),
      threads_(request.threads > 0 ? request.threads : at::get_num_threads()),
      truth_(heldOutTruth(*request.targets, *request.validation, images_->name)) {}

Verdict Validator::score(const ModelInfo& info, const std::vector<NamedTensor>& weights,
                         torch::Device device, std::stop_token stop) const {
    const std::unique_ptr<Engine> engine =
        makeEngine(info.architecture, weights, device, Precision::Auto, info.name);
    Volume<float> maps(images_->width(), images_->height(), last_ - first_ + 1);
    for (int z = first_; z <= last_; ++z) {
        const Image<float> map = predictSlice(*engine, info.architecture, *images_, normalisation_,
                                              z, Output::Fused, {}, {}, stop);
        std::copy(map.begin(), map.end(), maps.slice(z - first_).data());
    }
    return verdictOf(truth_, maps, {first_, last_}, threads_, stop);
}

}  // namespace axolemma::detail
