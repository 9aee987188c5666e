#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/reproduction/figure.h"
#include "app/reproduction/networks.h"
#include "app/reproduction/report.h"
#include "app/train_options.h"
#include "core/error.h"
#include "segmentation/library.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

struct Arguments {
    std::vector<std::string> images;
    std::vector<std::string> labels;
    std::vector<double> voxelSize;
    std::optional<SliceRange> validation;
    int members = 6;
    std::string cache;
    std::string output;
    TrainingRequest request;
};

void makeFolder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw Error(
            fmt::format("{}: the folder for the report cannot be made ({}); choose "
                        "another.",
                        folder.string(), error.message()));
    requireWritable(folder / report_files::kMarkdown, false);
}

TrainingRequest requestFor(const Arguments& arguments, const Study& study, const Session& session) {
    TrainingRequest request = arguments.request;
    request.images = study.images;
    request.targets = study.targets;
    request.validation = HeldOut{study.heldOut.first, study.heldOut.second};
    request.provenance["images"] = study.imagesName;
    request.provenance["labels"] = study.labelsName;
    request.provenance["data"] = fmt::format("{} ({:.16}) with {} ({:.16})", study.imagesName,
                                             study.imagesHash, study.labelsName, study.labelsHash);
    request.provenance["command"] = session.call;
    return request;
}

std::string lengthOfEach(const Arguments& arguments) {
    const TrainingRequest& request = arguments.request;
    const std::string length =
        request.steps > 0 ? fmt::format("{} steps", request.steps)
                          : fmt::format("{:.3g} minutes", request.minutes / arguments.members);
    return fmt::format("{} of {} crops of {} x {}", length, request.batch, request.crop,
                       request.crop);
}

/// Fills in the rows and curves of all maps, and what the figure shows.
void scoreAll(Reproduction& result, const std::vector<MapRecipe>& recipes,
              const std::vector<AveragedMap>& maps, const fs::path& folder, Session& session) {
    const Study& study = *result.study;
    std::vector<ScoredRow> shipped;
    for (std::size_t i = 0; i < recipes.size(); ++i) {
        session.console.note(
            fmt::format("scoring {} of {}: {}", i + 1, recipes.size(), recipes[i].system));
        const auto rows = scoredRows(study, recipes[i], maps[i], session);
        auto& to = recipes[i].kind == SystemKind::Shipped ? shipped : result.rows;
        to.insert(to.end(), rows.begin(), rows.end());
        if (recipes[i].views == 1)
            result.curves.push_back(
                curvesOf(study, recipes[i].system, maps[i], *rows[1].weights, session));
    }
    const auto best = bestOfEach(result.rows);
    const auto afterEnsembles =
        std::ranges::find(result.rows, SystemKind::AveragedViews, &ScoredRow::kind);
    result.rows.insert(afterEnsembles, best.begin(), best.end());
    result.rows.insert(result.rows.end(), shipped.begin(), shipped.end());

    const auto shown = std::ranges::find_if(recipes, [](const MapRecipe& recipe) {
        return recipe.kind == SystemKind::Ensemble && recipe.outputs.front() == Output::Fused;
    });
    const Volume<float>& map = maps[shown - recipes.begin()].map;
    result.figureOf = shown->system;
    result.ambiguity = ambiguityOf(study, map, kFigurePlaces, kFigureSide, session.stop);
    writeFigure(folder / report_files::kFigure, study, map, result.ambiguity);
}

