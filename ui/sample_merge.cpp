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

/// How much darker the missing boundary around a pixel is than the rest around it, in grey values;
/// 0 where there is too little of it to tell.
double darknessOf(ImageView<const std::uint8_t> errors, const Image<float>& grey, Point middle) {
    constexpr int kAround = 16;
    constexpr int kFewest = 8;
    double sums[2] = {0, 0};
    int counts[2] = {0, 0};
    const Rect area =
        Rect{middle.x - kAround, middle.y - kAround, middle.x + kAround + 1, middle.y + kAround + 1}
            .intersected(errors.bounds());
    for (int y = area.y0; y < area.y1; ++y)
        for (int x = area.x0; x < area.x1; ++x) {
            const bool missing =
                errors(x, y) == static_cast<std::uint8_t>(SegmentationError::MissingBoundary);
            sums[missing] += grey(x, y);
            ++counts[missing];
        }
    if (std::min(counts[0], counts[1]) < kFewest) return 0;
    return sums[0] / counts[0] - sums[1] / counts[1];
}

}  // namespace

std::optional<Place> clearestMerge(const Stack& stack, const Volume<std::uint32_t>& truth,
                                   const Derived& derived, std::stop_token stop) {
    // Smaller ones are hard to see.
    constexpr std::uint32_t kSmallest = 300;
    std::optional<Place> place;
    double darkest = 0;
    for (int z = 0; z < std::min(truth.depth(), derived.partition.depth()); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const auto components = derived.components(z);
        if (!components) continue;
        const SliceErrors found = compareSlice(truth.slice(z), components->labels.view()).errors;
        const Image<float> grey = stack.sliceAsFloat(z);
        for (const SliceError& error : found.errors) {
            if (error.kind != SegmentationError::Merge || error.pixels < kSmallest) continue;
            const SliceError* gap = gapOf(found, error);
            if (!gap) continue;
            const double darkness = darknessOf(found.image.view(), grey, gap->place);
            if (darkness <= darkest) continue;
            darkest = darkness;
            place = Place{gap->place.x, gap->place.y, z};
        }
    }
    return place;
}

}  // namespace axolemma
