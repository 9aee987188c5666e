#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/model_facts.h"
#include "core/error.h"
#include "core/io/stack_reader.h"
#include "segmentation/ensemble.h"
#include "segmentation/library.h"
#include "segmentation/scoring.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::vector<std::string> images;
    std::vector<std::string> labels;
    std::vector<double> voxelSize;
    LabelKind labelKind = LabelKind::Auto;
    std::vector<std::string> from;
    std::string output;
    bool halfPrecision = false;
    int members = 1;
    TrainingRequest request;
};

std::string fileNames(const std::vector<std::string>& paths) {
    std::string names;
    for (const std::string& path : paths)
        names += (names.empty() ? "" : ", ") + std::filesystem::path(path).filename().string();
    return names;
}

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

std::string describeNetworks(const ModelInfo& model) {
    const int networks = networksIn(model);
    const std::string one = model.architecture.description();
    return networks == 1 ? one : fmt::format("{} networks ({})", networks, one);
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

// Reading a label file of another size than the images and training on what overlaps would teach
// nonsense.
void requireSameSize(const Stack& images, const Stack& labels, const Arguments& arguments) {
    if (images.width() == labels.width() && images.height() == labels.height() &&
        images.depth() == labels.depth())
        return;
    throw Error(fmt::format(
        "{}: the labels have {} voxels, the images in {} have {}; give labels "
        "of the same stack.",
        fileNames(arguments.labels), sizeOf(labels), fileNames(arguments.images), sizeOf(images)));
}

/// Where the k-th network of an ensemble goes until all are there.
std::filesystem::path memberPath(const std::filesystem::path& output, int member) {
    return output.parent_path() /
           fmt::format("{}.member{}.axomodel", output.stem().string(), member + 1);
}

/// Scores the ensemble on the held-out slices, writes that into its file, and returns it.
ModelInfo scored(ModelFile ensemble, const TrainingRequest& request, Session& session) {
    writeModelFile(request.output, ensemble, request.weights);
    if (!request.validation) return ensemble.info;
    SegmenterOptions options;
    options.device = request.device;
    options.threads = request.threads;
    options.rescale = false;
    const auto segmenter = segmentationLibrary().open(request.output, options);
    const Verdict verdict =
        score(*segmenter, request, session.console.phase("scoring"), session.stop);
    ensemble.info.validation = verdict.scores;
    ensemble.info.partition = verdict.partition;
    writeModelFile(request.output, ensemble, request.weights);
    return ensemble.info;
}

/// Trains networks that differ in their seed, and so in first weights and crops, one after another.
/// With --resume the members that are finished are taken as they are.
TrainingResult trainMembers(const Arguments& arguments, const TrainingRequest& request,
                            const TrainingFunction& progress, Session& session) {
    TrainingResult result;
    std::vector<std::filesystem::path> members;
    for (int k = 0; k < arguments.members; ++k) {
        members.push_back(memberPath(request.output, k));
        TrainingRequest member = request;
        member.output = members.back();
        member.seed = request.seed + static_cast<std::uint64_t>(k);
        member.minutes = request.minutes / arguments.members;
        if (request.resume && std::filesystem::exists(member.output) &&
            !std::filesystem::exists(member.output.string() + ".checkpoint"))
            continue;
        session.console.note(fmt::format("network {} of {}", k + 1, arguments.members));
        const TrainingResult one = segmentationLibrary().train(member, progress, session.stop);
        result.steps += one.steps;
        result.seconds += one.seconds;
        result.loss = one.loss;
        result.stopped = one.stopped;
        if (!one.stopped) continue;
        result.model = one.model;
        return result;
    }
    ModelFile ensemble = ensembleOf(members, request.name);
    ensemble.info.provenance = request.provenance;
    ensemble.info.provenance["networks"] = std::to_string(arguments.members);
    result.model = scored(std::move(ensemble), request, session);
    for (const auto& member : members) std::filesystem::remove(member);
    return result;
}

int train(const Arguments& arguments, Session& session) {
    requireWritable(arguments.output, false);
    TrainingRequest request = arguments.request;
    auto images =
        std::make_shared<const Stack>(readInput(arguments.images, arguments.voxelSize, session));
    {
        const Stack labels = readInput(arguments.labels, arguments.voxelSize, session);
        requireSameSize(*images, labels, arguments);
        request.targets =
            std::make_shared<const TargetVolume>(targetsFromLabels(labels, arguments.labelKind));
    }
    request.images = std::move(images);
    request.output = arguments.output;
    request.weights = arguments.halfPrecision ? Weights::Float16 : Weights::Float32;
    if (request.minutes > 0) request.steps = 0;
    if (!arguments.from.empty()) {
        for (const std::string& model : arguments.from) request.from.push_back(findModel(model));
        request.architecture = readModelInfo(request.from.front()).architecture;
        request.provenance["started_from"] = fileNames(arguments.from);
    }
    if (request.name.empty()) request.name = request.output.stem().string();
    request.provenance["images"] = fileNames(arguments.images);
    request.provenance["labels"] = fileNames(arguments.labels);
    request.provenance["command"] = session.call;

    const auto progress = [&](const TrainingProgress& state) { show(state, session.console); };
    const TrainingResult result =
        arguments.members > 1 ? trainMembers(arguments, request, progress, session)
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

void addArchitecture(CLI::App& command, Architecture& architecture) {
    const char* group = "Architecture";
    architecture = Architecture::recommended();
    command
        .add_flag_callback(
            "--paper",
            [&architecture] {
                architecture = {.width = architecture.width,
                                .inputSlices = architecture.inputSlices};
            },
            "the network of Chen et al. 2016: none of the extras below (its width was 64)")
        ->trigger_on_parse()
        ->group(group);
    command.add_option("--width", architecture.width, "feature maps of the first stage")
        ->type_name("W")
        ->check(CLI::Range(4, 128))
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--full-resolution,!--no-full-resolution", architecture.fullResolution,
                  "a fourth side output, C0, at full resolution")
        ->group(group);
    command
        .add_flag("--batch-norm,!--no-batch-norm", architecture.batchNorm, "batch normalisation")
        ->group(group);
    command
        .add_flag("--decoder,!--no-decoder", architecture.decoder,
                  "side outputs see the coarser stages too, and are upsampled bilinearly")
        ->group(group);
    command
        .add_option("--slices-in", architecture.inputSlices,
                    "neighbouring slices that the network sees as channels")
        ->type_name("1|3|5")
        ->check(CLI::IsMember({1, 3, 5}))
        ->capture_default_str()
        ->group(group);
}

void addSchedule(CLI::App& command, TrainingRequest& request) {
    const char* group = "Schedule";
    CLI::Option* steps = command
                             .add_option("--steps", request.steps,
                                         "steps to train for; 0 (with --from): only score the "
                                         "model and fit how labels are made of its maps")
                             ->type_name("N")
                             ->check(CLI::Range(0, 100000000))
                             ->capture_default_str()
                             ->group(group);
    command.add_option("--minutes", request.minutes, "minutes to train for, in place of --steps")
        ->type_name("M")
        ->check(CLI::PositiveNumber)
        ->excludes(steps)
        ->group(group);
    command.add_option("--batch", request.batch, "crops in a step")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str()
        ->group(group);
    command.add_option("--crop", request.crop, "side of a crop in pixels, a multiple of 8")
        ->type_name("PIXELS")
        ->check(CLI::Range(32, 4096))
        ->capture_default_str()
        ->group(group);
    command.add_option("--learning-rate", request.learningRate, "the highest of the schedule")
        ->type_name("R")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(group);
    command.add_option("--weight-decay", request.weightDecay, "L2 penalty of the weights")
        ->type_name("R")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--topology-weight", request.topologyWeight,
                    "weight of the loss at the pixels that decide what is connected (MALIS)")
        ->type_name("W")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(group);
    command.add_option("--seed", request.seed, "the same seed gives the same crops")
        ->type_name("S")
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--resume", request.resume,
                  "go on from the checkpoint beside the output, as if never interrupted")
        ->group(group);
    command
        .add_option("--checkpoint-seconds", request.checkpointSeconds,
                    "seconds between checkpoints")
        ->type_name("S")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(group);
}

