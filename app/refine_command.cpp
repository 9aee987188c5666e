#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/judged_input.h"
#include "app/model_facts.h"
#include "app/partition_options.h"
#include "core/error.h"
#include "core/io/label_writer.h"
#include "core/io/stack_reader.h"
#include "core/metrics/label_fit.h"
#include "core/metrics/refinement_fit.h"
#include "core/parallel.h"
#include "core/partition_facts.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::string map;
    std::string labels;
    PartitionOptions options;
    std::string model;
    Boundary boundary = Boundary::Keep;
    bool neurons = false;
    /// What --fit lists; empty without it.
    std::string fit;
    std::string truth;
    std::optional<SliceRange> slices;
    bool json = false;
};

/// The values to refine with, and where they are from, for people.
struct ChosenRule {
    PartitionRule rule;
    std::string source;
};

ChosenRule chooseRule(const Arguments& arguments, const Stack& map) {
    ChosenRule chosen;
    const auto tagged = ruleIn(map.facts, PartitionRule::recommended());
    if (!arguments.model.empty() || !tagged) {
        const std::string name = arguments.model.empty() ? "default" : arguments.model;
        // Nothing of a model is needed where every value was given.
        if (!arguments.options.all()) chosen.rule = readModelInfo(findModel(name)).partition;
        chosen.source = "the model " + name;
    } else {
        chosen.rule = *tagged;
        chosen.source = "the tags of " + arguments.map;
    }
    chosen.rule = arguments.options.over(chosen.rule);
    if (arguments.options.all())
        chosen.source = "the options";
    else if (arguments.options.any())
        chosen.source = "the options, then " + chosen.source;
    return chosen;
}

RefinementSearch searchOf(const std::string& list, const PartitionRule& start) {
    RefinementSearch search = RefinementSearch::fixedAt(start);
    std::istringstream words(list);
    for (std::string word; std::getline(words, word, ',');) {
        if (word == "wf") search.searchWeights();
        if (word == "threshold") search.searchThresholds();
        if (word == "sigma") search.searchSigmas();
        if (word == "h") search.searchDepths();
    }
    return search;
}

RefinementFit fit(const Arguments& arguments, const PartitionRule& start,
                  const Volume<float>& whole, Session& session) {
    const Stack truthStack = readInput({arguments.truth}, {}, session);
    const JudgedTruth judged = truthIn(truthStack, arguments.slices, arguments.truth);
    const Volume<std::uint32_t>& truth = judged.labels;
    Volume<float> map = slicesOf(whole.clone(), arguments.slices, arguments.map);
    if (truth.width() != map.width() || truth.height() != map.height() ||
        truth.depth() != map.depth())
        throw Error(
            fmt::format("{} has {} x {} x {} voxels but {} has {} x {} x {}: give the truth "
                        "of these slices.",
                        arguments.truth, truth.width(), truth.height(), truth.depth(),
                        arguments.map, map.width(), map.height(), map.depth()));
    noteUnknown(judged, arguments.truth, session);
    leaveOut(judged.unknown, map);
    std::vector<JudgedSlice<float>> slices;
    for (int z = 0; z < map.depth(); ++z)
        slices.push_back({std::as_const(map).slice(z), truth.slice(z)});
    return fitRefinement<float>(slices, start, searchOf(arguments.fit, start), processors(),
                                session.console.phase("fitting"), session.stop);
}

Json jsonOf(const RefinementFit& fit) {
    Json json = jsonOf(fit.rule);
    json["rand_error"] = fit.randError;
    json["rand_error_wf0"] = fit.randErrorWithoutContours;
    Json curve = Json::array();
    for (const CurvePoint& point : fit.curve)
        curve.push_back({{"wf", jsonNumber(point.weight)},
                         {"rand_error", *point.randError},
                         {"components", point.components}});
    json["curve"] = std::move(curve);
    return json;
}

void print(const RefinementFit& fit) {
    fmt::print("{}\n", describe(fit.rule));
    fmt::print("Rand error {:.4f}; without contours {:.4f}\n", fit.randError,
               fit.randErrorWithoutContours);
    fmt::print("  w_f   Rand error  components\n");
    for (const CurvePoint& point : fit.curve)
        fmt::print("  {:.2f}  {:<10.4f}  {}\n", point.weight, *point.randError, point.components);
}

