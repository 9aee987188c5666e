#pragma once

#include <cstdint>
#include <vector>

#include "segmentation/training_set.h"

namespace axolemma {

/// One training sample.
struct Crop {
    int size = 0;
    int channels = 0;
    /// Normalised, [channels, size, size].
    std::vector<float> image;
    /// As in `TargetVolume`, [size, size]; of the middle channel.
    std::vector<std::uint8_t> target;
};

/// One kind of change: made to a share of the crops, with a strength drawn between two ends.
struct Effect {
    double probability = 0;
    double low = 0;
    double high = 0;
};

/// How crops differ from the slices they are cut from. Intensities are normalised (standard
/// deviation 1).
struct AugmentationSettings {
    /// One of the 8 flips and quarter turns, always.
    bool flips = true;
    Effect rotation{0.5, -45, 45};   ///< degrees, on top of the quarter turns
    Effect scale{0.6, 0.65, 1.5};    ///< of the tissue in the crop, evenly in its logarithm
    Effect elastic{0.4, 1.0, 4.0};   ///< standard deviation of the displacement, pixels
    double elasticSpacing = 40;      ///< pixels between the points that are displaced
    Effect lens{0.33, -0.12, 0.12};  ///< radial distortion at the crop's corner, of the radius

    Effect blur{0.5, 0.4, 2.0};   ///< standard deviation, pixels
    Effect gamma{0.5, 0.4, 2.5};  ///< exponent over the normalised range, evenly in its logarithm
    Effect contrast{0.5, 0.4, 1.8};     ///< factor, evenly in its logarithm
    Effect brightness{0.4, -0.5, 0.5};  ///< added
    Effect shading{0.3, 0.1, 0.5};      ///< standard deviation of uneven illumination
    Effect noise{0.5, 0.05, 0.7};       ///< standard deviation
    double correlatedNoise = 0.4;  ///< share of the noise that is correlated over about a pixel
    Effect dirt{0.08, 0.5, 2.5};   ///< darkness of a stain 5 to 30 pixels in radius

    /// Only where neighbouring slices are channels:
    Effect sliceIntensity{0.4, 0.05, 0.3};  ///< contrast and brightness of each slice on its own
    Effect sliceShift{0.4, 0.25, 2.0};      ///< standard deviation of a neighbour's shift, pixels
    double missingSlice = 0.05;             ///< share of the neighbours that are blank or a copy

    /// No change at all: crops are rectangles of the normalised slices.
    static AugmentationSettings none();
};

/// Sample k of step `step`: [inputSlices, size, size], around a known pixel drawn evenly. Image and
/// target go through one inverse map (affine, lens, elastic), sampled once: the image by cubic
/// convolution (Keys 1981, a = -0.5), the target linearly, where a pixel is unknown as soon as one
/// it is made from is. Outside of the slice both are mirrored. Depends only on its arguments.
/// Throws `Error` for a size that is not 1 to 8192. Any thread.
Crop makeCrop(const TrainingSet& set, int size, const AugmentationSettings& settings,
              std::uint64_t seed, std::int64_t step, int k);

}  // namespace axolemma
