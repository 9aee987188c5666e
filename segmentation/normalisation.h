#pragma once

#include "core/geometry.h"
#include "core/image.h"
#include "core/stack.h"

namespace axolemma {

/// How the intensities of a stack become the input of the network: clipped to [low, high] (the
/// robust window of core/contrast.h), then shifted and divided so that the voxels inside the window
/// have mean 0 and standard deviation 1. All four in the stack's own values; `std` is above 0.
struct Normalisation {
    double low = 0;
    double high = 255;
    double mean = 127.5;
    double std = 73.9;
    bool operator==(const Normalisation&) const = default;

    /// The smallest and largest normalised value there can be.
    float lowest() const { return scaled(static_cast<float>(low)); }
    float highest() const { return scaled(static_cast<float>(high)); }
    /// A finite value between low and high.
    float scaled(float value) const {
        return (value - static_cast<float>(mean)) * static_cast<float>(1.0 / std);
    }
};

/// Measured on a regular sample of at most about a million voxels over all slices; voxels outside
/// the robust window (padding, specks) and not finite ones do not count. Deterministic. Any thread.
Normalisation normalisationOf(const Stack& stack);

/// Slice z, normalised, into `out` ([height, width] of the stack); not finite values become 0. Any
/// thread.
void normalise(const Stack& stack, int z, const Normalisation& normalisation, ImageView<float> out);

/// The same for a rectangle that may lie partly or wholly outside of the slice, which is continued
/// by mirroring at its outermost pixels. `out` has the rectangle's size.
void normaliseMirrored(const Stack& stack, int z, const Normalisation& normalisation,
                       const Rect& rect, ImageView<float> out);

}  // namespace axolemma
