#include "segmentation/proposing.h"

#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/metrics/rand.h"
#include "core/parallel.h"
#include "core/synthetic_stack.h"

namespace axolemma {

DerivationSources proposedBy(Segmenter& segmenter, std::shared_ptr<const Stack> stack,
                             const PartitionRule& rule, const ProgressFunction& progress,
                             std::stop_token stop) {
    DerivationSources sources;
    sources.maps.resize(stack->depth());
    std::vector<std::shared_ptr<const SliceComponents>> slices(stack->depth());
    PredictionRequest request;
    request.slices.resize(stack->depth());
    std::iota(request.slices.begin(), request.slices.end(), 0);
    request.stack = std::move(stack);
    const auto take = [&](int z, const Image<float>& probability) {
        auto map = std::make_shared<const Image<std::uint8_t>>(quantised(probability));
        slices[z] = std::make_shared<const SliceComponents>(partitionOf(map->view(), rule));
        sources.maps[z] = std::move(map);
    };
    if (!segmenter.predict(request, take, progress, stop)) throw Cancelled();
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

}  // namespace axolemma
