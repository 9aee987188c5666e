#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/image.h"
#include "core/partition.h"
#include "core/progress.h"

namespace axolemma {

/// One slice on which a refinement is judged. `T` is float for probabilities of cell and
/// std::uint8_t for steps of 1/255. All views have the same size.
template <typename T>
struct JudgedSlice {
    ImageView<const T> map;
    /// Its 4-connected regions of equal label are the cells, 0 is membrane (so a mask will do);
    /// empty where the truth is not known.
    ImageView<const std::uint32_t> truth;
    /// As `contoursOf` makes them; where it is empty they are computed.
    ImageView<const std::uint8_t> contours{};
};

/// What one value of w_f gives.
struct CurvePoint {
    float weight = 0;
    /// Of all slices.
    std::uint64_t components = 0;
    /// Rand error, not thinned, over the slices with a truth; nothing without one.
    std::optional<double> randError;
};

/// 0, 0.05 .. 1.
std::span<const float> curveWeights();

/// Components and Rand error of the labels that the rule writes with each of `weights`, in their
/// order: per slice, boundary kept. Uses up to `threads` threads. Throws `Error` if a truth or
/// contours have another size than their map, `Cancelled`.
template <typename T>
std::vector<CurvePoint> refinementCurve(std::span<const JudgedSlice<T>> slices,
                                        const PartitionRule& rule, std::span<const float> weights,
                                        int threads = 1, std::stop_token stop = {});

/// What is tried; a list of one value keeps that value.
struct RefinementSearch {
    std::vector<float> weights;
    std::vector<float> thresholds;
    std::vector<float> sigmas;
    std::vector<float> depths;

    /// Nothing but the rule's own values.
    static RefinementSearch fixedAt(const PartitionRule& rule);
    /// 0.05 steps of w_f; 0.05 steps of the threshold from 0.3 to 0.7; sigma 1, 1.5, 2, 3 px; h 5
    /// to 45 steps of 1/255; each with the rule's own value added.
    void searchWeights();
    void searchThresholds();
    void searchSigmas();
    void searchDepths();
};

/// The best rule and what it brings.
struct RefinementFit {
    PartitionRule rule;
    double randError = 0;
    /// Of the same threshold without contours.
    double randErrorWithoutContours = 0;
    /// Over `curveWeights` with everything else as fitted.
    std::vector<CurvePoint> curve;
};

/// Finds the rule whose labels (per slice, boundary kept, one threshold for all slices) have the
/// smallest Rand error, not thinned (Chen et al. 2016 choose w_f so). Every combination of `search`
/// is tried; of equal ones the smallest w_f wins, then the values nearest to those of `start`, from
/// which smallest component and joining are taken. Slices without a truth are passed over; throws
/// `Error` if there is none with one, or sizes differ; `Cancelled`. Uses up to `threads` threads.
template <typename T>
RefinementFit fitRefinement(std::span<const JudgedSlice<T>> slices, const PartitionRule& start,
                            const RefinementSearch& search, int threads = 1,
                            const ProgressFunction& progress = {}, std::stop_token stop = {});

}  // namespace axolemma
