#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/model_facts.h"
#include "app/network_options.h"
#include "app/segment_outputs.h"
#include "core/error.h"
#include "core/neurons.h"
#include "core/parallel.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

using Clock = std::chrono::steady_clock;

struct Arguments {
    std::vector<std::string> stack;
    std::vector<double> voxelSize;
    SegmentOutputs outputs;
    NetworkOptions network;
    Output output = Output::Fused;
    /// In place of the model's.
    std::optional<float> weight;
};

void addWeight(CLI::App& command, std::optional<float>& weight) {
    const auto number = [](const std::string& text) -> std::optional<float> {
        float value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool whole = error == std::errc() && end == text.data() + text.size();
        return whole && value >= 0 && value <= 1 ? std::optional(value) : std::nullopt;
    };
    command
        .add_option_function<std::string>(
            "--wf", [&weight, number](const std::string& text) { weight = number(text); },
            "weight of the watershed contours, 0 (the network alone) to 1")
        ->type_name("VALUE|model")
        ->default_str("model")
        ->check([number](const std::string& text) {
            return text == "model" || number(text) ? std::string()
                                                   : text + " is neither 'model' nor in [0, 1]";
        });
}

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What a run leaves behind: the proposal, and the map if it was asked for.
struct Prediction {
    Proposal proposal;
    Volume<float> cellProbability;
    double networkSeconds = 0;
};

Prediction predict(const Arguments& arguments, const std::shared_ptr<const Stack>& stack,
                   Segmenter& segmenter, const PartitionRule& rule, Session& session) {
    Prediction result;
    std::vector<std::shared_ptr<const SliceComponents>> slices(stack->depth());
    if (!arguments.outputs.probabilities.empty())
        result.cellProbability = Volume<float>(stack->width(), stack->height(), stack->depth());

    PredictionRequest request;
    request.stack = stack;
    request.output = arguments.output;
    request.slices.resize(stack->depth());
    std::iota(request.slices.begin(), request.slices.end(), 0);

    double ownSeconds = 0;
    const auto onSlice = [&](int z, Image<float> probability) {
        const auto start = Clock::now();
        slices[z] = std::make_shared<const SliceComponents>(
            partitionOf(std::as_const(probability).view(), rule));
        if (!result.cellProbability.empty())
            std::copy(probability.begin(), probability.end(),
                      result.cellProbability.slice(z).data());
        ownSeconds += secondsSince(start);
    };
    const auto start = Clock::now();
    if (!segmenter.predict(request, onSlice, session.console.phase("segmenting"), session.stop))
        throw Cancelled();
    result.networkSeconds = secondsSince(start) - ownSeconds;
    const int threads = arguments.network.segmenter.threads;
    result.proposal =
        linkedProposal(std::move(slices), LinkRule(), threads > 0 ? threads : processors());
    return result;
}

/// Says how long it will take, where one network does not run just once.
void sayCost(Segmenter& segmenter, int views, const Stack& stack, Session& session) {
    const int networks = networksIn(segmenter.model());
    if (networks * views == 1) return;
    const double seconds = segmenter.estimateSeconds(stack, session.stop);
    session.console.note(fmt::format("{} network{}, {} view{}: about {} for {} on {}.", networks,
                                     networks == 1 ? "" : "s", views, views == 1 ? "" : "s",
                                     duration(seconds), sizeOf(stack), segmenter.device()));
}

int segment(const Arguments& arguments, Session& session) {
    const auto start = Clock::now();
    const std::filesystem::path model = findModel(arguments.network.model);
    requireWritable(arguments.outputs, arguments.stack);
    const auto stack =
        std::make_shared<const Stack>(readInput(arguments.stack, arguments.voxelSize, session));

    const std::unique_ptr<Segmenter> segmenter =
        segmentationLibrary().open(model, arguments.network.options());
    for (const std::string& note : segmenter->notesFor(*stack)) session.console.note(note);

    sayCost(*segmenter, arguments.network.segmenter.views, *stack, session);
    PartitionRule rule = segmenter->model().partition;
    rule.refinement.weight = arguments.weight.value_or(rule.refinement.weight);
    Prediction prediction = predict(arguments, stack, *segmenter, rule, session);
    const NeuronTable neurons = deriveNeurons(prediction.proposal);
    ExportRecord record;
    record.model = segmenter->model().name;
    record.modelHash = hashOfFile(model);
    record.device = segmenter->device();
    record.rule = rule;
    writeOutputs(arguments.outputs, *stack, prediction.proposal, neurons,
                 std::move(prediction.cellProbability), std::move(record), session);

    const double seconds = secondsSince(start);
    session.console.done(
        fmt::format("{}: {} neurons in {} voxels; {} on {}, {} of it the network",
                    arguments.outputs.name(), neurons.neurons().size(), sizeOf(*stack),
                    duration(seconds), segmenter->device(), duration(prediction.networkSeconds)),
        {{"output", arguments.outputs.labels},
         {"neurons", neurons.neurons().size()},
         {"slices", stack->depth()},
         {"model", segmenter->model().name},
         {"wf", jsonNumber(rule.refinement.weight)},
         {"device", segmenter->device()},
         {"seconds", seconds},
         {"network_seconds", prediction.networkSeconds}});
    return kSuccess;
}

}  // namespace

void addSegmentCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    SegmentOutputs& outputs = arguments->outputs;
    CLI::App* command = commands.add(
        "segment", "Segment the neurons of a stack.",
        "axolemma segment stack.tif -o neurons.tif --probabilities cell.tif --overlay pictures",
        [arguments](Session& session) { return segment(*arguments, session); });
    command->add_option("STACK", arguments->stack, "a stack, or the slices of a series")
        ->type_name("")
        ->required();
    const auto labels =
        command
            ->add_option(
                "-o,--labels", outputs.labels,
                "where the labels go: 32-bit ids, one for each neuron through the whole stack")
            ->type_name("FILE");
    const auto probabilities =
        command
            ->add_option("--probabilities", outputs.probabilities,
                         "where the probability of cell goes: float32, 1 = not membrane")
            ->type_name("FILE");
    const auto overlay =
        command
            ->add_option("--overlay", outputs.overlay,
                         "a folder for pictures of the slices with neurons in colour")
            ->type_name("FOLDER");
    addChoice<Boundary>(
        *command, "--boundary", {{"grown", Boundary::Grown}, {"keep", Boundary::Keep}},
        [arguments](Boundary boundary) { arguments->outputs.boundary = boundary; },
        "each boundary pixel goes to a neuron, or stays 0");
    command->add_flag("--per-slice", outputs.perSlice,
                      "number the components of each slice, not neurons through the stack");
    addModel(*command, arguments->network);
    addWeight(*command, arguments->weight);
    addChoice<Output>(
        *command, "--output",
        {{"fused", Output::Fused},
         {"c1", Output::C1},
         {"c2", Output::C2},
         {"c3", Output::C3},
         {"c0", Output::C0}},
        [arguments](Output output) { arguments->output = output; },
        "the map that is segmented: the fusion or a side output of the network");
    addNetworkOptions(*command, arguments->network);
    addVoxelSize(*command, arguments->voxelSize);
    command->parse_complete_callback([labels, probabilities, overlay] {
        if (!labels->count() && !probabilities->count() && !overlay->count())
            throw CLI::RequiredError("one of -o, --probabilities and --overlay");
    });
}

}  // namespace axolemma
