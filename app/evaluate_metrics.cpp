#include "app/evaluate_metrics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>
#include <thread>

#include "core/error.h"
#include "core/metrics/volume_metrics.h"
#include "core/metrics/warping.h"
#include "core/parallel.h"

namespace axolemma {

namespace {

enum class Id { VRand, VInfo, Rand, Pixel, Warping, Information, AdaptedRand };

struct Metric {
    Id id;
    const char* key;
    const char* shortName;
    const char* title;
    bool hasParts;
};

constexpr std::array<Metric, 7> kMetrics = {{
    {Id::VRand, "v_rand_thin", "v_rand", "V_Rand (thin)", true},
    {Id::VInfo, "v_info_thin", "v_info", "V_Info (thin)", true},
    {Id::Rand, "rand_error", "rand", "Rand error", true},
    {Id::Pixel, "pixel_error", "pixel", "pixel error", false},
    {Id::Warping, "warping_error", "warping", "warping error", true},
    {Id::Information, "variation_of_information", "vi", "variation of information", true},
    {Id::AdaptedRand, "adapted_rand_error", "are", "adapted Rand error", false},
}};

/// Of neurons across slices: both truth and proposal must be labels.
bool ofNeurons(const Metric& metric) {
    return metric.id == Id::Information || metric.id == Id::AdaptedRand;
}

bool isCalled(const Metric& metric, const std::string& name) {
    return name == metric.key || name == metric.shortName;
}

std::vector<Metric> chosenMetrics(const EvaluatedPair& pair,
                                  const std::vector<std::string>& names) {
    const bool neurons = pair.labels && namesNeurons(pair.truth);
    std::vector<Metric> chosen;
    for (const Metric& metric : kMetrics) {
        const bool named = std::any_of(names.begin(), names.end(),
                                       [&](const auto& name) { return isCalled(metric, name); });
        if (named && ofNeurons(metric) && !neurons)
            throw Error(fmt::format(
                "The {} compares neurons across slices, but {}: give labels of neurons, or leave "
                "the metric out.",
                metric.title,
                pair.labels ? "the truth has one label for all" : "the proposal is a map"));
        if (named || (names.empty() && (neurons || !ofNeurons(metric)))) chosen.push_back(metric);
    }
    return chosen;
}

/// Computes metrics one at a time; what two of them share is computed once.
class Scoring {
  public:
    Scoring(const EvaluatedPair& pair, std::stop_token stop)
        : pair_(pair), truth_(pair.truth), threads_(processors()), stop_(std::move(stop)) {}

    Score score(Id id, const ProgressFunction& progress) {
        switch (id) {
            case Id::VRand:
                return thinned(progress).rand;
            case Id::VInfo:
                return thinned(progress).information;
            case Id::Rand:
                return either(randError, challengeThresholds(), randError, progress);
            case Id::Pixel:
                return either(pixelError, challengeThresholds(), pixelError, progress);
            case Id::Warping:
                return amongKnown(
                    either(warpingError, warpingThresholds(), warpingError, progress));
            case Id::Information:
                return {
                    neurons().variationOfInformation(), neurons().split, neurons().merge, 0, {}};
            case Id::AdaptedRand:
                return {neurons().adaptedRandError, 0, 0, 0, {}};
        }
        return {};
    }

  private:
    template <typename T>
    using OfMap = T (*)(TruthView, const Volume<float>&, std::span<const double>, int,
                        std::stop_token, ProgressFunction);
    template <typename T>
    using OfLabels = T (*)(TruthView, const Volume<std::uint32_t>&, int, std::stop_token,
                           ProgressFunction);

    template <typename T>
    T either(OfMap<T> ofMap, std::span<const double> thresholds, OfLabels<T> ofLabels,
             const ProgressFunction& progress) const {
        return pair_.map ? ofMap(truth_, *pair_.map, thresholds, threads_, stop_, progress)
                         : ofLabels(truth_, *pair_.labels, threads_, stop_, progress);
    }
    /// A score that is a share of all pixels as one of those that are known.
    Score amongKnown(Score score) const {
        const Volume<std::uint8_t>& unknown = pair_.unknown;
        if (unknown.empty()) return score;
        const auto allOverKnown = [](const std::uint8_t* pixels, std::size_t count) {
            const auto known = std::count(pixels, pixels + count, 0);
            return known == 0 ? 1.0 : static_cast<double>(count) / static_cast<double>(known);
        };
        const double all = allOverKnown(unknown.data(), unknown.size());
        for (double* share : {&score.value, &score.split, &score.merge}) *share *= all;
        for (int z = 0; z < unknown.depth(); ++z)
            score.perSlice[z] *= allOverKnown(unknown.slice(z).data(), unknown.sliceSize());
        return score;
    }
    const ThinnedScores& thinned(const ProgressFunction& progress) {
        if (!thinned_)
            thinned_ = either(thinnedScores, challengeThresholds(), thinnedScores, progress);
        return *thinned_;
    }
    const VolumeScores& neurons() {
        if (!neurons_) neurons_ = volumeScores(pair_.truth, *pair_.labels, stop_);
        return *neurons_;
    }

    const EvaluatedPair& pair_;
    TruthView truth_;
    int threads_;
    std::stop_token stop_;
    std::optional<ThinnedScores> thinned_;
    std::optional<VolumeScores> neurons_;
};

}  // namespace

std::string metricNameError(const std::string& name) {
    std::vector<std::string> known;
    for (const Metric& metric : kMetrics) {
        if (isCalled(metric, name)) return {};
        known.push_back(fmt::format("{} ({})", metric.key, metric.shortName));
    }
    return fmt::format("'{}' is none of the metrics: {}", name, fmt::join(known, ", "));
}

std::vector<MetricResult> scoreMetrics(const EvaluatedPair& pair,
                                       const std::vector<std::string>& names, Session& session) {
    const std::vector<Metric> chosen = chosenMetrics(pair, names);
    const ProgressFunction show = session.console.phase("scoring");
    const auto count = static_cast<double>(chosen.size());
    Scoring scoring(pair, session.stop);
    std::vector<MetricResult> results;
    for (const Metric& metric : chosen) {
        const auto before = static_cast<double>(results.size());
        const auto progress = [&](const Progress& part) {
            if (show)
                show({(before + part.fraction) / count,
                      fmt::format("{}, {}", metric.title, part.step)});
        };
        const bool hasThreshold = pair.map.has_value();
        results.push_back({metric.key, metric.title, scoring.score(metric.id, progress),
                           hasThreshold, metric.hasParts});
        if (show) show({(before + 1) / count, metric.title});
    }
    return results;
}

}  // namespace axolemma
