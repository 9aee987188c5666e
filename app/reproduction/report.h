#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/reproduction/ambiguity.h"
#include "app/reproduction/scores.h"
#include "segmentation/model_file.h"

namespace axolemma {

/// A model of which there are rows.
struct ReportedModel {
    std::filesystem::path file;
    ModelInfo info;
};

/// All that a report says.
struct Reproduction {
    const Study* study = nullptr;
    std::string call;
    int width = 0;
    /// How long each network was trained: "4000 steps" or "10 minutes".
    std::string length;
    double learningRate = 0;
    std::string device;
    std::vector<ReportedModel> networks;
    std::vector<ReportedModel> shipped;
    std::vector<ScoredRow> rows;
    std::vector<SystemCurves> curves;
    Ambiguity ambiguity;
    /// Whose map the figure and `ambiguity` are of.
    std::string figureOf;
};

/// The names of what is written into a report's folder.
namespace report_files {
inline constexpr const char* kMarkdown = "report.md";
inline constexpr const char* kJson = "report.json";
inline constexpr const char* kCsv = "report.csv";
inline constexpr const char* kRefinement = "wf_curve.svg";
inline constexpr const char* kPrecision = "precision_recall.svg";
inline constexpr const char* kSplits = "split_merge.svg";
inline constexpr const char* kFigure = "figure.png";
}  // namespace report_files

/// The report for people, for machines, and its table alone; published scores are in each, marked
/// as measured on other slices.
std::string markdownOf(const Reproduction& reproduction);
nlohmann::ordered_json jsonOf(const Reproduction& reproduction);
std::string csvOf(const Reproduction& reproduction);

/// Writes all but the figure into `folder`, which exists. Throws `Error`.
void writeReport(const std::filesystem::path& folder, const Reproduction& reproduction);

}  // namespace axolemma
