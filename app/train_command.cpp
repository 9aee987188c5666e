#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/ensemble_training.h"
#include "app/judged_input.h"
#include "app/model_facts.h"
#include "app/teacher.h"
#include "app/train_options.h"
#include "app/training_console.h"
#include "app/training_data.h"
#include "core/error.h"
#include "core/io/stack_reader.h"
#include "segmentation/library.h"
#include "segmentation/widening.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::vector<std::string> images;
    std::vector<std::string> labels;
    /// Folders of training masks, in place of both.
    std::vector<std::string> data;
    std::vector<double> voxelSize;
    LabelKind labelKind = LabelKind::Auto;
    std::vector<std::string> from;
    std::string output;
    bool halfPrecision = false;
    int members = 1;
    std::optional<SliceRange> validation;
    Teacher teacher;
    /// --width, to see whether it was given.
    const CLI::Option* width = nullptr;
    TrainingRequest request;
};

std::string describeNetworks(const ModelInfo& model) {
    const int networks = networksIn(model);
    const std::string one = model.architecture.description();
    return networks == 1 ? one : fmt::format("{} networks ({})", networks, one);
}

void readImagesAndLabels(const Arguments& arguments, TrainingRequest& request, Session& session) {
    auto images =
        std::make_shared<const Stack>(readInput(arguments.images, arguments.voxelSize, session));
    request.provenance["images"] = fileNames(arguments.images);
    if (arguments.labels.empty()) {
        request.targets = std::make_shared<const TargetVolume>(images->width(), images->height(),
                                                               images->depth(), kTargetUnknown);
    } else {
        const Stack labels = readInput(arguments.labels, arguments.voxelSize, session);
        requireSameSize(*images, fileNames(arguments.images), labels, fileNames(arguments.labels));
        request.targets =
            std::make_shared<const TargetVolume>(targetsFromLabels(labels, arguments.labelKind));
        request.provenance["labels"] = fileNames(arguments.labels);
    }
    request.images = std::move(images);
}

/// The first folder is the training's own stack, the others are mixed in by their known pixels.
void readAllMasks(const Arguments& arguments, TrainingRequest& request, Session& session) {
    std::vector<double> known;
    for (const std::string& folder : arguments.data) {
        LabelledStack masks = readMasks(folder, session);
        known.push_back(knownPixels(*masks.targets));
        if (known.size() == 1) {
            request.images = std::move(masks.images);
            request.targets = std::move(masks.targets);
        } else {
            request.mixed.push_back({std::move(masks.images), std::move(masks.targets), {}, 0});
        }
    }
    const double all = std::accumulate(known.begin(), known.end(), 0.0);
    // Nothing known at all is said by the training.
    for (std::size_t i = 1; i < known.size() && all > 0; ++i)
        request.mixed[i - 1].share = known[i] / all;
    request.provenance["data"] = fileNames(arguments.data);
}

/// Takes over the architecture of the models to start from, as wide as was asked for.
void startFrom(const Arguments& arguments, TrainingRequest& request) {
    if (arguments.from.empty()) return;
    for (const std::string& model : arguments.from) request.from.push_back(findModel(model));
    const Architecture theirs = readModelInfo(request.from.front()).architecture;
    const int width = request.architecture.width;
    request.architecture = theirs;
    if (arguments.width->count() > 0) request.architecture.width = width;
    requireWidening(theirs, request.architecture, request.from.front().string());
    request.provenance["started_from"] = fileNames(arguments.from);
    if (request.architecture.width > theirs.width)
        request.provenance["widened"] = fmt::format("from width {}", theirs.width);
}

void requireSomethingToLearn(const Arguments& arguments) {
    if (arguments.data.empty() && arguments.images.empty())
        throw Error("There is nothing to train on. Give --images and --labels, or --data.");
    if (arguments.images.empty() || !arguments.labels.empty()) return;
    if (arguments.teacher.model.empty())
        throw Error(
            "There is nothing to learn of the images. Give --labels, or a network that knows them "
            "(--teacher).");
    if (arguments.validation)
        throw Error("Slices are scored by their labels. Give --labels, or leave out --validation.");
}

void requireWritableOutput(const Arguments& arguments) {
    requireWritable(arguments.output, false);
    std::vector<std::string> read = arguments.images;
    read.insert(read.end(), arguments.labels.begin(), arguments.labels.end());
    requireApart({arguments.output}, read);
}

void requireTrainingSlices(const TrainingRequest& request) {
    const int last = request.images->depth() - 1;
    if (!request.training || request.training->second <= last) return;
    throw Error(
        fmt::format("{}: there is no slice {} to train on; the stack ends with slice {}. Choose "
                    "slices that are there with --training.",
                    request.images->name, request.training->second, last));
}

