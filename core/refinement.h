#pragma once

#include <cstdint>
#include <vector>

#include "core/components.h"
#include "core/image.h"

namespace axolemma {

/// How gaps in the membranes are closed (Chen et al. 2016, boundary refinement).
struct Refinement {
    /// w_f, the weight of the contours, 0 (the network alone) to 1 (the contours alone).
    float weight = 0.0F;
    /// Standard deviation of the smoothing of the map before the watershed, in pixels.
    float sigma = 2.0F;
    /// Minima shallower than this, in probability, start no region of their own.
    float depth = 15.0F / 255;
    /// Contours between regions whose contact has less membrane than this, in probability, are none
    /// (`joinWeaklySeparated`); 0 keeps all.
    float joinBelow = 0.0F;

    /// Whether both have the same contours: all but the weight is equal.
    bool sameContours(const Refinement& other) const {
        return sigma == other.sigma && depth == other.depth && joinBelow == other.joinBelow;
    }
    bool operator==(const Refinement&) const = default;
};

/// What is flooded: the probability of membrane, and the same smoothed and in steps of 1/255.
struct Landscape {
    Image<float> membrane;
    Image<std::uint8_t> height;
};

/// The landscape of a map of the probability of cell; `sigma` in pixels. Any thread.
Landscape landscapeOf(ImageView<const float> cellProbability, float sigma);
/// As above for a map in steps of 1/255.
Landscape landscapeOf(ImageView<const std::uint8_t> cellProbability, float sigma);

/// Where the watershed of the landscape has its lines: 1 = contour (p_c), from all minima deeper
/// than `refinement.depth`, but for those that `joinBelow` removes. Does not depend on the weight.
/// Any thread.
Image<std::uint8_t> contoursOf(const Landscape& landscape, const Refinement& refinement);

/// The probability of cell after fusion at one pixel: 1 - p_f, with p_f = w p_c + (1 - w) p and the
/// probability of membrane p = 1 - `cell`, and exactly `cell` at w = 0. This is the only place that
/// converts between the two.
constexpr float fusedCell(float cell, bool contour, float weight) {
    if (weight <= 0) return cell;
    return 1 - (weight * (contour ? 1.0F : 0.0F) + (1 - weight) * (1 - cell));
}

/// The weight from which on nothing changes any more at a threshold: there every pixel of a contour
/// is boundary and no other can be.
constexpr float saturatedWeight(float threshold) {
    return threshold > 0.5F ? threshold : 1 - threshold;
}

/// Floods the landscape from the components of a slice and returns where their waters meet, with
/// the membrane that is there. Any thread.
std::vector<Contact> contactsBetween(const SliceComponents& components, const Landscape& landscape);

}  // namespace axolemma
