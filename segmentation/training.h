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
#include "core/stack.h"
#include "core/volume.h"
#include "segmentation/model_file.h"

namespace axolemma {

/// What each pixel should become: 255 = cell, 0 = membrane, 128 = unknown (not in the loss); other
/// values are the probability of cell in steps of 1/255, where that is all that is known.
using TargetVolume = Volume<std::uint8_t>;
inline constexpr std::uint8_t kTargetMembrane = 0;
inline constexpr std::uint8_t kTargetUnknown = 128;
inline constexpr std::uint8_t kTargetCell = 255;
/// The target of a pixel that is cell with this probability, in [0, 1]; never `kTargetUnknown`.
inline std::uint8_t targetOf(float cellProbability) {
    const auto target = static_cast<std::uint8_t>(kTargetCell * cellProbability + 0.5F);
    return target == kTargetUnknown ? kTargetUnknown - 1 : target;
}

/// What the values of a label file mean. `Auto`: one non-zero value is a mask, else neurons.
enum class LabelKind { Auto, Mask, Neurons, Probabilities };

/// Mask: 0 = membrane, else cell. Neurons: membrane = 0 or where a 4-neighbour in the slice has
/// another id (0 and unknown are none, so a drawn boundary is not widened); all bits set, or a
/// signed type's largest value, = unknown. Probabilities: of cell, in [0, 1], or x 255 in 8 bit;
/// not a number = unknown. Throws `Error` for masks and neurons that are not whole numbers, for
/// neurons with a negative number, and for probabilities that are none.
TargetVolume targetsFromLabels(const Stack& labels, LabelKind kind);

struct TrainingRequest {
    std::shared_ptr<const Stack> images;
    std::shared_ptr<const TargetVolume> targets;
    /// Slices held out, first to last, both included; they must not be trained on.
    std::optional<std::pair<int, int>> validation;
    /// Slices used for training, first to last; all that are not held out where empty.
    std::optional<std::pair<int, int>> training;
    Architecture architecture;
    /// Models whose weights the training starts from, all of `architecture`: their mean where there
    /// are several (a model soup, Wortsman et al. 2022). Random weights where empty.
    std::vector<std::filesystem::path> from;
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
