#include "ui/refinement_run.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/metrics/slice_jobs.h"

namespace axolemma {

namespace {

using Slice = std::shared_ptr<const SliceComponents>;

Slice refinedSlice(const Segmentation& segmentation, int z, const PartitionRule& rule,
                   ContourCache& contours) {
    const auto& map = segmentation.maps[z];
    const auto lines = contours.of(z, map, rule.refinement);
    return std::make_shared<const SliceComponents>(partitionOf(map->view(), lines->view(), rule));
}

bool has(const Segmentation& segmentation, int z) {
    return z >= 0 && z < static_cast<int>(segmentation.maps.size()) && segmentation.maps[z] &&
           segmentation.proposal.slices[z];
}

}  // namespace

std::vector<JudgedSlice<std::uint8_t>> judgedSlices(
    const Segmentation& segmentation, const Volume<std::uint32_t>* truth,
    const std::vector<std::shared_ptr<const Image<std::uint8_t>>>* contours) {
    std::vector<JudgedSlice<std::uint8_t>> slices;
    for (int z = 0; z < static_cast<int>(segmentation.maps.size()); ++z) {
        if (!has(segmentation, z)) continue;
        JudgedSlice<std::uint8_t> slice{segmentation.maps[z]->view(), {}, {}};
        if (truth && z < truth->depth()) {
            const auto labels = truth->slice(z);
            const bool labelled = std::any_of(labels.data(), labels.data() + labels.size(),
                                              [](std::uint32_t label) { return label != 0; });
            if (labelled) slice.truth = labels;
        }
        if (contours) slice.contours = (*contours)[z]->view();
        slices.push_back(slice);
    }
    return slices;
}

SegmentationState runRefinement(const RefinementRequest& request, ContourCache& contours,
                                const std::function<void(int z, SegmentationState)>& onSlice,
                                const ProgressFunction& progress, std::stop_token stop) {
    const Segmentation& before = *request.before;
    const LinkRule links;
    const auto checkStop = [&stop] {
        if (stop.stop_requested()) throw Cancelled();
    };
    const auto stateOf = [&](Segmentation segmentation) {
        return derivedState(std::make_shared<const Segmentation>(std::move(segmentation)),
                            request.said(), request.minted, request.derived.get(), stop);
    };
    Slice visible;
    if (const int z = request.visibleSlice; has(before, z)) {
        visible = refinedSlice(before, z, request.rule, contours);
        checkStop();
        Segmentation preview = before;
        preview.rule = request.rule;
        preview.proposal = before.proposal.withSlice(z, visible, links);
        onSlice(z, stateOf(std::move(preview)));
    }
    const int depth = static_cast<int>(before.proposal.slices.size());
    std::vector<Slice> slices(depth);
    detail::SliceJobs{request.threads, stop, progress}.forEach(1, depth, [&](int, int z) {
        if (!has(before, z)) return;
        const bool shown = z == request.visibleSlice;
        slices[z] = shown ? visible : refinedSlice(before, z, request.rule, contours);
    });
    Segmentation now = before;
    now.rule = request.rule;
    now.proposal = linkedProposal(std::move(slices), links, request.threads);
    checkStop();
    return stateOf(std::move(now));
}

}  // namespace axolemma
