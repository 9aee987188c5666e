#include "segmentation/retraining.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "core/error.h"
#include "core/targets.h"

namespace axolemma {

namespace {

constexpr double kLearningRate = 1e-3;
constexpr double kKeptOfStart = 0.5;

std::shared_ptr<const TargetVolume> targetsOf(const TaughtStack& stack) {
    TargetVolume targets(stack.images->width(), stack.images->height(), stack.images->depth(),
                         kTargetUnknown);
    for (const auto& [z, slice] : *stack.taught)
        std::copy(slice.begin(), slice.end(), targets.slice(z).data());
    return std::make_shared<const TargetVolume>(std::move(targets));
}

/// Mixes in what is to be rehearsed; what is mixed already leaves room for it.
void addRehearsal(TrainingRequest& request, const RetrainingSettings& settings) {
    if (settings.rehearsal.empty()) return;
    const double share = settings.rehearsalShare;
    if (!(share > 0 && share < 1))
        throw Error(
            fmt::format("A share of {} of the crops cannot be rehearsed. Give one above 0 and "
                        "below 1.",
                        share));
    double known = 0;
    for (const LabelledStack& old : settings.rehearsal) known += knownPixels(*old.targets);
    for (TrainingPart& part : request.mixed) part.share *= 1 - share;
    for (const LabelledStack& old : settings.rehearsal) {
        const double pixels = knownPixels(*old.targets);
        if (pixels == 0)
            throw Error(
                fmt::format("There is nothing to rehearse in {}: no pixel has a known label. "
                            "Leave it out.",
                            old.images->path.empty() ? old.images->name : old.images->path));
        request.mixed.push_back({old.images, old.targets, {}, share * pixels / known});
    }
}

}  // namespace

double knownPixels(const TargetVolume& targets) {
    return static_cast<double>(targets.size()) -
           static_cast<double>(std::ranges::count(targets, kTargetUnknown));
}

TrainingRequest retrainingOf(const std::vector<TaughtStack>& stacks,
                             const RetrainingSettings& settings) {
    assert(!stacks.empty() && stacks.front().heldOut);
    const ModelInfo parent = readModelInfo(settings.parent);
    if (networksIn(parent) > 1)
        throw Error(
            fmt::format("{}: this is an ensemble of {} networks, which cannot learn as one. Choose "
                        "a model of one network.",
                        settings.parent.string(), networksIn(parent)));
    double known = 0;
    for (const TaughtStack& stack : stacks)
        known += static_cast<double>(knownPixels(*stack.taught));
    TrainingRequest request;
    request.images = stacks.front().images;
    request.targets = targetsOf(stacks.front());
    request.validation = stacks.front().heldOut;
    for (std::size_t i = 1; i < stacks.size(); ++i)
        request.mixed.push_back({stacks[i].images, targetsOf(stacks[i]), stacks[i].heldOut,
                                 static_cast<double>(knownPixels(*stacks[i].taught)) / known});
    addRehearsal(request, settings);
    request.keepBest = false;
    request.rule = settings.rule;
    request.architecture = parent.architecture;
    request.from = {settings.parent};
    request.output = settings.output;
    request.name = settings.name;
    request.steps = settings.steps;
    request.minutes = settings.minutes;
    request.learningRate = kLearningRate;
    request.keptOfStart = kKeptOfStart;
    request.seed = settings.seed;
    request.resume = settings.resume;
    request.checkpointSeconds = settings.checkpointSeconds;
    request.threads = settings.threads;
    request.weights = Weights::Float16;
    request.device = settings.device;
    request.licence = parent.licence;
    request.citation = parent.citation;
    request.provenance["parent"] = parent.name;
    return request;
}

}  // namespace axolemma