int train(const Arguments& arguments, Session& session) {
    requireWritableOutput(arguments);
    requireSomethingToLearn(arguments);
    TrainingRequest request = arguments.request;
    startFrom(arguments, request);
    if (arguments.data.empty()) {
        readImagesAndLabels(arguments, request, session);
    } else {
        readAllMasks(arguments, request, session);
    }
    requireTrainingSlices(request);
    if (arguments.validation)
        request.validation = HeldOut{arguments.validation->first, arguments.validation->second};
    request.output = arguments.output;
    request.weights = arguments.halfPrecision ? Weights::Float16 : Weights::Float32;
    if (request.minutes > 0) request.steps = 0;
    if (request.name.empty()) request.name = request.output.stem().string();
    request.provenance["command"] = session.call;
    askTeacher(arguments.teacher, request, session);

    const auto progress = [&](const TrainingProgress& state) { show(state, session.console); };
    const TrainingResult result =
        arguments.members > 1 ? trainMembers(request, arguments.members, progress, session)
                              : segmentationLibrary().train(request, progress, session.stop);

    const ValidationScores& scores = result.model.validation;
    std::string sentence = fmt::format("{}: {}, {} steps in {}, loss {:.4f}", arguments.output,
                                       describeNetworks(result.model), result.steps,
                                       duration(result.seconds), result.loss);
    if (!scores.slices.empty())
        sentence += fmt::format("; slices {}: {}", scores.slices, sentenceOf(scores));
    if (result.stopped) sentence += "; stopped early, the best so far was kept";
    session.console.done(sentence, {{"output", arguments.output},
                                    {"steps", result.steps},
                                    {"loss", result.loss},
                                    {"seconds", result.seconds},
                                    {"stopped", result.stopped},
                                    {"labels", jsonOf(result.model.partition)},
                                    {"validation", jsonOf(scores)}});
    return result.stopped ? kCancelled : kSuccess;
}

}  // namespace

void addTrainCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    TrainingRequest& request = arguments->request;
    CLI::App* command = commands.add(
        "train", "Train a network on a labelled stack.",
        "axolemma train --images stack.tif --labels labels.tif --validation 20-23 \\\n"
        "      --minutes 30 --width 32 --full-resolution --batch-norm -o tissue.axomodel",
        [arguments](Session& session) { return train(*arguments, session); });
    CLI::Option* images =
        command->add_option("--images", arguments->images, "the stack, or the slices of a series")
            ->type_name("VOL");
    CLI::Option* labels =
        command->add_option("--labels", arguments->labels, "its labels: a mask or neurons by id")
            ->type_name("LAB");
    labels->needs(images);
    CLI::Option* data =
        command
            ->add_option(
                "--data", arguments->data,
                "folders of training masks (axolemma export --training), in place of --images "
                "and --labels; slices for --validation are those of the first")
            ->type_name("DIR...")
            ->excludes(images)
            ->excludes(labels);
    command->add_option("-o,--output", arguments->output, "where the model goes")
        ->type_name("MODEL")
        ->required();
    CLI::Option* labelsAre = addChoice<LabelKind>(
        *command, "--labels-are",
        {{"auto", LabelKind::Auto},
         {"mask", LabelKind::Mask},
         {"neurons", LabelKind::Neurons},
         {"probabilities", LabelKind::Probabilities}},
        [arguments](LabelKind kind) { arguments->labelKind = kind; },
        "mask: 0 = membrane, else cell; neurons: membrane is 0 or where ids meet, the largest "
        "value is unknown; probabilities: of cell, as segment writes them; auto: a mask if there "
        "is one non-zero value");
    labelsAre->needs(labels)->excludes(data);
    addSliceRange(*command, "--validation", arguments->validation,
                  "slices that are held out and scored; the best weights on them are kept");
    addSliceRange(*command, "--training", request.training,
                  "slices to train on; default: all that are not held out");
    CLI::Option* from =
        command
            ->add_option("--from", arguments->from,
                         "start from the weights of a model, or from the mean of several, and take "
                         "over their architecture; with --width they are made wider")
            ->type_name("NAME|FILE");
    CLI::Option* teacher =
        command
            ->add_option("--teacher", arguments->teacher.model,
                         "a network, or an ensemble, whose maps are learnt beside the labels, or "
                         "alone where there are none: makes a fast network of a slow one")
            ->type_name("NAME|FILE");
    command
        ->add_option("--teacher-share", arguments->teacher.share,
                     "share of the teacher in the loss, where there is a label")
        ->type_name("S")
        ->check(CLI::Range(0.0, 1.0))
        ->needs(teacher)
        ->capture_default_str();
    command
        ->add_option("--members", arguments->members,
                     "train an ensemble of this many networks, which differ in their seed; "
                     "--minutes are those of all, --steps of each")
        ->type_name("N")
        ->check(CLI::Range(1, kMostNetworks))
        ->capture_default_str();
    command->add_option("--name", request.name, "of the model; default: the file's")
        ->type_name("NAME");
    command->add_flag("--half", arguments->halfPrecision, "store weights in half precision");
    addVoxelSize(*command, arguments->voxelSize)->excludes(data);
    addArchitecture(*command, request.architecture);
    for (const char* option :
         {"--paper", "--full-resolution", "--batch-norm", "--decoder", "--slices-in"})
        command->get_option(option)->excludes(from);
    arguments->width = command->get_option("--width");
    addSchedule(*command, request);
    addMachine(*command, request);
}

}  // namespace axolemma
