#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/judged_input.h"
#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/metrics/rand.h"
#include "core/metrics/volume_metrics.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::string truth;
    std::string proposal;
    std::optional<SliceRange> slices;
    bool perSlice = false;
    bool json = false;
};

/// One line of the result.
struct Row {
    std::string key;
    std::string title;
    Score score;
    bool hasThreshold = false;
};

// A mask says nothing of which profiles are one neuron.
bool namesNeurons(const Volume<std::uint32_t>& labels) {
    const auto first = std::find_if(labels.begin(), labels.end(), [](auto id) { return id != 0; });
    return std::any_of(first, labels.end(), [&](auto id) { return id != 0 && id != *first; });
}

std::vector<Row> rowsOf(const Arguments& arguments, const Volume<std::uint32_t>& truth,
                        const Stack& proposal, Session& session) {
    const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const Volume<std::uint8_t> cells = cellsOf(truth);
    std::vector<Row> rows;
    if (const auto whole = mapOf(proposal)) {
        const Volume<float> map = slicesOf(*whole, arguments.slices, arguments.proposal);
        const ThinnedScores thinned =
            thinnedScores(cells, map, challengeThresholds(), threads, session.stop);
        rows.push_back({"v_rand_thin", "V_Rand (thin)", thinned.rand, true});
        rows.push_back({"v_info_thin", "V_Info (thin)", thinned.information, true});
        rows.push_back({"rand_error", "Rand error",
                        randError(cells, map, challengeThresholds(), threads, session.stop), true});
        rows.push_back({"pixel_error", "pixel error", pixelError(cells, map), true});
        return rows;
    }
    const Volume<std::uint32_t> labels =
        slicesOf(asLabels(proposal), arguments.slices, arguments.proposal);
    const ThinnedScores thinned = thinnedScores(cells, labels, threads, session.stop);
    rows.push_back({"v_rand_thin", "V_Rand (thin)", thinned.rand, false});
    rows.push_back({"v_info_thin", "V_Info (thin)", thinned.information, false});
    if (namesNeurons(truth)) {
        const VolumeScores scores = volumeScores(truth, labels);
        Score information{scores.variationOfInformation(), scores.split, scores.merge, 0, {}};
        rows.push_back(
            {"variation_of_information", "variation of information", information, false});
        rows.push_back({"adapted_rand_error",
                        "adapted Rand error",
                        {scores.adaptedRandError, 0, 0, 0, {}},
                        false});
    }
    return rows;
}

bool hasParts(const Score& score) {
    return score.split != 0 || score.merge != 0;
}

void printJson(const Arguments& arguments, const std::vector<Row>& rows) {
    const auto name = [](const std::string& path) {
        return std::filesystem::path(path).filename().string();
    };
    Json json{{"truth", name(arguments.truth)}, {"proposal", name(arguments.proposal)}};
    for (const Row& row : rows) {
        Json entry{{"value", row.score.value}};
        if (row.hasThreshold) entry["threshold"] = row.score.threshold;
        if (hasParts(row.score)) {
            entry["split"] = row.score.split;
            entry["merge"] = row.score.merge;
        }
        if (arguments.perSlice && !row.score.perSlice.empty())
            entry["per_slice"] = row.score.perSlice;
        json[row.key] = entry;
    }
    fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void printTable(const Arguments& arguments, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        std::string line = fmt::format("{:<26}{:.4f}", row.title, row.score.value);
        if (hasParts(row.score))
            line += fmt::format("   split {:.4f}, merge {:.4f}", row.score.split, row.score.merge);
        if (row.hasThreshold) line += fmt::format("   at threshold {:.1f}", row.score.threshold);
        fmt::print("{}\n", line);
        if (arguments.perSlice && !row.score.perSlice.empty())
            fmt::print("    slice by slice: {:.4f}\n", fmt::join(row.score.perSlice, " "));
    }
}

int evaluate(const Arguments& arguments, Session& session) {
    const Stack truthStack = readInput({arguments.truth}, {}, session);
    const Stack proposal = readInput({arguments.proposal}, {}, session);
    const Volume<std::uint32_t> truth =
        slicesOf(asLabels(truthStack), arguments.slices, arguments.truth);
    const std::vector<Row> rows = rowsOf(arguments, truth, proposal, session);
    if (arguments.json)
        printJson(arguments, rows);
    else
        printTable(arguments, rows);
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
    command
        ->add_option("--proposal", arguments->proposal,
                     "float or 8 bit: probabilities of cell; wider integers: labels, 0 = boundary")
        ->type_name("P")
        ->required();
    addSliceRange(*command, "--slices", arguments->slices, "score these alone");
    command->add_flag("--per-slice", arguments->perSlice, "give the score of each slice too");
    command->add_flag("--json", arguments->json, "print one JSON object and nothing else");
}

}  // namespace axolemma
