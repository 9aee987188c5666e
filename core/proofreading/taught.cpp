#include "core/proofreading/taught.h"

#include <algorithm>

#include "core/error.h"
#include "core/proofreading/middle_line.h"
#include "core/targets.h"

namespace axolemma {

namespace {

constexpr int kMiddleReach = 1;

/// Boundary of a slice, where it says that a pixel is membrane.
void teachBoundary(const SliceAssertions& slice, ImageView<std::uint8_t> target) {
    const PixelRuns boundary = slice.boundary.clipped(target.bounds());
    if (boundary.empty()) return;
    const Rect box = boundary.bounds();
    Image<std::uint8_t> mask(box.width(), box.height(), 0);
    for (const PixelRun& run : boundary.runs())
        std::fill_n(mask.view().row(run.y - box.y0) + (run.x0 - box.x0), run.x1 - run.x0, 1);
    const Image<std::uint8_t> wide = wideParts(mask);
    const bool anyWide = std::ranges::any_of(wide, [](std::uint8_t w) { return w != 0; });
    const Image<std::uint8_t> line = anyWide ? middleLine(mask) : Image<std::uint8_t>();
    const auto nearMiddle = [&](int x, int y) {
        const Rect around =
            Rect{x - kMiddleReach, y - kMiddleReach, x + kMiddleReach + 1, y + kMiddleReach + 1}
                .intersected(mask.bounds());
        for (int v = around.y0; v < around.y1; ++v)
            for (int u = around.x0; u < around.x1; ++u)
                if (line(u, v) != 0) return true;
        return false;
    };
    for (int y = 0; y < box.height(); ++y)
        for (int x = 0; x < box.width(); ++x) {
            if (mask(x, y) == 0) continue;
            const bool known = wide(x, y) == 0 || nearMiddle(x, y);
            target(x + box.x0, y + box.y0) = known ? kTargetMembrane : kTargetUnknown;
        }
    slice.verifiedBoundary.clipped(target.bounds()).paint(target, kTargetMembrane);
}

/// Profiles own their pixels, so they come last. `owner`: number of the profile of each pixel, from
/// 1.
void teachProfiles(const std::vector<Profile>& profiles, ImageView<std::uint8_t> target) {
    Image<std::uint32_t> owner(target.width(), target.height(), 0);
    for (std::size_t i = 0; i < profiles.size(); ++i)
        profiles[i]
            .pixels.clipped(target.bounds())
            .paint(owner.view(), static_cast<std::uint32_t>(i + 1));
    const auto another = [&](std::uint32_t own, int x, int y) {
        if (!target.bounds().contains({x, y})) return false;
        const std::uint32_t beside = owner(x, y);
        return beside != 0 && beside != own;
    };
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        const auto own = static_cast<std::uint32_t>(i + 1);
        const PixelRuns inside = profiles[i].pixels.clipped(target.bounds());
        for (const PixelRun& run : inside.runs())
            for (int x = run.x0; x < run.x1; ++x) {
                const bool touches = another(own, x - 1, run.y) || another(own, x + 1, run.y) ||
                                     another(own, x, run.y - 1) || another(own, x, run.y + 1);
                target(x, run.y) = !profiles[i].verified ? kTargetUnknown
                                   : touches             ? kTargetMembrane
                                                         : kTargetCell;
            }
    }
}

}  // namespace

TaughtSlices taughtBy(const Assertions& said, int width, int height, int depth,
                      std::stop_token stop) {
    TaughtSlices taught;
    for (const auto& [z, slice] : said.slices()) {
        if (stop.stop_requested()) throw Cancelled();
        if (z < 0 || z >= depth) continue;
        Image<std::uint8_t> target(width, height, kTargetUnknown);
        teachBoundary(*slice, target);
        slice->interior.clipped(target.bounds()).paint(target.view(), kTargetCell);
        teachProfiles(slice->profiles, target);
        if (std::ranges::any_of(target, [](std::uint8_t t) { return t != kTargetUnknown; }))
            taught.emplace(z, std::move(target));
    }
    return taught;
}

SliceComponents knownCells(ImageView<const std::uint8_t> target) {
    Image<std::uint8_t> cells(target.width(), target.height());
    for (int y = 0; y < target.height(); ++y)
        for (int x = 0; x < target.width(); ++x) cells(x, y) = target(x, y) == kTargetCell;
    return labelComponents(cells);
}

Image<std::uint32_t> whereKnown(ImageView<const std::uint32_t> labels,
                                ImageView<const std::uint8_t> target) {
    Image<std::uint32_t> cut(target.width(), target.height());
    for (int y = 0; y < target.height(); ++y)
        for (int x = 0; x < target.width(); ++x)
            cut(x, y) = target(x, y) == kTargetUnknown ? 0 : labels(x, y);
    return cut;
}

std::uint64_t knownPixels(const TaughtSlices& taught) {
    std::uint64_t known = 0;
    for (const auto& [z, target] : taught)
        known +=
            target.size() - static_cast<std::uint64_t>(std::ranges::count(target, kTargetUnknown));
    return known;
}

}  // namespace axolemma
