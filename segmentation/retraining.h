#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/proofreading/held_out.h"
#include "core/proofreading/taught.h"
#include "core/stack.h"
#include "segmentation/training.h"

namespace axolemma {

/// A stack and what an expert has taught of it.
struct TaughtStack {
    std::shared_ptr<const Stack> images;
    std::shared_ptr<const TaughtSlices> taught;
    /// The part that the outcome is judged by; nothing where there is too little for that.
    std::optional<HeldOut> heldOut;
};

/// A stack and what is known of it.
struct LabelledStack {
    std::shared_ptr<const Stack> images;
    std::shared_ptr<const TargetVolume> targets;
};

/// How a network goes on learning from corrections, the same in the window and headless.
struct RetrainingSettings {
    /// Whose weights it starts from.
    std::filesystem::path parent;
    std::filesystem::path output;
    std::string name;
    /// The rule that its labels are made with: the one in force, so that nothing but the maps
    /// changes.
    PartitionRule rule;
    double minutes = 5;
    /// In place of minutes, where above 0: the same on every machine.
    int steps = 0;
    /// Threads of the network, 0 = all cores.
    int threads = 0;
    std::string device = "auto";
    std::uint64_t seed = 1;
    bool resume = false;
    /// Seconds between checkpoints.
    double checkpointSeconds = 60;
    /// What the parent learnt before, mixed in by the known pixels of each, so that less of it is
    /// forgotten.
    std::vector<LabelledStack> rehearsal{};
    /// Share of all crops that are cut from these, above 0 and below 1.
    double rehearsalShare = 0.3;
};

/// The training that does it. All layers learn, at half the rate of a new network in one cycle;
/// crops are drawn evenly from all that is taught, whichever stack it is in, beside the share that
/// is rehearsed; half of what is kept are the weights of the parent, half the mean of the last
/// tenth of the steps, without a choice by scores, so that the held-out block stays unseen in every
/// way (EXPERIMENTS, "Teaching"). Takes the pixel size of the first stack, which has to have a
/// held-out part. Throws `Error` where the parent cannot be read or trained on, or where nothing is
/// known of what is to be rehearsed.
TrainingRequest retrainingOf(const std::vector<TaughtStack>& stacks,
                             const RetrainingSettings& settings);

/// How many pixels have a known target.
double knownPixels(const TargetVolume& targets);

}  // namespace axolemma
