#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/evaluate_metrics.h"
#include "app/judged_input.h"
#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/metrics/map_checks.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::string truth;
    LabelKind truthKind = LabelKind::Auto;
    std::string proposal;
    std::optional<SliceRange> slices;
    std::vector<std::string> metrics;
    bool perSlice = false;
    bool json = false;
};

void requireSameShape(const Arguments& arguments, const Stack& truth, const Stack& proposal) {
    const std::string ofTruth = sizeOf(truth);
    const std::string ofProposal = sizeOf(proposal);
    if (ofTruth != ofProposal)
        throw Error(fmt::format("{} has {} voxels but {} has {}: give two stacks of the same size.",
                                arguments.truth, ofTruth, arguments.proposal, ofProposal));
}

void noteRange(const Arguments& arguments, const Volume<float>& map, Session& session) {
    const auto [low, high] = std::minmax_element(map.begin(), map.end());
    if (*low < 0 || *high > 1)
        session.console.note(
            fmt::format("{}: values reach from {:g} to {:g}, but are taken as probabilities of "
                        "cell from 0 to 1, which is where the thresholds lie",
                        arguments.proposal, *low, *high));
}

void requireFinite(const Arguments& arguments, const Volume<float>& map) {
    if (const auto z = firstSliceNotFinite(map))
        throw Error(
            fmt::format("{}, slice {}: there is a value that is not a finite number; "
                        "compute the map again.",
                        arguments.proposal, *z + (arguments.slices ? arguments.slices->first : 0)));
}

/// As the challenge has it, a narrow truth is a mask unless somebody says otherwise.
LabelKind kindOf(const Stack& truth, LabelKind said) {
    const std::string_view type = truth.typeName();
    const bool narrow = type == "uint8" || type == "int8" || type.starts_with("float");
    return said == LabelKind::Auto && narrow ? LabelKind::Mask : said;
}

EvaluatedPair readPair(const Arguments& arguments, Session& session) {
    const Stack truth = readInput({arguments.truth}, {}, session);
    Stack proposal = readInput({arguments.proposal}, {}, session);
    requireSameShape(arguments, truth, proposal);
    EvaluatedPair pair;
    JudgedTruth judged =
        truthIn(truth, arguments.slices, arguments.truth, kindOf(truth, arguments.truthKind));
    noteUnknown(judged, arguments.truth, session);
    pair.truth = std::move(judged.labels);
    pair.unknown = std::move(judged.unknown);
    if (auto map = mapOf(proposal.voxels())) {
        pair.map = slicesOf(std::move(*map), arguments.slices, arguments.proposal);
        requireFinite(arguments, *pair.map);
        noteRange(arguments, *pair.map, session);
        leaveOut(pair.unknown, *pair.map);
    } else {
        pair.labels = slicesOf(asLabels(proposal), arguments.slices, arguments.proposal);
        leaveOut(pair.unknown, *pair.labels);
    }
    return pair;
}

void printJson(const Arguments& arguments, const std::vector<MetricResult>& results) {
    const auto name = [](const std::string& path) {
        return std::filesystem::path(path).filename().string();
    };
    Json json{{"truth", name(arguments.truth)}, {"proposal", name(arguments.proposal)}};
    for (const MetricResult& result : results) {
        Json entry{{"value", result.score.value}};
        if (result.hasThreshold) entry["threshold"] = result.score.threshold;
        if (result.hasParts) {
            entry["split"] = result.score.split;
            entry["merge"] = result.score.merge;
        }
        if (arguments.perSlice && !result.score.perSlice.empty())
            entry["per_slice"] = result.score.perSlice;
        json[result.key] = entry;
    }
    fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void printTable(const Arguments& arguments, const std::vector<MetricResult>& results) {
    for (const MetricResult& result : results) {
        std::string line = fmt::format("{:<26}{:.4f}", result.title, result.score.value);
        if (result.hasParts)
            line += fmt::format("   split {:.4f}, merge {:.4f}", result.score.split,
                                result.score.merge);
        if (result.hasThreshold)
            line += fmt::format("   at threshold {:.1f}", result.score.threshold);
        fmt::print("{}\n", line);
        if (arguments.perSlice && !result.score.perSlice.empty())
            fmt::print("    slice by slice: {:.4f}\n", fmt::join(result.score.perSlice, " "));
    }
}

int evaluate(const Arguments& arguments, Session& session) {
    const std::vector<MetricResult> results =
        scoreMetrics(readPair(arguments, session), arguments.metrics, session);
    if (arguments.json)
        printJson(arguments, results);
    else
        printTable(arguments, results);
    return kSuccess;
}

}  // namespace

void addEvaluateCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        commands.add("evaluate", "Score a segmentation against the truth.",
                     "axolemma evaluate --truth truth.tif --proposal neurons.tif --json",
                     [arguments](Session& session) { return evaluate(*arguments, session); });
    command->add_option("--truth", arguments->truth, "the true cells or neurons; 0 = membrane")
        ->type_name("T")
        ->required();
    addChoice<LabelKind>(
        *command, "--truth-is",
        {{"auto", LabelKind::Auto}, {"mask", LabelKind::Mask}, {"neurons", LabelKind::Neurons}},
        [arguments](LabelKind kind) { arguments->truthKind = kind; },
        "mask: what is not 0 is cell; neurons: ids, whose cells may touch, and the largest value "
        "is unknown and not scored; auto: a mask in 8 bits, in floats, or if there is one non-zero "
        "value");
    command
        ->add_option("--proposal", arguments->proposal,
                     "float or 8 bit: probabilities of cell; wider integers: labels, 0 = boundary")
        ->type_name("P")
        ->required();
    addSliceRange(*command, "--slices", arguments->slices, "score these alone");
    command
        ->add_option("--metrics", arguments->metrics,
                     "compute these alone: v_rand, v_info, rand, pixel, warping; for labels also "
                     "vi (variation of information) and are (adapted Rand error)")
        ->type_name("LIST")
        ->delimiter(',')
        ->check(metricNameError);
    command->add_flag("--per-slice", arguments->perSlice, "give the score of each slice too");
    command->add_flag("--json", arguments->json, "print one JSON object and nothing else");
}

}  // namespace axolemma
