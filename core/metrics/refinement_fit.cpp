#include "core/metrics/refinement_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/metrics/contingency.h"
#include "core/metrics/slice_jobs.h"
#include "core/parallel.h"
#include "core/run_labelling.h"

namespace axolemma {

namespace {

/// The statistics of a Rand error over slices (DOMAIN section 3), and components.
struct Sums {
    double both = 0;
    double ofTruth = 0;
    double ofProposal = 0;
    std::uint64_t components = 0;

    Sums& operator+=(const Sums& other) {
        both += other.both;
        ofTruth += other.ofTruth;
        ofProposal += other.ofProposal;
        components += other.components;
        return *this;
    }
    std::optional<double> randError() const {
        if (ofTruth == 0) return {};
        return 1 - 2 * both / (ofTruth + ofProposal);
    }
};

/// A slice with what is the same for every threshold and weight.
template <typename T>
struct PreparedSlice {
    ImageView<const T> map;
    std::optional<detail::TruthSlice> truth;
    Image<std::uint8_t> ownContours{};
    ImageView<const std::uint8_t> contours{};

    Sums sumsOf(const PartitionRule& rule) const {
        detail::FramedLabels labels(map.width(), map.height());
        Sums sums;
        sums.components = labelFusion(map, contours, rule, labels.inside());
        if (!truth) return sums;
        const detail::Contingency counts = contingencyOf(*truth, labels);
        sums.both = static_cast<double>(counts.squaresBoth);
        sums.ofTruth = static_cast<double>(counts.squaresTruth);
        sums.ofProposal = static_cast<double>(counts.squaresProposal);
        return sums;
    }
};

template <typename U, typename T>
void checkSize(ImageView<const U> image, ImageView<const T> map, const char* what) {
    if (image.empty() || image.bounds() == map.bounds()) return;
    throw Error(
        fmt::format("The map has {} x {} pixels but the {} has {} x {}: give two of the same size.",
                    map.width(), map.height(), what, image.width(), image.height()));
}

template <typename T>
std::vector<PreparedSlice<T>> prepared(std::span<const JudgedSlice<T>> slices, int threads) {
    std::vector<PreparedSlice<T>> result(slices.size());
    parallelFor(static_cast<int>(slices.size()), threads, [&](int i) {
        checkSize(slices[i].truth, slices[i].map, "truth");
        checkSize(slices[i].contours, slices[i].map, "contour image");
        result[i].map = slices[i].map;
        if (slices[i].truth.empty()) return;
        Image<std::uint32_t> regions(slices[i].map.width(), slices[i].map.height());
        detail::labelEqual(slices[i].truth).write(regions, 0);
        result[i].truth.emplace(std::as_const(regions).view());
    });
    return result;
}

/// Takes the contours that are given, and computes those that are not.
template <typename T>
void setContours(std::vector<PreparedSlice<T>>& slices, std::span<const JudgedSlice<T>> given,
                 const Refinement& refinement, const detail::SliceJobs& jobs) {
    jobs.forEach(1, static_cast<int>(slices.size()), [&](int, int i) {
        if (!given.empty() && !given[i].contours.empty()) {
            slices[i].contours = given[i].contours;
            return;
        }
        slices[i].ownContours =
            contoursOf(landscapeOf(slices[i].map, refinement.sigma), refinement);
        slices[i].contours = std::as_const(slices[i].ownContours).view();
    });
}

/// The sums of each rule over all slices.
template <typename T>
std::vector<Sums> sumsOf(const std::vector<PreparedSlice<T>>& slices,
                         const std::vector<PartitionRule>& rules, const detail::SliceJobs& jobs) {
    std::vector<Sums> each(rules.size() * slices.size());
    jobs.forEach(static_cast<int>(rules.size()), static_cast<int>(slices.size()),
                 [&](int r, int z) { each[z * rules.size() + r] = slices[z].sumsOf(rules[r]); });
    std::vector<Sums> sums(rules.size());
    for (std::size_t i = 0; i < each.size(); ++i) sums[i % rules.size()] += each[i];
    return sums;
}

template <typename T>
std::vector<CurvePoint> curveOf(const std::vector<PreparedSlice<T>>& slices,
                                const PartitionRule& rule, std::span<const float> weights,
                                const detail::SliceJobs& jobs) {
    std::vector<PartitionRule> rules;
    std::vector<std::size_t> ruleOf;
    for (const float weight : weights) {
        PartitionRule wanted = rule;
        // Beyond saturation all weights say the same, so that is computed once.
        const bool saturated = weight > saturatedWeight(rule.threshold);
        wanted.refinement.weight = saturated ? 1.0F : weight;
        const auto known = std::ranges::find(rules, wanted);
        ruleOf.push_back(known - rules.begin());
        if (known == rules.end()) rules.push_back(wanted);
    }
    const std::vector<Sums> sums = sumsOf(slices, rules, jobs);
    std::vector<CurvePoint> curve;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const Sums& here = sums[ruleOf[i]];
        curve.push_back({weights[i], here.components, here.randError()});
    }
    return curve;
}

void addOwn(std::vector<float>& values, float own) {
    if (std::ranges::none_of(values, [&](float v) { return std::abs(v - own) < 1e-4F; }))
        values.push_back(own);
    std::ranges::sort(values);
}

/// Small is good: first the error, then the weight, then how far it is from where it started.
auto badness(double randError, const PartitionRule& rule, const PartitionRule& start) {
    const Refinement& r = rule.refinement;
    const Refinement& s = start.refinement;
    return std::tuple(randError, r.weight, std::abs(rule.threshold - start.threshold),
                      std::abs(r.sigma - s.sigma), std::abs(r.depth - s.depth));
}

std::vector<PartitionRule> rulesOf(const RefinementSearch& search, const PartitionRule& start,
                                   float sigma, float depth) {
    std::vector<PartitionRule> rules;
    for (const float threshold : search.thresholds) {
        float previous = -1;
        for (const float weight : search.weights) {
            // Of the weights beyond saturation, which all say the same, the smallest is enough.
            const float saturated = saturatedWeight(threshold);
            if (weight > saturated && previous > saturated) continue;
            previous = weight;
            PartitionRule rule = start;
            rule.threshold = threshold;
            rule.refinement.weight = weight;
            rule.refinement.sigma = sigma;
            rule.refinement.depth = depth;
            rules.push_back(rule);
        }
    }
    return rules;
}

}  // namespace

