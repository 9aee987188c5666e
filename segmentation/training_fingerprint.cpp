#include "segmentation/training_fingerprint.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

namespace axolemma {

namespace {

/// FNV-1a of at most about a million voxels.
std::uint64_t hashOf(const TargetVolume& targets) {
    const std::size_t step = targets.size() / 1000003 + 1;
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (std::size_t i = 0; i < targets.size(); i += step)
        hash = (hash ^ targets.data()[i]) * 0x100000001B3U;
    return hash;
}

std::string rangeText(const std::optional<std::pair<int, int>>& slices) {
    return slices ? fmt::format("{}-{}", slices->first, slices->second) : "none given";
}

std::string heldOutText(const std::optional<HeldOut>& held) {
    if (!held) return "none given";
    const HeldOut slicesOnly{held->first, held->last};
    std::string text = fmt::format("{}-{}", held->first, held->last);
    if (!(*held == slicesOnly))
        text += fmt::format(" within {},{},{},{} + {},{}", held->area.x0, held->area.y0,
                            held->area.x1, held->area.y1, held->marginPixels, held->marginSlices);
    return text;
}

std::string opinionText(const std::optional<Opinion>& opinion) {
    if (!opinion) return {};
    return fmt::format(", {} of the loss against {}", opinion->share, opinion->teacher);
}

std::string mixedText(const std::vector<TrainingPart>& mixed) {
    std::string text;
    for (const TrainingPart& part : mixed)
        text += fmt::format("; mixed with {} of {} x {} x {}, labels {:016x}, held out {}{}",
                            part.share, part.images->width(), part.images->height(),
                            part.images->depth(), hashOf(*part.targets), heldOutText(part.heldOut),
                            opinionText(part.opinion));
    return text;
}

std::string startText(const std::vector<std::filesystem::path>& from) {
    std::string text;
    for (const auto& path : from)
        text += (text.empty() ? " from " : ", ") + path.filename().string();
    return text;
}

}  // namespace

std::string fingerprintOf(const TrainingRequest& r) {
    return fmt::format(
        "{}{}; batch {}, crop {}, rate {}, decay {}, topology {}, seed {}, steps {}, minutes {}, "
        "{} x {} x {}, labels {:016x}, trained on {}, held out {}{}{}",
        r.architecture.description(), startText(r.from), r.batch, r.crop, r.learningRate,
        r.weightDecay, r.topologyWeight, r.seed, r.steps, r.steps > 0 ? 0 : r.minutes,
        r.images->width(), r.images->height(), r.images->depth(), hashOf(*r.targets),
        rangeText(r.training), heldOutText(r.validation), r.keepBest ? "" : ", last weights",
        (r.keptOfStart > 0 ? fmt::format(", keeps {} of the start", r.keptOfStart) : "") +
            opinionText(r.opinion) + mixedText(r.mixed));
}

}  // namespace axolemma
