#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/progress.h"
#include "core/proofreading/held_out.h"
#include "core/stack.h"
#include "core/targets.h"
#include "segmentation/model_file.h"

namespace axolemma {

/// What the values of a label file mean. `Auto`: one non-zero value is a mask, else neurons.
enum class LabelKind { Auto, Mask, Neurons, Probabilities };

/// Mask: 0 = membrane, else cell. Neurons: membrane = 0 or where a 4-neighbour in the slice has
/// another id (0 and unknown are none, so a drawn boundary is not widened); all bits set, or a
/// signed type's largest value, = unknown. Probabilities: of cell, in [0, 1], or x 255 in 8 bit;
/// not a number = unknown. Throws `Error` for masks and neurons that are not whole numbers, for
/// neurons with a negative number, and for probabilities that are none.
TargetVolume targetsFromLabels(const Stack& labels, LabelKind kind);

/// What another network, the teacher, says of a stack: a student learns it beside the labels, or
/// alone where there are none (Hinton, Vinyals and Dean 2015).
struct Opinion {
    /// Its probability of cell, all known, of the size of the stack.
    std::shared_ptr<const TargetVolume> cell;
    /// Of the cross entropy against the opinion in the loss, in [0, 1]; the rest is against the
    /// label. 1 where a pixel has none.
    double share = 0.5;
    /// Whose it is, such that another teacher is told from this one. The maps themselves differ in
    /// the last digit from machine to machine.
    std::string teacher;
};

/// A labelled stack that a training sees beside its own. Its intensities are normalised on their
/// own, so it may come from another microscope.
struct TrainingPart {
    std::shared_ptr<const Stack> images;
    std::shared_ptr<const TargetVolume> targets;
    /// What is not trained on.
    std::optional<HeldOut> heldOut;
    /// Share of all crops that are cut from it, above 0; those of all parts are below 1 together.
    double share = 0.5;
    std::optional<Opinion> opinion{};
};

struct TrainingRequest {
    std::shared_ptr<const Stack> images;
    std::shared_ptr<const TargetVolume> targets;
    /// Learnt beside the targets; what is scored are they alone.
    std::optional<Opinion> opinion;
    /// What is scored ten times while it trains, and not trained on.
    std::optional<HeldOut> validation;
    /// Whether the best weights by these scores are kept; else the last ones are, so that the
    /// scores are of slices that had no say in what was kept.
    bool keepBest = true;
    /// With which labels are made of its maps; where empty, what is best where it is scored.
    std::optional<PartitionRule> rule;
    /// Slices used for training, first to last; all that are not held out where empty.
    std::optional<std::pair<int, int>> training;
    std::vector<TrainingPart> mixed;
    Architecture architecture;
    /// Models whose weights the training starts from, all of one architecture: their mean where
    /// there are several (a model soup, Wortsman et al. 2022). It is `architecture`, or a narrower
    /// one that is widened to it (`widened`). Random weights where empty.
    std::vector<std::filesystem::path> from;
    /// Share of the weights of `from` in those that are kept: what was learnt is mixed with what
    /// was known before, which forgets less and is often better than either (Wortsman et al. 2022,
    /// "Robust fine-tuning of zero-shot models"). In [0, 1].
    double keptOfStart = 0;
    std::filesystem::path output;
    std::string name;
    /// Ends after `steps`, or after `minutes` where steps is 0. Where both are 0, the weights of
    /// `from` are kept as they are and only scored, and the rule for labels is fitted.
    int steps = 4000;
    double minutes = 0;
    int batch = 4;
    int crop = 256;
    double learningRate = 2e-3;
    double weightDecay = 1e-4;
    /// Weight of the loss at the pixels that decide what is connected (`topologyWeights`) beside
    /// the cross entropy of all pixels; 0 = none.
    double topologyWeight = 0;
    std::uint64_t seed = 1;
    bool resume = false;
    /// Seconds between checkpoints (`output` with ".checkpoint" appended).
    double checkpointSeconds = 60;
    /// Threads of the network, 0 = all cores; and those that make crops.
    int threads = 0;
    int cropThreads = 1;
    /// How the model file stores its weights.
    Weights weights = Weights::Float32;
    std::string device = "auto";
    /// Kept in the model file.
    std::map<std::string, std::string> provenance;
    std::string licence;
    std::string citation;
};

/// The state of a running training, about once a second.
struct TrainingProgress {
    int step = 0;
    int steps = 0;
    double loss = 0;  ///< fused cross entropy, mean of the last 100 steps
    double secondsLeft = 0;
    double waitingShare = 0;                     ///< of the time spent waiting for crops, in [0, 1]
    std::optional<ValidationScores> validation;  ///< where one was just made
};
/// Time that is spent in it does not count as time of the training, so it may hold that up.
using TrainingFunction = std::function<void(const TrainingProgress&)>;

struct TrainingResult {
    ModelInfo model;
    double loss = 0;
    double seconds = 0;
    int steps = 0;
    /// Ended by the stop token: the best so far was kept, and a checkpoint to resume from. (Before
    /// the first step there is nothing to keep: `Cancelled`, and nothing is written.)
    bool stopped = false;
};

}  // namespace axolemma