std::span<const float> curveWeights() {
    static const auto weights = [] {
        std::array<float, 21> values{};
        for (int i = 0; i <= 20; ++i) values[i] = static_cast<float>(i) / 20;
        return values;
    }();
    return weights;
}

RefinementSearch RefinementSearch::fixedAt(const PartitionRule& rule) {
    return {{rule.refinement.weight},
            {rule.threshold},
            {rule.refinement.sigma},
            {rule.refinement.depth}};
}

void RefinementSearch::searchWeights() {
    const float own = weights.front();
    weights.assign(curveWeights().begin(), curveWeights().end());
    addOwn(weights, own);
}

void RefinementSearch::searchThresholds() {
    const float own = thresholds.front();
    thresholds.clear();
    for (int step = 6; step <= 14; ++step) thresholds.push_back(static_cast<float>(step) / 20);
    addOwn(thresholds, own);
}

void RefinementSearch::searchSigmas() {
    const float own = sigmas.front();
    sigmas = {1.0F, 1.5F, 2.0F, 3.0F};
    addOwn(sigmas, own);
}

void RefinementSearch::searchDepths() {
    const float own = depths.front();
    depths.clear();
    for (const int step : {5, 10, 15, 20, 30, 45}) depths.push_back(static_cast<float>(step) / 255);
    addOwn(depths, own);
}

template <typename T>
std::vector<CurvePoint> refinementCurve(std::span<const JudgedSlice<T>> slices,
                                        const PartitionRule& rule, std::span<const float> weights,
                                        int threads, std::stop_token stop) {
    if (weights.empty()) return {};
    auto ready = prepared(slices, threads);
    const detail::SliceJobs jobs{threads, stop, {}};
    setContours(ready, slices, rule.refinement, jobs);
    return curveOf(ready, rule, weights, jobs);
}

template <typename T>
RefinementFit fitRefinement(std::span<const JudgedSlice<T>> slices, const PartitionRule& start,
                            const RefinementSearch& search, int threads,
                            const ProgressFunction& progress, std::stop_token stop) {
    std::vector<JudgedSlice<T>> known;
    std::ranges::copy_if(slices, std::back_inserter(known),
                         [](const auto& slice) { return !slice.truth.empty(); });
    auto ready = prepared<T>(known, threads);
    if (std::ranges::none_of(ready, [](const auto& slice) { return slice.truth->cells() > 0; }))
        throw Error("The truth has no cell: give slices in which cells are labelled.");

    RefinementFit best;
    auto bestBadness = badness(2, start, start);
    const auto contours = static_cast<double>(search.sigmas.size() * search.depths.size());
    int done = 0;
    const detail::SliceJobs quiet{threads, stop, {}};
    detail::SliceJobs jobs = quiet;
    if (progress)
        jobs.progress = [&](const Progress& part) {
            progress({(done + part.fraction) / contours, part.step});
        };
    for (const float sigma : search.sigmas)
        for (const float depth : search.depths) {
            const auto rules = rulesOf(search, start, sigma, depth);
            setContours<T>(ready, {}, rules.front().refinement, quiet);
            const std::vector<Sums> sums = sumsOf(ready, rules, jobs);
            for (std::size_t i = 0; i < rules.size(); ++i) {
                const double error = *sums[i].randError();
                if (const auto now = badness(error, rules[i], start); now < bestBadness) {
                    bestBadness = now;
                    best.rule = rules[i];
                    best.randError = error;
                }
            }
            ++done;
        }
    setContours<T>(ready, {}, best.rule.refinement, quiet);
    best.curve = curveOf(ready, best.rule, curveWeights(), quiet);
    best.randErrorWithoutContours = *best.curve.front().randError;
    return best;
}

template std::vector<CurvePoint> refinementCurve(std::span<const JudgedSlice<float>>,
                                                 const PartitionRule&, std::span<const float>, int,
                                                 std::stop_token);
template std::vector<CurvePoint> refinementCurve(std::span<const JudgedSlice<std::uint8_t>>,
                                                 const PartitionRule&, std::span<const float>, int,
                                                 std::stop_token);
template RefinementFit fitRefinement(std::span<const JudgedSlice<float>>, const PartitionRule&,
                                     const RefinementSearch&, int, const ProgressFunction&,
                                     std::stop_token);
template RefinementFit fitRefinement(std::span<const JudgedSlice<std::uint8_t>>,
                                     const PartitionRule&, const RefinementSearch&, int,
                                     const ProgressFunction&, std::stop_token);

}  // namespace axolemma
