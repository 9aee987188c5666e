#include "app/training_console.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace axolemma {

using Json = nlohmann::ordered_json;

Json jsonOf(const ValidationScores& scores) {
    return {{"slices", scores.slices},
            {"v_rand_map", scores.vRandMap},
            {"v_rand_labels", scores.vRandLabels},
            {"v_info_map", scores.vInfoMap},
            {"pixel_error", scores.pixelError},
            {"per_slice", scores.perSlice}};
}

std::string sentenceOf(const ValidationScores& scores) {
    return fmt::format("V_Rand {:.4f} (labels {:.4f}), V_Info {:.4f}, pixel error {:.4f}",
                       scores.vRandMap, scores.vRandLabels, scores.vInfoMap, scores.pixelError);
}

void show(const TrainingProgress& progress, Console& console) {
    std::string line =
        fmt::format("step {}{}  loss {:.4f}  waiting for crops {:.1f} %", progress.step,
                    progress.steps ? fmt::format(" of {}", progress.steps) : "", progress.loss,
                    100 * progress.waitingShare);
    if (progress.secondsLeft > 0) line += "  " + duration(progress.secondsLeft) + " left";
    Json event{{"event", "training"},
               {"step", progress.step},
               {"steps", progress.steps},
               {"loss", progress.loss},
               {"seconds_left", progress.secondsLeft},
               {"waiting_share", progress.waitingShare}};
    if (progress.validation) {
        line += "  validation: " + sentenceOf(*progress.validation);
        event["validation"] = jsonOf(*progress.validation);
    }
    console.status(line, event, progress.validation.has_value());
}

}  // namespace axolemma
