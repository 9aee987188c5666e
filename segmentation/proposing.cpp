#include "segmentation/proposing.h"

#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/metrics/rand.h"
#include "core/parallel.h"
#include "core/synthetic_stack.h"
#include "segmentation/scoring.h"

namespace axolemma {

std::vector<std::shared_ptr<const Image<std::uint8_t>>> mapsOf(Segmenter& segmenter,
                                                               std::shared_ptr<const Stack> stack,
                                                               const ProgressFunction& progress,
                                                               std::stop_token stop) {
    std::vector<std::shared_ptr<const Image<std::uint8_t>>> maps(stack->depth());
    PredictionRequest request;
    request.slices.resize(stack->depth());
    std::iota(request.slices.begin(), request.slices.end(), 0);
    request.stack = std::move(stack);
    const auto keep = [&](int z, const Image<float>& probability) {
        maps[z] = std::make_shared<const Image<std::uint8_t>>(quantised(probability));
    };
    if (!segmenter.predict(request, keep, progress, stop)) throw Cancelled();
    return maps;
}

DerivationSources proposedBy(Segmenter& segmenter, std::shared_ptr<const Stack> stack,
                             const PartitionRule& rule, const ProgressFunction& progress,
                             std::stop_token stop) {
    DerivationSources sources;
    sources.maps = mapsOf(segmenter, std::move(stack), progress, stop);
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (const auto& map : sources.maps) {
        if (stop.stop_requested()) throw Cancelled();
        slices.push_back(std::make_shared<const SliceComponents>(partitionOf(map->view(), rule)));
    }
    sources.proposal =
        std::make_shared<const Proposal>(linkedProposal(std::move(slices), {}, processors()));
    sources.smallest = rule.smallest;
    return sources;
}

double scoreOnSample(Segmenter& segmenter, const PartitionRule& rule,
                     const ProgressFunction& progress, std::stop_token stop) {
    // Not the sample that is offered to try things out: that one may be corrected and taught.
    SyntheticStack sample = makeSyntheticStack({384, 384, 4, 7});
    const auto stack = std::make_shared<const Stack>(std::move(sample.images));
    const Derived derived =
        derive(proposedBy(segmenter, stack, rule, progress, stop), nullptr, processors(), stop);
    const Volume<std::uint32_t> labels =
        labelVolume(derived.partition, derived.neurons, stack->width(), stack->height(),
                    Boundary::Keep, LabelIds::PerSlice, stop);
    return thinnedScores(sample.truth, labels, processors(), stop).rand.value;
}

double scoreOn(Segmenter& segmenter, const LabelledStack& stack, const PartitionRule& rule,
               const ProgressFunction& progress, std::stop_token stop) {
    TrainingRequest request;
    request.images = stack.images;
    request.targets = stack.targets;
    request.validation = HeldOut{0, stack.images->depth() - 1};
    request.rule = rule;
    return score(segmenter, request, progress, stop).scores.vRandLabels;
}

}  // namespace axolemma
