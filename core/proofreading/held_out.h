#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/geometry.h"
#include "core/proofreading/taught.h"

namespace axolemma {

/// A block of a stack whose labels are scored and never trained on.
struct HeldOut {
    /// Slices, both included.
    int first = 0;
    int last = 0;
    /// Pixels of them; by default the whole slices.
    Rect area{-(1 << 29), -(1 << 29), 1 << 29, 1 << 29};
    /// How far from the block nothing is trained on either: in the slices that are at most
    /// `marginSlices` from it, pixels at most `marginPixels` beside its area.
    int marginPixels = 0;
    int marginSlices = 0;

    /// What may not be trained on in slice z; empty for nothing.
    Rect excludedIn(int z) const {
        if (z < first - marginSlices || z > last + marginSlices) return {};
        return area.grownBy(marginPixels);
    }
    /// What is scored in slice z, within these bounds; empty for nothing.
    Rect scoredIn(int z, const Rect& bounds) const {
        return z < first || z > last ? Rect{} : area.intersected(bounds);
    }
    bool operator==(const HeldOut&) const = default;
};

/// How what was taught is parted.
struct HeldOutChoice {
    std::optional<HeldOut> heldOut;
    /// Known pixels on both sides; what lies between is lost to both.
    std::uint64_t scored = 0;
    std::uint64_t trained = 0;
    /// Where there is too little: a sentence or two that say how much more is needed, and why.
    std::string tooLittle;
};

/// Parts what was taught of a stack of slices of this size into a block to judge by, with 12 to
/// 40 % of the known pixels, and the rest, 64 pixels or a whole slice away from it. Of all blocks
/// (whole slices, and parts of all slices from each side and corner) the one that leaves most to
/// train on. Throws `Cancelled`. Any thread.
HeldOutChoice chooseHeldOut(const TaughtSlices& taught, int width, int height,
                            std::stop_token stop = {});

/// The same for a block that somebody chose: its margins are set and both sides counted.
HeldOutChoice judgedBy(const TaughtSlices& taught, HeldOut block);

}  // namespace axolemma
