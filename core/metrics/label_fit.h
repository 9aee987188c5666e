#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/neurons.h"
#include "core/volume.h"

namespace axolemma {

/// What `fitLabels` tries, and how labels are made meanwhile.
struct LabelFitSettings {
    std::vector<float> thresholds = {0.30F, 0.35F, 0.40F, 0.45F, 0.50F, 0.55F, 0.60F,
                                     0.65F, 0.70F, 0.75F, 0.80F, 0.85F, 0.90F};
    std::vector<std::uint32_t> smallest = {0, 10, 20, 50, 100};
    LinkRule rule;
    Boundary boundary = Boundary::Grown;
    LabelIds ids = LabelIds::Neurons;
};

/// The settings at which the labels are best.
struct LabelFit {
    /// Of the probability of cell, for `componentsOfMap`.
    float threshold = 0;
    /// Components of fewer pixels are boundary.
    std::uint32_t smallest = 0;
    /// V_Rand (thin) of the labels: mean over the slices, and of each slice.
    double vRand = 0;
    std::vector<double> perSlice;
};

/// The label volume that `axolemma segment` writes for these maps, [depth, height, width].
Volume<std::uint32_t> labelsOfMaps(const Volume<float>& cellProbability, float threshold,
                                   std::uint32_t smallest, const LabelFitSettings& settings = {});

/// Finds the threshold and smallest component at which the labels that `axolemma segment` writes
/// have the best V_Rand (thin), by trying all pairs. Equal scores: the lower threshold, then the
/// smaller component. `truth`: non-zero = cell. Throws `Error` if the shapes differ, the map is not
/// finite or there is nothing to try; `Cancelled`. Uses up to `threads` threads.
LabelFit fitLabels(const Volume<std::uint8_t>& truth, const Volume<float>& cellProbability,
                   const LabelFitSettings& settings = {}, int threads = 1,
                   std::stop_token stop = {});

}  // namespace axolemma
