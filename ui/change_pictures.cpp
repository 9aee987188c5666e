#include "ui/change_pictures.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/overlay.h"
#include "ui/pictures.h"

namespace axolemma {

namespace {

constexpr float kOpacity = 0.45F;
/// Sides of what is shown, in pixels of the slice.
constexpr int kSmallestPiece = 96;
constexpr int kLargestPiece = 384;

/// By which numbers the components of the new proposal are coloured: that of the old component that
/// one covers most of, each of which gives its colour once, else one of its own.
std::vector<std::uint64_t> matchedIds(ImageView<const std::uint32_t> before,
                                      ImageView<const std::uint32_t> after,
                                      std::uint32_t countBefore, std::uint32_t countAfter) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> shared;
    for (int y = 0; y < after.height(); ++y)
        for (int x = 0; x < after.width(); ++x)
            if (after(x, y) != 0 && before(x, y) != 0) ++shared[{before(x, y), after(x, y)}];
    std::vector<std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>> pairs;
    for (const auto& [pair, pixels] : shared) pairs.emplace_back(pixels, pair);
    std::ranges::sort(pairs, std::greater());
    std::vector<std::uint64_t> ids(countAfter + 1, 0);
    std::vector<bool> given(countBefore + 1, false);
    for (const auto& [pixels, pair] : pairs) {
        const auto [old, fresh] = pair;
        if (given[old] || ids[fresh] != 0) continue;
        ids[fresh] = old;
        given[old] = true;
    }
    for (std::uint32_t c = 1; c <= countAfter; ++c)
        if (ids[c] == 0) ids[c] = std::uint64_t{countBefore} + c;
    return ids;
}

ChangePicture pictureOf(const ProposalChange& change, const Stack& stack,
                        const ContrastWindow& contrast, const SliceComponents& before,
                        const SliceComponents& after) {
    const int side = std::clamp(static_cast<int>(4 * std::sqrt(change.difference.pixels)),
                                kSmallestPiece, kLargestPiece);
    const Rect piece = pieceAround(change.difference.place, side, before.labels.bounds());
    const Image<std::uint8_t> grey = displayRegion(stack, change.z, piece, contrast);
    const auto old = before.labels.view().cropped(piece);
    const auto fresh = after.labels.view().cropped(piece);
    std::vector<std::uint64_t> ids(before.count + 1);
    for (std::uint32_t c = 0; c <= before.count; ++c) ids[c] = c;
    return {change, toQImage(blendOverlay(grey, old, ids, kOpacity)),
            toQImage(blendOverlay(grey, fresh, matchedIds(old, fresh, before.count, after.count),
                                  kOpacity))};
}

}  // namespace

std::vector<ChangePicture> picturesOf(
    const std::vector<ProposalChange>& changes, std::size_t most, const Stack& stack,
    const ContrastWindow& contrast, std::span<const std::shared_ptr<const SliceComponents>> before,
    std::span<const std::shared_ptr<const SliceComponents>> after) {
    std::vector<ChangePicture> pictures;
    for (const ProposalChange& change : changes) {
        if (pictures.size() == most) break;
        const auto z = static_cast<std::size_t>(change.z);
        pictures.push_back(pictureOf(change, stack, contrast, *before[z], *after[z]));
    }
    return pictures;
}

}  // namespace axolemma
