#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/stack.h"

namespace axolemma {

/// The range of intensities that is shown from black to white, in the stack's own values.
struct ContrastWindow {
    double low = 0.0;
    double high = 255.0;
    bool operator==(const ContrastWindow&) const = default;
};

/// A window that few outliers can move: the 0.35 % and 99.65 % quantiles of a regular sample of at
/// most about a million voxels over all slices (not finite ones ignored, padding of the extreme
/// value ignored when it covers more than 5 % of a slice). `high` is always greater than `low`,
/// also for a constant or empty stack. Deterministic.
ContrastWindow robustWindow(const Stack& stack);

/// Slice z mapped linearly so that `window.low` is 0 and `window.high` is 255, rounded and clamped;
/// not finite values become 0.
Image<std::uint8_t> displaySlice(const Stack& stack, int z, const ContrastWindow& window);
/// The same into `out`, which gets the size of the slice and keeps its memory where it has it
/// already. Large slices are shared among all processors.
void displaySlice(const Stack& stack, int z, const ContrastWindow& window,
                  Image<std::uint8_t>& out);
/// The same of a part of the slice, which must lie within it; reads no more than that part.
Image<std::uint8_t> displayRegion(const Stack& stack, int z, const Rect& region,
                                  const ContrastWindow& window);

}  // namespace axolemma
