#pragma once

#include <cstdint>
#include <vector>

#include "core/components.h"
#include "core/image.h"

namespace axolemma {

/// How gaps in the membranes are closed (Chen et al. 2016, boundary refinement).
struct Refinement {
    /// Weight of the contours, 0 (the network alone) to 1 (the contours alone).
    float weight = 0.0F;
    /// Standard deviation of the smoothing of the map before the watershed, in pixels.
    float sigma = 2.0F;
    /// Minima shallower than this, in probability, start no region of their own.
    float depth = 15.0F / 255;
    /// Contours between regions whose contact has less membrane than this, in probability, are none
    /// (`joinWeaklySeparated`); 0 keeps all.
    float joinBelow = 0.0F;

    bool operator==(const Refinement&) const = default;
};

/// What is flooded: the probability of membrane, and the same smoothed and in steps of 1/255.
struct Landscape {
    Image<float> membrane;
    Image<std::uint8_t> height;
};

/// The landscape of a map of the probability of cell; `sigma` in pixels. Any thread.
Landscape landscapeOf(ImageView<const float> cellProbability, float sigma);

/// Where the watershed of the landscape has its lines: 1 = contour (p_c), from all minima deeper
/// than `refinement.depth`, but for those that `joinBelow` removes. Does not depend on the weight.
/// Any thread.
Image<std::uint8_t> contoursOf(const Landscape& landscape, const Refinement& refinement);

/// The probability of cell after fusion: 1 - p_f with p_f = w p_c + (1 - w) (1 - p). `contours` may
/// be empty where the weight is 0.
Image<float> refined(ImageView<const float> cellProbability, ImageView<const std::uint8_t> contours,
                     float weight);

/// Floods the landscape from the components of a slice and returns where their waters meet, with
/// the membrane that is there. Any thread.
std::vector<Contact> contactsBetween(const SliceComponents& components, const Landscape& landscape);

}  // namespace axolemma
