#include "app/reproduction/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "app/reproduction/figure.h"
#include "app/reproduction/plots.h"
#include "app/reproduction/published.h"
#include "core/atomic_file.h"
#include "core/partition_facts.h"

namespace axolemma {

namespace {

std::string number(double value, int digits) {
    return fmt::format("{:.{}f}", value, digits);
}

std::string cell(const std::optional<double>& value, int digits) {
    return value ? number(*value, digits) : std::string("–");
}

std::string slicesText(int first, int last) {
    return first == last ? fmt::format("slice {}", first)
                         : fmt::format("slices {}-{}", first, last);
}

std::string heldOutText(const Study& study) {
    return slicesText(study.heldOut.first, study.heldOut.second);
}

std::string tableOf(const Reproduction& r) {
    std::string text = "| system | refinement | w_f |";
    for (const ScoreColumn& column : kScoreColumns) text += fmt::format(" {} |", column.title);
    text += " seconds a slice |\n|---|---|---|";
    for (std::size_t i = 0; i <= kScoreColumns.size(); ++i) text += "---|";
    text += "\n";
    for (const ScoredRow& row : r.rows) {
        const std::string weights =
            row.weights ? fmt::format("{:.2f}, {:.2f}", row.weights->first, row.weights->second)
                        : std::string("–");
        text +=
            fmt::format("| {} | {} | {} |", row.system, row.refined ? "with" : "without", weights);
        for (std::size_t i = 0; i < row.scores.size(); ++i)
            text += fmt::format(" {} |", number(row.scores[i], kScoreColumns[i].digits));
        text += row.secondsPerSlice ? fmt::format(" {:.3g} |\n", *row.secondsPerSlice)
                                    : std::string(" – |\n");
    }
    return text;
}

std::string publishedTable() {
    std::string text =
        "| system | Rand error | warping error | pixel error | V_Rand | V_Info |\n"
        "|---|---|---|---|---|---|\n";
    for (const PublishedScores& s : publishedScores())
        text += fmt::format("| {}{} | {} | {} | {} | {} | {} |\n", s.system,
                            s.unsure ? " (unsure)" : "", cell(s.rand, 4), cell(s.warping, 6),
                            cell(s.pixel, 4), cell(s.vRand, 4), cell(s.vInfo, 4));
    return text;
}

std::string howItWasMade(const Reproduction& r) {
    const Study& study = *r.study;
    const int half = study.heldOut.first + study.firstHalf();
    return fmt::format(
        "- **Data**: `{}` with `{}`; {} were held out: no network of the paper's rows was trained "
        "on them, chosen by them or stopped by them.\n"
        "- **Networks**: {} of the paper's architecture ({}), which differ in their seed; each "
        "trained for {}. One network is the first of them. An ensemble is the mean of their "
        "probabilities, with fusion of the fused "
        "maps, with C of all maps C1-C3.\n"
        "- **Without refinement** a map is scored at the best threshold of the challenge, metric "
        "by metric, as `axolemma evaluate` does; **with refinement** the labels are, which have "
        "one threshold: {}, but for w_f. Those numbers were chosen with slices 20-23 of the ISBI "
        "2012 training stack in view, among others; where these are scored, labels may look a "
        "little better than they are.\n"
        "- **w_f** was fitted by the smallest Rand error, twice: the labels of {} have the w_f "
        "that is best on {}, and the other way round. So no slice is scored with a w_f that was "
        "fitted on it, and none was fitted on slices that a network was trained on. Both values "
        "are in the table.\n"
        "- **Ours (best of each)** is, column by column, the best of the CUMedVision rows, as in "
        "the paper.\n"
        "- **Seconds a slice** are measured on {}, for all networks, outputs and views of a row; a "
        "network runs once for each of its outputs that a row needs.\n",
        study.imagesName, study.labelsName, heldOutText(study), r.networks.size(),
        architectureInWords(r.networks.front().info), r.length,
        describe(PartitionRule::recommended()), slicesText(study.heldOut.first, half - 1),
        slicesText(half, study.heldOut.second), r.device);
}

std::string differences(const Reproduction& r) {
    std::string text = fmt::format(
        "- Trained on {} labelled slices; the paper's networks on all 30 of the challenge, and "
        "scored on 30 others.\n",
        r.study->images->depth() - r.study->slices());
    if (r.width != 64)
        text += fmt::format("- Width {} (feature maps of the first stage); the paper's is 64.\n",
                            r.width);
    text += fmt::format(
        "- The first weights are random; the paper's came from a network trained on photographs "
        "(unsure).\n"
        "- Optimised by AdamW in one cycle up to a rate of {:g} with gradients clipped at 5, and "
        "the mean of the weights over the last tenth of the training is kept. The weights' decay "
        "is AdamW's, not part of the loss.\n"
        "- The side outputs' losses weigh 1, 0.1 and 0.01 in the first, second and last third; the "
        "paper's decay in steps (unsure when).\n"
        "- One score a pixel and a sigmoid in place of two and a softmax, which is the same "
        "function.\n"
        "- No dropout in the branches (the paper's is 0.5, unsure).\n"
        "- Crops are changed in this program's way: rotation, flips, scale, elastic and lens "
        "distortion as in the paper, and blur, contrast, noise and stains besides.\n"
        "- Refinement is this program's: contours with little membrane along them are left out, "
        "and small components are boundary.\n",
        r.learningRate);
    return text;
}

std::string shippedNotes(const Reproduction& r) {
    std::string text;
    for (const ReportedModel& model : r.shipped) {
        const std::string& judged = model.info.validation.slices;
        const std::string block =
            fmt::format("{}-{}", r.study->heldOut.first, r.study->heldOut.second);
        const auto images = model.info.provenance.find("images");
        const std::string of = images == model.info.provenance.end() ? "" : images->second;
        const bool sameStack = of.find(r.study->imagesName) != std::string::npos;
        const std::string said = fmt::format(
            "- `{}` says of itself: trained on {}; judged on slices {}.", model.info.name,
            of.empty() ? "images that it does not name" : of, judged.empty() ? "none" : judged);
        text += said + (sameStack && judged == block
                            ? " By that it was not trained on the slices scored here, which "
                              "may have had a say in which of its weights were kept.\n"
                            : " **Whether it was trained on the slices scored here is unknown**, "
                              "so its rows may be better than it is.\n");
    }
    return text;
}

std::string networkTable(const Reproduction& r) {
    std::string text = "| network | seed | steps | seconds |\n|---|---|---|---|\n";
    const auto said = [](const ReportedModel& model, const char* what) {
        const auto found = model.info.provenance.find(what);
        return found == model.info.provenance.end() ? std::string("–") : found->second;
    };
    for (const ReportedModel& model : r.networks)
        text += fmt::format("| `{}` | {} | {} | {} |\n", model.file.filename().string(),
                            said(model, "seed"), said(model, "steps"), said(model, "seconds"));
    return text;
}

std::string rowsOfFigure(const std::vector<AmbiguousPlace>& places, int& row, const char* what) {
    std::string text;
    for (const AmbiguousPlace& place : places)
        text += fmt::format("| {} | {} | {}, {}, {} | {:.2f} | {:.2f} |\n", ++row, what, place.at.x,
                            place.at.y, place.at.z, place.appearance, place.membrane);
    return text;
}

std::string figureText(const Reproduction& r) {
    const Ambiguity& a = r.ambiguity;
    std::string text = fmt::format(
        "Of {} pixels inside of cells (further than {} pixels from membrane) that are as dark as "
        "half of all membrane, the map of {} calls {:.1f} % cell. Of {} pixels where membrane is "
        "most blurred (a tenth of it, that which differs least from what is around), it found "
        "{:.1f} %: there the mean probability of membrane, over the membrane in 17 x 17 pixels, is "
        "0.5 or more.\n\n",
        a.darkPixels, kInsideCell, r.figureOf, 100 * a.darkCalledCell, a.blurredPixels,
        100 * a.blurredCalledMembrane);
    if (a.darkInside.empty() && a.blurredFound.empty())
        return text + "No place was found that a figure could show.\n";
    text += fmt::format(
        "![Ambiguous places]({})\n\nEach row is a place of {} x {} pixels: the image, the same "
        "with the truth's cells outlined, and the map (white = cell). The darkest insides of cells "
        "come first, whatever the map says of them; then the most blurred membranes among those "
        "that the map found.\n\n",
        report_files::kFigure, kFigureSide, kFigureSide);
    text +=
        "| row | what | x, y, slice | darkness or contrast | probability of membrane |\n"
        "|---|---|---|---|---|\n";
    int row = 0;
    text += rowsOfFigure(a.darkInside, row, "dark inside of a cell");
    return text + rowsOfFigure(a.blurredFound, row, "blurred membrane");
}

std::string refinementPlot(const Reproduction& r) {
    std::vector<PlotLine> lines;
    for (const SystemCurves& curves : r.curves) {
        PlotLine line{curves.system, {}};
        for (const CurvePoint& point : curves.refinement) {
            line.points.emplace_back(point.weight, *point.randError);
            if (point.weight == curves.weights.first || point.weight == curves.weights.second)
                line.marks.push_back(line.points.back());
        }
        lines.push_back(std::move(line));
    }
    return linePlot({"Refinement, " + heldOutText(*r.study), "w_f", "Rand error of the labels",
                     "circles: w_f fitted on either half"},
                    lines);
}

std::string thresholdPlot(const Reproduction& r, const PlotText& text, double ThresholdPoint::*x,
                          double ThresholdPoint::*y) {
    std::vector<PlotLine> lines;
    for (const SystemCurves& curves : r.curves) {
        PlotLine line{curves.system, {}};
        // Where nothing or everything is cell there is neither precision nor a split.
        for (const ThresholdPoint& point : curves.thresholds)
            if (point.*x > 0 && point.*y > 0) line.points.emplace_back(point.*x, point.*y);
        if (!line.points.empty()) lines.push_back(std::move(line));
    }
    return linePlot(text, lines);
}

}  // namespace

std::string markdownOf(const Reproduction& r) {
    std::string text = "# Chen et al. (2016) reproduced\n\n";
    text += fmt::format("Measured on {} of `{}`, {} of them, with `{}`.\n\n", heldOutText(*r.study),
                        r.study->imagesName, r.study->slices(), r.call);
    text += tableOf(r) + "\n## Published\n\n";
    text +=
        "**Measured on other slices** (the challenge's hidden test slices), so a difference to "
        "the table above is not only one of systems. V_Rand and V_Info are of the later "
        "board.\n\n";
    text += publishedTable() +
            "\nOf the paper's versions, CUMedVision-4 (with fusion) had the lowest Rand and "
            "pixel error, CUMedVision-6 (with C) the lowest warping error.\n";
    text += "\n## How it was made\n\n" + howItWasMade(r);
    text += "\n## What differs from the paper\n\n" + differences(r);
    if (!r.shipped.empty()) text += "\n## The shipped models\n\n" + shippedNotes(r);
    text += fmt::format(
        "\n## Curves\n\n![Rand error over w_f]({})\n\n![Precision and recall of cell pixels over "
        "thresholds]({})\n\n![Split and merge score over thresholds]({})\n",
        report_files::kRefinement, report_files::kPrecision, report_files::kSplits);
    text += "\n## Where the image misleads\n\n" + figureText(r);
    return text + "\n## Networks\n\n" + networkTable(r);
}

void writeReport(const std::filesystem::path& folder, const Reproduction& r) {
    using Json = nlohmann::ordered_json;
    writeFileAtomically(folder / report_files::kRefinement, refinementPlot(r));
    writeFileAtomically(
        folder / report_files::kPrecision,
        thresholdPlot(r, {"Pixels of cell, thresholds 0 to 1", "recall", "precision"},
                      &ThresholdPoint::pixelRecall, &ThresholdPoint::pixelPrecision));
    writeFileAtomically(
        folder / report_files::kSplits,
        thresholdPlot(r, {"V_Rand, thresholds 0 to 1", "split score", "merge score"},
                      &ThresholdPoint::vRandSplit, &ThresholdPoint::vRandMerge));
    writeFileAtomically(folder / report_files::kCsv, csvOf(r));
    writeFileAtomically(folder / report_files::kJson,
                        jsonOf(r).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    writeFileAtomically(folder / report_files::kMarkdown, markdownOf(r));
}

}  // namespace axolemma
