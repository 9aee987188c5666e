#pragma once

#include <cstdint>

#include "core/components.h"
#include "core/image.h"
#include "core/refinement.h"

namespace axolemma {

/// How the map of a slice becomes its components.
struct PartitionRule {
    /// Cell where the probability of cell, after refinement, is above it.
    float threshold = 0.5F;
    /// Components of fewer pixels are boundary.
    std::uint32_t smallest = 0;
    Refinement refinement{};

    /// Contours close gaps in membranes, and weak ones do not cut cells: what is best where nothing
    /// was fitted, for two networks on ISBI 2012 slices that they never saw and on the synthetic
    /// sample stack.
    static PartitionRule recommended() {
        return {.threshold = 0.5F,
                .smallest = 20,
                .refinement = {.weight = 0.4F, .depth = 15.0F / 255, .joinBelow = 0.65F}};
    }

    /// The threshold t of the fused probability of membrane: boundary where p_f >= t.
    float boundaryFrom() const { return 1 - threshold; }
    void setBoundaryFrom(float t) { threshold = 1 - t; }

    bool operator==(const PartitionRule&) const = default;
};

/// A map in steps of 1/255, rounded.
Image<std::uint8_t> quantised(const Image<float>& probability);

/// The components of a slice, with their contacts: the one way from a map to a partition. Any
/// thread.
SliceComponents partitionOf(ImageView<const float> cellProbability, const PartitionRule& rule);
/// As above for a map in steps of 1/255.
SliceComponents partitionOf(ImageView<const std::uint8_t> cellProbability,
                            const PartitionRule& rule);

/// As above for a map in steps of 1/255 whose contours are known (`contoursOf`; they may be empty
/// where the weight is 0), so that no watershed finds them again.
SliceComponents partitionOf(ImageView<const std::uint8_t> cellProbability,
                            ImageView<const std::uint8_t> contours, const PartitionRule& rule);

/// What w_f, the threshold and the smallest component do with a map whose contours are known: the
/// components of `partitionOf` without their contacts. No watershed runs, so this is fast enough to
/// follow a slider. `contours`: 1 where `contoursOf` has a line, of the same size; it may be empty
/// where the weight is 0. Any thread.
SliceComponents componentsOfFusion(ImageView<const float> cellProbability,
                                   ImageView<const std::uint8_t> contours,
                                   const PartitionRule& rule);
/// As above for a map in steps of 1/255.
SliceComponents componentsOfFusion(ImageView<const std::uint8_t> cellProbability,
                                   ImageView<const std::uint8_t> contours,
                                   const PartitionRule& rule);

/// Writes the numbers that `componentsOfFusion` gives to pixels, and returns how many components
/// there are: for those who need neither sizes nor places. `labels` has the size of the map.
std::uint32_t labelFusion(ImageView<const float> cellProbability,
                          ImageView<const std::uint8_t> contours, const PartitionRule& rule,
                          ImageView<std::uint32_t> labels);
/// As above for a map in steps of 1/255.
std::uint32_t labelFusion(ImageView<const std::uint8_t> cellProbability,
                          ImageView<const std::uint8_t> contours, const PartitionRule& rule,
                          ImageView<std::uint32_t> labels);

}  // namespace axolemma
