#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/proofreading/assertions.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

/// What the tools follow: where the membranes of a slice are. Views, which must outlive it; of two
/// that are not empty both have the size of the slice.
struct Evidence {
    /// The probability of cell in steps of 1/255; empty for an imported label volume.
    ImageView<const std::uint8_t> map;
    /// Numbers of components, 0 = boundary; may be empty where there is a map.
    ImageView<const std::uint32_t> labels;

    Rect bounds() const { return map.empty() ? labels.bounds() : map.bounds(); }
    /// How likely there is a membrane at a pixel, 0 to 255. From the map; boundary in the labels
    /// counts 153 (0.6) at least, so that what was drawn by hand is followed too. Without a map 255
    /// on boundary and on pixels that touch another component, and 0 elsewhere. Precondition:
    /// inside.
    int membraneAt(int x, int y) const;
};

/// The network is sure of what has at least this probability ...
inline constexpr double kSure = 0.9;
/// ... and a claim is against the evidence when it is sure of the contrary in at least this share
/// of the pixels.
inline constexpr double kContradiction = 0.5;

/// The share of `pixels`, 0 to 1, of which the network is sure that they are not what `claim` says:
/// interior where membrane is at least `kSure`, or boundary where cell is. 0 for no pixels, for
/// `PixelClaim::None` and without a map. Pixels outside of `map` (the probability of cell in steps
/// of 1/255) do not count. Any thread.
double shareAgainstEvidence(ImageView<const std::uint8_t> map, const PixelRuns& pixels,
                            PixelClaim claim);

/// Whether that is worth a warning: the share is at least `kContradiction`.
bool contradictsEvidence(ImageView<const std::uint8_t> map, const PixelRuns& pixels,
                         PixelClaim claim);

}  // namespace axolemma
