#include "segmentation/distillation.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/error.h"

namespace axolemma {

std::shared_ptr<const TargetVolume> opinionOf(Segmenter& segmenter,
                                              std::shared_ptr<const Stack> stack,
                                              const ProgressFunction& progress,
                                              std::stop_token stop) {
    TargetVolume cell(stack->width(), stack->height(), stack->depth());
    PredictionRequest request;
    request.slices.resize(stack->depth());
    std::iota(request.slices.begin(), request.slices.end(), 0);
    request.stack = std::move(stack);
    const auto keep = [&](int z, const Image<float>& probability) {
        std::transform(probability.data(), probability.data() + probability.size(),
                       cell.slice(z).data(), targetOf);
    };
    if (!segmenter.predict(request, keep, progress, stop)) throw Cancelled();
    return std::make_shared<const TargetVolume>(std::move(cell));
}

std::shared_ptr<const TargetVolume> learntTargets(
    const std::shared_ptr<const TargetVolume>& targets, const std::optional<Opinion>& opinion) {
    if (!opinion) return targets;
    const TargetVolume& cell = *opinion->cell;
    if (!(opinion->share >= 0 && opinion->share <= 1))
        throw Error(fmt::format("A share of {} of the teacher in the loss cannot be. Give 0 to 1.",
                                opinion->share));
    if (cell.width() != targets->width() || cell.height() != targets->height() ||
        cell.depth() != targets->depth())
        throw Error("The teacher's maps and the labels differ in size; give both of one stack.");
    const auto share = static_cast<float>(opinion->share);
    TargetVolume learnt = targets->clone();
    std::transform(learnt.begin(), learnt.end(), cell.begin(), learnt.begin(),
                   [share](std::uint8_t label, std::uint8_t says) {
                       if (label == kTargetUnknown) return says;
                       return targetOf((share * static_cast<float>(says) +
                                        (1 - share) * static_cast<float>(label)) /
                                       kTargetCell);
                   });
    return std::make_shared<const TargetVolume>(std::move(learnt));
}

}  // namespace axolemma
