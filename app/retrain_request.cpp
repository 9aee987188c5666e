#include "app/retrain_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/error.h"
#include "segmentation/training_fingerprint.h"

namespace axolemma {

namespace {

constexpr const char* kTrainedAs = "training";
/// How the program was called says --resume the second time.
constexpr const char* kCommand = "command";

double numberIn(const ModelInfo& model, const char* what) {
    const auto said = model.provenance.find(what);
    return said == model.provenance.end() ? 0 : std::strtod(said->second.c_str(), nullptr);
}

bool isOf(const ModelInfo& model, const TrainingRequest& request) {
    return model.name == request.name &&
           std::ranges::all_of(request.provenance, [&](const auto& note) {
               const auto said = model.provenance.find(note.first);
               return note.first == kCommand ||
                      (said != model.provenance.end() && said->second == note.second);
           });
}

/// Its seconds are whole ones.
bool isComplete(const ModelInfo& model, const TrainingRequest& request) {
    if (request.steps > 0) return numberIn(model, "steps") >= request.steps;
    return numberIn(model, "seconds") + 1 > 60 * request.minutes;
}

}  // namespace

void tellRequest(TrainingRequest& request) {
    request.provenance[kTrainedAs] = fingerprintOf(request);
}

std::optional<TrainingResult> finishedBefore(const TrainingRequest& request) {
    if (!request.resume || !std::filesystem::exists(request.output) ||
        std::filesystem::exists(request.output.string() + ".checkpoint"))
        return {};
    ModelInfo model = readModelInfo(request.output);
    if (!isOf(model, request) || !isComplete(model, request))
        throw Error(
            fmt::format("{}: this model is not what this training makes, and there is no "
                        "checkpoint to go on from. Use options and projects as they were then, or "
                        "train without --resume to replace it.",
                        request.output.string()));
    TrainingResult result;
    result.steps = static_cast<int>(numberIn(model, "steps"));
    result.seconds = numberIn(model, "seconds");
    result.model = std::move(model);
    return result;
}

}  // namespace axolemma
