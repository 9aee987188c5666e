#include <fmt/format.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/model_facts.h"
#include "app/models_exchange.h"
#include "core/error.h"
#include "segmentation/ensemble.h"
#include "segmentation/library.h"
#include "segmentation/model_reference.h"
#include "segmentation/model_store.h"

namespace axolemma {

namespace {

struct Arguments {
    bool json = false;
    /// What was chosen below `models`; nothing is `list`.
    std::function<int(Session&)> chosen;
    std::vector<std::string> average;
    std::string output;
    std::string name;
    bool halfPrecision = false;
    bool refer = false;
    bool replace = false;
    std::string model;
    std::string newName;
    bool time = false;
    int threads = 0;
    ExchangeArguments exchange;
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
                list.back()["bytes"] = std::filesystem::file_size(entry.path);
                continue;
            }
            const ValidationScores& scores = model.validation;
            fmt::print("{:<16} {:g} nm  {}{}{}\n", entry.name, model.pixelSize,
                       architectureInWords(model),
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

int show(const Arguments& arguments, Session& session) {
    const std::filesystem::path file = findModel(arguments.model);
    const ModelInfo model = readModelInfo(file);
    const auto bytes = std::filesystem::file_size(file);
    std::unique_ptr<Segmenter> segmenter;
    double seconds = 0;
    if (arguments.time) {
        segmenter = segmentationLibrary().open(file, {.threads = arguments.threads});
        seconds = secondsPerSlice(*segmenter, session.stop);
    }
    if (arguments.json) {
        auto json = jsonOf(model, file);
        json["bytes"] = bytes;
        if (segmenter) {
            json["device"] = segmenter->device();
            json["seconds_per_slice"] = seconds;
        }
        fmt::print("{}\n", json.dump());
        return kSuccess;
    }
    // One that refers to others is a kilobyte or two.
    const bool small = bytes < 100'000;
    fmt::print("{}  {:<13} {:.1f} {}\n", describe(model, file), "size",
               static_cast<double>(bytes) / (small ? 1e3 : 1e6), small ? "kB" : "MB");
    if (segmenter)
        fmt::print("  {:<13} {:.3f} s for 512 x 512 pixels on {}\n", "time", seconds,
                   segmenter->device());
    return kSuccess;
}

int average(const Arguments& arguments, Session& session) {
    requireWritable(arguments.output, false);
    const std::filesystem::path output = arguments.output;
    std::vector<std::filesystem::path> members;
    for (const std::string& model : arguments.average) {
        members.push_back(findModel(model));
        requireOtherFile(output, members.back());
    }
    requireNoFile(output, arguments.replace);
    const ModelFile ensemble =
        ensembleOf(members, arguments.name.empty() ? output.stem().string() : arguments.name);
    if (arguments.refer)
        writeReference(output, ensemble.info, members);
    else
        writeModelFile(output, ensemble,
                       arguments.halfPrecision ? Weights::Float16 : Weights::Float32);
    session.console.done(
        fmt::format("{}: the mean of {} networks; labels are made as by {}", arguments.output,
                    networksIn(ensemble.info), arguments.average.front()),
        {{"output", arguments.output}, {"networks", networksIn(ensemble.info)}});
    return kSuccess;
}

int rename(const Arguments& arguments, Session& session) {
    renameModel(arguments.model, arguments.newName);
    session.console.done(fmt::format("{} is {} now", arguments.model, arguments.newName),
                         {{"name", arguments.newName}});
    return kSuccess;
}

int remove(const Arguments& arguments, Session& session) {
    removeModel(arguments.model);
    session.console.done(fmt::format("{} is removed", arguments.model),
                         {{"name", arguments.model}});
    return kSuccess;
}

using Work = int (*)(const Arguments&, Session&);

CLI::App* addWork(CLI::App& models, const std::shared_ptr<Arguments>& arguments,
                  const std::string& name, const std::string& description, Work work) {
    CLI::App* command = models.add_subcommand(name, description);
    command->fallthrough();
    command->callback([arguments = arguments.get(), work] {
        arguments->chosen = [arguments, work](Session& session) {
            return work(*arguments, session);
        };
    });
    return command;
}

void addAverage(CLI::App& models, const std::shared_ptr<Arguments>& arguments) {
    CLI::App* averaging = addWork(
        models, arguments, "average",
        "Make one model of several: an ensemble, whose maps are the mean of theirs.", average);
    averaging->add_option("MODELS", arguments->average, "names (see axolemma models) or files")
        ->type_name("")
        ->required()
        ->expected(2, kMostNetworks);
    averaging->add_option("-o,--output", arguments->output, "where the ensemble goes")
        ->type_name("MODEL")
        ->required();
    averaging->add_option("--name", arguments->name, "of the ensemble; default: the file's")
        ->type_name("NAME");
    CLI::Option* half =
        averaging->add_flag("--half", arguments->halfPrecision, "store weights in half precision");
    averaging
        ->add_flag("--refer", arguments->refer,
                   "store no weights, but which models beside the file have them")
        ->excludes(half);
    averaging->add_flag("--replace", arguments->replace,
                        "replace a file that is there, unless it is one of these models");
}

CLI::Option* addName(CLI::App& command, std::string& name, const std::string& description) {
    return command.add_option("MODEL", name, description)->type_name("")->required();
}

}  // namespace

void addModelsCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* models = commands.add(
        "models", "List, show and keep the models that can be chosen by name.",
        "axolemma models import tissue.axomodel --name cortex", [arguments](Session& session) {
            return arguments->chosen ? arguments->chosen(session) : listModels(*arguments, session);
        });
    models->require_subcommand(0, 1);
    models->add_flag("--json", arguments->json, "print one JSON array, or object");
    addWork(*models, arguments, "list", "List the models; what is done without a command.",
            listModels);
    CLI::App* showing =
        addWork(*models, arguments, "show", "Say all that a model says of itself.", show);
    addName(*showing, arguments->model, "a name or a file");
    showing->add_flag("--time", arguments->time,
                      "run it, and say how long a slice takes on this machine");
    showing->add_option("--threads", arguments->threads, "CPU threads of --time; 0 = all cores")
        ->type_name("N")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    CLI::App* renaming =
        addWork(*models, arguments, "rename", "Give a model of yours another name.", rename);
    addName(*renaming, arguments->model, "a name");
    renaming->add_option("NAME", arguments->newName, "the new one")->type_name("")->required();
    CLI::App* removing = addWork(*models, arguments, "remove", "Remove a model of yours.", remove);
    addName(*removing, arguments->model, "a name");
    CLI::App* importing = addWork(*models, arguments, "import", kImportDescription,
                                  [](const Arguments& a, Session& session) {
                                      return importForeignOrOwn(a.exchange, session);
                                  });
    addImportOptions(*importing, arguments->exchange);
    CLI::App* exporting = addWork(*models, arguments, "export", kExportDescription,
                                  [](const Arguments& a, Session& session) {
                                      return exportModelOrPackage(a.exchange, session);
                                  });
    addExportOptions(*exporting, arguments->exchange);
    addAverage(*models, arguments);
}

}  // namespace axolemma
