#include "ui/change_pictures.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/overlay.h"
#include "ui/pictures.h"

namespace axolemma {

namespace {

constexpr float kOpacity = 0.5F;
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

/// Which components of `mine` share at least a speck with component `c` of `other`.
std::vector<bool> sharing(ImageView<const std::uint32_t> mine, std::uint32_t countMine,
                          ImageView<const std::uint32_t> other, std::uint32_t c) {
    std::vector<std::uint32_t> shared(countMine + 1, 0);
    for (int y = 0; y < mine.height(); ++y)
        for (int x = 0; x < mine.width(); ++x)
            if (other(x, y) == c) ++shared[mine(x, y)];
    std::vector<bool> shares(countMine + 1);
    for (std::uint32_t i = 1; i <= countMine; ++i)
        shares[i] = c != 0 && shared[i] >= SliceErrors::kSmallest;
    return shares;
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
    const Point at = change.difference.place;
    const std::uint32_t cellBefore = before.labels(at.x, at.y);
    const std::uint32_t cellAfter = after.labels(at.x, at.y);
    std::vector<std::uint64_t> idsBefore(before.count + 1), idsAfter(after.count + 1);
    const auto all = matchedIds(old, fresh, before.count, after.count);
    // Only what takes part in the change is coloured.
    const auto ofAfter = sharing(old, before.count, fresh, cellAfter);
    const auto ofBefore = sharing(fresh, after.count, old, cellBefore);
    for (std::uint32_t c = 1; c <= before.count; ++c)
        if (ofAfter[c] || c == cellBefore) idsBefore[c] = c;
    for (std::uint32_t c = 1; c <= after.count; ++c)
        if (ofBefore[c] || c == cellAfter) idsAfter[c] = all[c];
    return {change, toQImage(blendOverlay(grey, old, idsBefore, kOpacity)),
            toQImage(blendOverlay(grey, fresh, idsAfter, kOpacity))};
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
