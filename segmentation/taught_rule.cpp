#include "segmentation/taught_rule.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/metrics/label_fit.h"
#include "core/parallel.h"
#include "core/targets.h"
#include "segmentation/library.h"
#include "segmentation/scoring.h"

namespace axolemma {

namespace {

/// More would take long and say little.
constexpr std::size_t kMostSlices = 12;
/// Of the fused probability of membrane. A network that has just learnt tends to be sure of too
/// much, so most of them are low.
constexpr float kThresholds[] = {0.4F, 0.35F, 0.3F, 0.25F, 0.2F, 0.15F, 0.1F, 0.6F, 0.7F};
constexpr double kNoise = 0.002;

/// The rule itself comes first.
std::vector<PartitionRule> candidatesFor(const PartitionRule& rule) {
    std::vector<PartitionRule> candidates{rule};
    for (const float threshold : kThresholds) {
        candidates.push_back(rule);
        candidates.back().setBoundaryFrom(threshold);
    }
    return candidates;
}

/// What was trained on of a slice.
Image<std::uint8_t> trainedPart(const TaughtStack& stack, int z,
                                const Image<std::uint8_t>& taught) {
    Image<std::uint8_t> part = taught.clone();
    if (!stack.heldOut) return part;
    const Rect out = stack.heldOut->excludedIn(z).intersected(part.bounds());
    for (int y = out.y0; y < out.y1; ++y)
        for (int x = out.x0; x < out.x1; ++x) part(x, y) = kTargetUnknown;
    return part;
}

std::map<int, Image<std::uint8_t>> trainedSlices(const TaughtStack& stack, std::size_t most) {
    std::map<int, Image<std::uint8_t>> slices;
    const std::size_t step = (stack.taught->size() + most - 1) / std::max<std::size_t>(1, most);
    std::size_t index = 0;
    for (const auto& [z, taught] : *stack.taught) {
        if (index++ % std::max<std::size_t>(1, step) != 0) continue;
        Image<std::uint8_t> part = trainedPart(stack, z, taught);
        const auto isCell = [](std::uint8_t code) { return code > kTargetUnknown; };
        if (std::ranges::any_of(part, isCell)) slices.emplace(z, std::move(part));
    }
    return slices;
}

/// Adds the V_Rand of a slice by each candidate to `sums`.
void addScores(const Image<std::uint8_t>& target, const Image<float>& map,
               const std::vector<PartitionRule>& candidates, int threads, std::stop_token stop,
               std::vector<double>& sums) {
    Volume<std::uint8_t> cells(map.width(), map.height(), 1);
    Volume<float> known(map.width(), map.height(), 1);
    for (std::size_t i = 0; i < map.size(); ++i) {
        cells.data()[i] = target.data()[i] > kTargetUnknown ? 255 : 0;
        // What nobody said joins nothing.
        known.data()[i] = target.data()[i] == kTargetUnknown ? 0 : map.data()[i];
    }
    for (std::size_t c = 0; c < candidates.size(); ++c) {
        LabelFitSettings settings;
        settings.rules = {candidates[c]};
        settings.smallest = {candidates[c].smallest};
        sums[c] += fitLabels(cells, known, settings, threads, stop).vRand;
    }
}

}  // namespace

PartitionRule ruleWhereTaught(Segmenter& segmenter, const std::vector<TaughtStack>& stacks,
                              const RetrainingSettings& settings, const ProgressFunction& progress,
                              std::stop_token stop) {
    const std::vector<PartitionRule> candidates = candidatesFor(settings.rule);
    const int threads = settings.threads > 0 ? settings.threads : processors();
    std::vector<double> sums(candidates.size(), 0);
    double slices = 0;
    for (const TaughtStack& stack : stacks) {
        const auto trained =
            trainedSlices(stack, std::max<std::size_t>(1, kMostSlices / stacks.size()));
        PredictionRequest request{stack.images, {}, Output::Fused};
        for (const auto& [z, target] : trained) request.slices.push_back(z);
        if (request.slices.empty()) continue;
        const auto onSlice = [&](int z, const Image<float>& map) {
            addScores(trained.at(z), map, candidates, threads, stop, sums);
            ++slices;
        };
        if (!segmenter.predict(request, onSlice, progress, stop)) throw Cancelled();
    }
    if (slices == 0) return settings.rule;
    const double best = *std::ranges::max_element(sums);
    const auto first =
        std::ranges::find_if(sums, [&](double sum) { return sum >= best - kNoise * slices; });
    return candidates[static_cast<std::size_t>(first - sums.begin())];
}

PartitionRule fitTaughtRule(const std::vector<TaughtStack>& stacks,
                            const RetrainingSettings& settings, const ProgressFunction& progress,
                            std::stop_token stop) {
    SegmenterOptions options;
    options.device = settings.device;
    options.threads = settings.threads;
    const auto segmenter = segmentationLibrary().open(settings.output, options);
    const PartitionRule rule = ruleWhereTaught(*segmenter, stacks, settings, progress, stop);
    if (rule == settings.rule) return rule;
    TrainingRequest request = retrainingOf(stacks, settings);
    request.rule = rule;
    ModelFile model = readModelFile(settings.output);
    model.info.partition = rule;
    model.info.validation = score(*segmenter, request, {}, stop).scores;
    writeModelFile(settings.output, model);
    return rule;
}

}  // namespace axolemma
