#include "ui/sample_merge.h"

#include <algorithm>

#include "core/error.h"
#include "core/metrics/comparison.h"

namespace axolemma {

namespace {

/// The boundary that is missing where two regions were merged; null where there is none, because
/// they touch along something wider than any boundary.
const SliceError* gapOf(const SliceErrors& found, const SliceError& merge) {
    const auto gap = std::ranges::find_if(found.errors, [&](const SliceError& error) {
        return error.kind == SegmentationError::MissingBoundary &&
               error.components == merge.components &&
               std::minmax(error.label, error.other) == std::minmax(merge.label, merge.other);
    });
    return gap == found.errors.end() ? nullptr : &*gap;
}

}  // namespace

std::optional<Place> clearestMerge(const Volume<std::uint32_t>& truth, const Derived& derived,
                                   std::stop_token stop) {
    // Smaller ones are hard to see.
    constexpr std::uint32_t kSmallest = 300;
    std::optional<Place> place;
    double clearest = 0;
    for (int z = 0; z < std::min(truth.depth(), derived.partition.depth()); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const auto components = derived.components(z);
        if (!components) continue;
        const SliceErrors found = compareSlice(truth.slice(z), components->labels.view()).errors;
        for (const SliceError& error : found.errors) {
            if (error.kind != SegmentationError::Merge || error.pixels < kSmallest) continue;
            const SliceError* gap = gapOf(found, error);
            if (!gap) continue;
            const double clear = error.pixels / static_cast<double>(gap->pixels);
            if (clear <= clearest) continue;
            clearest = clear;
            place = Place{gap->place.x, gap->place.y, z};
        }
    }
    return place;
}

}  // namespace axolemma