void write(const Arguments& arguments, const ChosenRule& chosen, const Volume<float>& map,
           Spacing spacing, Session& session) {
    LabelFitSettings settings;
    settings.boundary = arguments.boundary;
    settings.ids = arguments.neurons ? LabelIds::Neurons : LabelIds::PerSlice;
    const ProgressFunction progress = session.console.phase("refining");
    Volume<std::uint32_t> labels =
        labelsOfMaps(map, chosen.rule, settings, processors(), progress, session.stop);
    const std::uint32_t count = *std::ranges::max_element(labels);
    writeOutput(arguments.labels, labelStack(std::move(labels), spacing, arguments.labels),
                session);
    session.console.done(
        fmt::format("{}: {} {} in {} x {} x {} voxels; {} (from {})", arguments.labels, count,
                    arguments.neurons ? "neurons" : "components", map.width(), map.height(),
                    map.depth(), describe(chosen.rule), chosen.source),
        {{"output", arguments.labels},
         {"components", count},
         {"rule", jsonOf(chosen.rule)},
         {"source", chosen.source}});
}

int refine(const Arguments& arguments, Session& session) {
    if (!arguments.labels.empty()) requireWritable(arguments.labels, true);
    requireApart({arguments.labels}, {arguments.map, arguments.truth});
    Stack stack = readInput({arguments.map}, {}, session);
    const Volume<float> map = requireMap(stack, arguments.map);
    ChosenRule chosen = chooseRule(arguments, stack);
    if (!arguments.fit.empty()) {
        const RefinementFit fitted = fit(arguments, chosen.rule, map, session);
        if (arguments.json)
            fmt::print("{}\n", jsonOf(fitted).dump());
        else
            print(fitted);
        chosen = {fitted.rule, "the fit"};
    }
    if (!arguments.labels.empty()) write(arguments, chosen, map, stack.spacing(), session);
    return kSuccess;
}

std::string wrongFit(const std::string& list) {
    std::istringstream words(list);
    for (std::string word; std::getline(words, word, ',');)
        if (word != "wf" && word != "threshold" && word != "sigma" && word != "h")
            return "'" + word + "' cannot be fitted; list some of wf,threshold,h,sigma";
    return {};
}

}  // namespace

void addRefineCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        commands.add("refine", "Make labels of a map with another w_f, or find the best one.",
                     "axolemma refine cell.tif --fit wf,threshold --truth truth.tif -o labels.tif",
                     [arguments](Session& session) { return refine(*arguments, session); });
    command
        ->add_option("MAP", arguments->map,
                     "the probability of cell, as segment --probabilities writes it")
        ->type_name("")
        ->required();
    const auto labels = command->add_option("-o,--labels", arguments->labels, "where the labels go")
                            ->type_name("FILE");
    addPartitionOptions(*command, arguments->options);
    command
        ->add_option("--model", arguments->model,
                     "take what is not given from this model; else from the map's own tags, else "
                     "from the default model")
        ->type_name("NAME|FILE");
    addChoice<Boundary>(
        *command, "--boundary", {{"keep", Boundary::Keep}, {"grown", Boundary::Grown}},
        [arguments](Boundary boundary) { arguments->boundary = boundary; },
        "boundary pixels stay 0, or each goes to a component");
    command->add_flag("--neurons", arguments->neurons,
                      "number neurons through the stack, not the components of each slice");
    const auto truth = command
                           ->add_option("--truth", arguments->truth,
                                        "the true cells of the same slices; 0 = membrane")
                           ->type_name("T");
    const auto fit =
        command
            ->add_option("--fit", arguments->fit,
                         "find these of wf,threshold,h,sigma by the smallest Rand error (default: "
                         "wf)")
            ->type_name("LIST")
            ->expected(0, 1)
            ->default_str("wf")
            ->check(wrongFit)
            ->needs(truth);
    truth->needs(fit);
    addSliceRange(*command, "--slices", arguments->slices, "fit on these alone")->needs(fit);
    command->add_flag("--json", arguments->json, "print the fit as one JSON object")->needs(fit);
    command->parse_complete_callback([arguments, labels, fit] {
        if (labels->count() == 0 && fit->count() == 0)
            throw CLI::RequiredError("one of -o and --fit");
        if (fit->count() > 0 && arguments->fit.empty()) arguments->fit = "wf";
    });
}

}  // namespace axolemma
