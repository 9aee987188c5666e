#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/neurons.h"
#include "core/partition.h"
#include "core/progress.h"
#include "core/volume.h"

namespace axolemma {

/// What `fitLabels` tries, and how labels are made meanwhile.
struct LabelFitSettings {
    /// In the order of preference: the first within `tolerance` of the best wins.
    std::vector<PartitionRule> rules = usual();
    /// Tried with the best of the rules, likewise: specks are kept only where that is better.
    std::vector<std::uint32_t> smallest = {20, 50, 10, 100, 0};
    /// Differences of V_Rand below this are noise on a handful of slices.
    double tolerance = 0.002;
    LinkRule links;
    Boundary boundary = Boundary::Grown;
    LabelIds ids = LabelIds::Neurons;

    /// Thresholds of the map alone, and watershed contours of several strengths and smoothings.
    static std::vector<PartitionRule> usual();
};

/// The settings at which the labels are best.
struct LabelFit {
    PartitionRule rule;
    /// V_Rand (thin) of the labels: mean over the slices, and of each slice.
    double vRand = 0;
    std::vector<double> perSlice;
};

/// The label volume that `axolemma segment` writes for these maps, [depth, height, width]. Uses up
/// to `threads` threads; what it gives does not depend on them. Throws `Cancelled`.
Volume<std::uint32_t> labelsOfMaps(const Volume<float>& cellProbability, const PartitionRule& rule,
                                   const LabelFitSettings& settings = {}, int threads = 1,
                                   const ProgressFunction& progress = {},
                                   std::stop_token stop = {});

/// Finds the rule with which the labels that `axolemma segment` writes have the best V_Rand (thin):
/// first among the rules, then among the smallest components for that rule. `truth`: non-zero =
/// cell. Throws `Error` if the shapes differ, the map is not finite or there is nothing to try;
/// `Cancelled`. Uses up to `threads` threads.
LabelFit fitLabels(const Volume<std::uint8_t>& truth, const Volume<float>& cellProbability,
                   const LabelFitSettings& settings = {}, int threads = 1,
                   std::stop_token stop = {});

}  // namespace axolemma
