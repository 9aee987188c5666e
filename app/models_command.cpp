#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/model_facts.h"
#include "core/error.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

struct Arguments {
    bool json = false;
};

int listModels(const Arguments& arguments, Session& session) {
    auto list = nlohmann::ordered_json::array();
    for (const ModelEntry& entry : availableModels()) {
        try {
            const ModelInfo model = readModelInfo(entry.path);
            if (arguments.json) {
                list.push_back(jsonOf(model, entry.path));
                list.back()["name"] = entry.name;
                list.back()["shipped"] = entry.shipped;
                continue;
            }
            const ValidationScores& scores = model.validation;
            fmt::print("{:<16} {:g} nm  {}{}{}\n", entry.name, model.pixelSize,
                       model.architecture.description(),
                       scores.slices.empty() ? ""
                                             : fmt::format("; V_Rand of labels {:.4f} on slices {}",
                                                           scores.vRandLabels, scores.slices),
                       entry.shipped ? "" : "; yours");
        } catch (const Error& error) {
            // One bad file must not hide the others.
            session.console.note(error.what());
        }
    }
    if (arguments.json) fmt::print("{}\n", list.dump());
    return kSuccess;
}

}  // namespace

void addModelsCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = commands.add(
        "models", "List the models that can be chosen by name.", "axolemma models --json",
        [arguments](Session& session) { return listModels(*arguments, session); });
    command->add_flag("--json", arguments->json, "print one JSON array");
}

}  // namespace axolemma
