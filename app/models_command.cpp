#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/model_facts.h"
#include "core/error.h"
#include "segmentation/ensemble.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

struct Arguments {
    bool json = false;
    /// What `models average` was given; empty without it.
    std::vector<std::string> average;
    std::string output;
    std::string name;
    bool halfPrecision = false;
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

int average(const Arguments& arguments, Session& session) {
    requireWritable(arguments.output, false);
    std::vector<std::filesystem::path> members;
    for (const std::string& model : arguments.average) members.push_back(findModel(model));
    const std::filesystem::path output = arguments.output;
    const ModelFile ensemble =
        ensembleOf(members, arguments.name.empty() ? output.stem().string() : arguments.name);
    writeModelFile(output, ensemble, arguments.halfPrecision ? Weights::Float16 : Weights::Float32);
    session.console.done(
        fmt::format("{}: the mean of {} networks; labels are made as by {}", arguments.output,
                    networksIn(ensemble.info), arguments.average.front()),
        {{"output", arguments.output}, {"networks", networksIn(ensemble.info)}});
    return kSuccess;
}

}  // namespace

void addModelsCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        commands.add("models", "List the models that can be chosen by name, or average some.",
                     "axolemma models average a.axomodel b.axomodel -o both.axomodel",
                     [arguments](Session& session) {
                         return arguments->average.empty() ? listModels(*arguments, session)
                                                           : average(*arguments, session);
                     });
    command->add_flag("--json", arguments->json, "print one JSON array");
    CLI::App* averaging = command->add_subcommand(
        "average", "Make one model of several: an ensemble, whose maps are the mean of theirs.");
    averaging->fallthrough();
    averaging->add_option("MODELS", arguments->average, "names (see axolemma models) or files")
        ->type_name("")
        ->required()
        ->expected(2, kMostNetworks);
    averaging->add_option("-o,--output", arguments->output, "where the ensemble goes")
        ->type_name("MODEL")
        ->required();
    averaging->add_option("--name", arguments->name, "of the ensemble; default: the file's")
        ->type_name("NAME");
    averaging->add_flag("--half", arguments->halfPrecision, "store weights in half precision");
}

}  // namespace axolemma