void addMachine(CLI::App& command, TrainingRequest& request) {
    const char* group = "Machine";
    command.add_option("--device", request.device, "auto, cpu, cuda or cuda:N")
        ->type_name("DEVICE")
        ->capture_default_str()
        ->group(group);
    command.add_option("--threads", request.threads, "CPU threads of the network; 0 = all cores")
        ->type_name("N")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str()
        ->group(group);
    command.add_option("--crop-threads", request.cropThreads, "threads that make crops")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str()
        ->group(group);
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
    command->add_option("--images", arguments->images, "the stack, or the slices of a series")
        ->type_name("VOL")
        ->required();
    command->add_option("--labels", arguments->labels, "its labels: a mask or neurons by id")
        ->type_name("LAB")
        ->required();
    command->add_option("-o,--output", arguments->output, "where the model goes")
        ->type_name("MODEL")
        ->required();
    addChoice<LabelKind>(
        *command, "--labels-are",
        {{"auto", LabelKind::Auto},
         {"mask", LabelKind::Mask},
         {"neurons", LabelKind::Neurons},
         {"probabilities", LabelKind::Probabilities}},
        [arguments](LabelKind kind) { arguments->labelKind = kind; },
        "mask: 0 = membrane, else cell; neurons: membrane is 0 or where ids meet, the largest "
        "value is unknown; probabilities: of cell, as segment writes them; auto: a mask if there "
        "is one non-zero value");
    addSliceRange(*command, "--validation", request.validation,
                  "slices that are held out and scored; the best weights on them are kept");
    addSliceRange(*command, "--training", request.training,
                  "slices to train on; default: all that are not held out");
    CLI::Option* from =
        command
            ->add_option("--from", arguments->from,
                         "start from the weights of a model, or from the mean of several, and take "
                         "over their architecture")
            ->type_name("NAME|FILE");
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
    addVoxelSize(*command, arguments->voxelSize);
    addArchitecture(*command, request.architecture);
    for (const char* option :
         {"--paper", "--width", "--full-resolution", "--batch-norm", "--decoder", "--slices-in"})
        command->get_option(option)->excludes(from);
    addSchedule(*command, request);
    addMachine(*command, request);
}

}  // namespace axolemma
