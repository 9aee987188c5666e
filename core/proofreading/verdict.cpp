#include "core/proofreading/verdict.h"

#include "core/error.h"

namespace axolemma {

std::optional<StackScores> scoresWhereTaught(
    const TaughtSlices& taught, const HeldOut& block,
    const std::vector<std::shared_ptr<const SliceComponents>>& proposed, std::stop_token stop) {
    std::vector<SliceSums> sums;
    for (const auto& [z, target] : taught) {
        if (stop.stop_requested()) throw Cancelled();
        const Rect area = block.scoredIn(z, target.bounds());
        if (area.x1 <= area.x0 || area.y1 <= area.y0) continue;
        if (z >= static_cast<int>(proposed.size()) || !proposed[z]) return std::nullopt;
        const auto known = target.view().cropped(area);
        const auto labels = proposed[z]->labels.view().cropped(area);
        const Image<std::uint32_t> cut = whereKnown(labels, known);
        const Image<std::uint32_t> truth = knownCells(known).labels;
        SliceSums slice = compareSlice(truth, cut).sums;
        if (!slice.counts()) continue;
        slice.topology = topologyOfSlice(truth, cut);
        sums.push_back(slice);
    }
    return stackScores(sums);
}

TeachingVerdict teachingVerdict(const TaughtSlices& taught, const HeldOut& block,
                                std::span<const Gesture> gestures, const Derived& corrected,
                                const Derived& before, const Derived& after, std::stop_token stop) {
    std::vector<Gesture> inBlock;
    for (const Gesture& gesture : gestures)
        if (gesture.place.z >= block.first && gesture.place.z <= block.last &&
            block.area.contains(gesture.place.point()))
            inBlock.push_back(gesture);
    return {scoresWhereTaught(taught, block, before.partition.slices, stop),
            scoresWhereTaught(taught, block, after.partition.slices, stop),
            editsSaved(inBlock, corrected, before, after),
            editsSaved(gestures, corrected, before, after),
            changesBetween(before.partition.slices, after.partition.slices, taught, stop)};
}

TeachingOutcome outcomeOf(const StackScores& before, const StackScores& after) {
    const double difference = (after.rand.value + after.information.value - before.rand.value -
                               before.information.value) /
                              2;
    if (difference > kNoDifference) return TeachingOutcome::Better;
    return difference < -kNoDifference ? TeachingOutcome::Worse : TeachingOutcome::Same;
}

}  // namespace axolemma
