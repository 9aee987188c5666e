#include "core/proofreading/evidence.h"

#include <algorithm>
#include <cmath>

namespace axolemma {

int Evidence::membraneAt(int x, int y) const {
    // 0.6: enough to be followed, not so much that it outbids what the network sees.
    constexpr int kDrawn = 153;
    if (!map.empty()) {
        const int seen = 255 - map(x, y);
        return labels.empty() || labels(x, y) != 0 ? seen : std::max(seen, kDrawn);
    }
    const std::uint32_t own = labels(x, y);
    const bool edge = own == 0 || (x > 0 && labels(x - 1, y) != own) ||
                      (x + 1 < labels.width() && labels(x + 1, y) != own) ||
                      (y > 0 && labels(x, y - 1) != own) ||
                      (y + 1 < labels.height() && labels(x, y + 1) != own);
    return edge ? 255 : 0;
}

double shareAgainstEvidence(ImageView<const std::uint8_t> map, const PixelRuns& pixels,
                            PixelClaim claim) {
    if (map.empty() || claim == PixelClaim::None) return 0;
    const int sure = static_cast<int>(std::ceil(kSure * 255));
    const PixelRuns inside = pixels.clipped(map.bounds());
    std::uint64_t against = 0;
    for (const PixelRun& run : inside.runs()) {
        const std::uint8_t* const row = map.row(run.y);
        against +=
            static_cast<std::uint64_t>(std::count_if(row + run.x0, row + run.x1, [&](int cell) {
                return (claim == PixelClaim::Interior ? 255 - cell : cell) >= sure;
            }));
    }
    return inside.empty() ? 0 : static_cast<double>(against) / static_cast<double>(inside.pixels());
}

bool contradictsEvidence(ImageView<const std::uint8_t> map, const PixelRuns& pixels,
                         PixelClaim claim) {
    return shareAgainstEvidence(map, pixels, claim) >= kContradiction;
}

}  // namespace axolemma