int reproduce(const Arguments& arguments, Session& session) {
    const fs::path folder = arguments.output;
    makeFolder(folder);
    const Study study = readStudy(arguments.images, arguments.labels, arguments.voxelSize,
                                  *arguments.validation, session);
    const TrainingRequest request = requestFor(arguments, study, session);
    const fs::path cache =
        arguments.cache.empty() ? folder / "networks" : fs::path(arguments.cache);
    const std::vector<fs::path> networks =
        trainedNetworks(request, arguments.members, cache, session);

    Reproduction result;
    result.study = &study;
    result.call = session.call;
    result.width = request.architecture.width;
    result.length = lengthOfEach(arguments);
    result.learningRate = request.learningRate;
    for (const fs::path& file : networks) result.networks.push_back({file, readModelInfo(file)});
    for (const ModelEntry& model : availableModels())
        if (model.shipped) result.shipped.push_back({model.path, readModelInfo(model.path)});

    std::vector<int> slices(study.slices());
    std::iota(slices.begin(), slices.end(), study.heldOut.first);
    SegmenterOptions options;
    options.device = request.device;
    options.threads = request.threads;
    const std::vector<MapRecipe> recipes = recipesFor(networks);
    const std::vector<AveragedMap> maps =
        averagedMaps(recipes, study.images, slices, options, session);
    result.device = maps.front().device;
    scoreAll(result, recipes, maps, folder, session);
    writeReport(folder, result);

    const auto ours = std::ranges::find_if(
        result.rows, [](const ScoredRow& row) { return !row.secondsPerSlice && row.refined; });
    session.console.done(
        fmt::format("{}: {} rows; ours (best of each) with refinement on slices {}-{}: Rand error "
                    "{:.4f}, warping error {:.6f}, pixel error {:.4f}",
                    (folder / report_files::kMarkdown).string(), result.rows.size(),
                    study.heldOut.first, study.heldOut.second, ours->scores[0], ours->scores[1],
                    ours->scores[2]),
        {{"output", arguments.output},
         {"rows", result.rows.size()},
         {"networks", networks.size()}});
    return kSuccess;
}

void addLength(CLI::App& command, TrainingRequest& request) {
    request.steps = 0;
    request.minutes = 90;
    CLI::Option* minutes =
        command
            .add_option("--minutes", request.minutes,
                        "minutes to train for in all, shared evenly among the networks")
            ->type_name("M")
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
    command
        .add_option("--steps", request.steps,
                    "steps to train each network for in place of minutes, the same on every "
                    "machine")
        ->type_name("N")
        ->check(CLI::PositiveNumber)
        ->excludes(minutes);
    command.add_option("--batch", request.batch, "crops in a step")
        ->type_name("N")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command.add_option("--crop", request.crop, "side of a crop in pixels, a multiple of 8")
        ->type_name("PIXELS")
        ->check(CLI::Range(32, 2048))
        ->capture_default_str();
    command.add_option("--learning-rate", request.learningRate, "the highest of the schedule")
        ->type_name("R")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command.add_option("--seed", request.seed, "of the first network; the next ones count on")
        ->type_name("S")
        ->capture_default_str();
}

}  // namespace

void addReproduceCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    TrainingRequest& request = arguments->request;
    request.architecture = {.width = 32};
    arguments->validation = SliceRange{20, 23};
    CLI::App* command = commands.add(
        "reproduce", "Train the paper's networks and make its table, with curves and a figure.",
        "axolemma reproduce --images stack.tif --labels labels.tif --minutes 90 -o report",
        [arguments](Session& session) { return reproduce(*arguments, session); });
    command->add_option("--images", arguments->images, "the stack, or the slices of a series")
        ->type_name("VOL")
        ->required();
    command->add_option("--labels", arguments->labels, "its labels: a mask or neurons by id")
        ->type_name("LAB")
        ->required();
    addSliceRange(*command, "--validation", arguments->validation,
                  "slices that no network sees and that are scored, at least two; w_f is fitted on "
                  "one half for the other")
        ->default_str("20-23");
    command
        ->add_option("--members", arguments->members,
                     "networks to train; the paper's table needs six, and four for a part of it")
        ->type_name("N")
        ->check(CLI::Range(2, kMostNetworks))
        ->capture_default_str();
    command
        ->add_option("--width", request.architecture.width,
                     "feature maps of the first stage; the paper's is 64")
        ->type_name("W")
        ->check(CLI::Range(4, 128))
        ->capture_default_str();
    addLength(*command, request);
    command
        ->add_option("--cache", arguments->cache,
                     "a folder where networks are kept and taken from, so that the same command "
                     "goes on where it was stopped; default: networks in the report's folder")
        ->type_name("DIR");
    command
        ->add_option("-o,--output", arguments->output,
                     "a folder for the report: Markdown, JSON, CSV, curves and a figure")
        ->type_name("REPORT")
        ->required();
    addVoxelSize(*command, arguments->voxelSize);
    addMachine(*command, request);
}

}  // namespace axolemma
