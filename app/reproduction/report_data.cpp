#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/model_facts.h"
#include "app/reproduction/published.h"
#include "app/reproduction/report.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

Json jsonOf(const FoldWeights& weights) {
    return {jsonNumber(weights.first), jsonNumber(weights.second)};
}

Json jsonOf(const ScoredRow& row) {
    Json json{{"system", row.system}, {"refinement", row.refined}};
    json["wf"] = row.weights ? jsonOf(*row.weights) : Json();
    for (std::size_t i = 0; i < row.scores.size(); ++i) json[kScoreColumns[i].key] = row.scores[i];
    json["seconds_per_slice"] = jsonOf(row.secondsPerSlice);
    return json;
}

Json jsonOf(const PublishedScores& scores) {
    return {{"system", scores.system},
            {"rand_error", jsonOf(scores.rand)},
            {"warping_error", jsonOf(scores.warping)},
            {"pixel_error", jsonOf(scores.pixel)},
            {"v_rand_thin", jsonOf(scores.vRand)},
            {"v_info_thin", jsonOf(scores.vInfo)},
            {"unsure", scores.unsure}};
}

Json jsonOf(const SystemCurves& curves) {
    Json json{{"system", curves.system}, {"wf_fitted", jsonOf(curves.weights)}};
    for (const CurvePoint& point : curves.refinement)
        json["wf"].push_back({{"wf", jsonNumber(point.weight)},
                              {"rand_error", jsonOf(point.randError)},
                              {"components", point.components}});
    for (const ThresholdPoint& point : curves.thresholds)
        json["thresholds"].push_back({{"threshold", point.threshold},
                                      {"pixel_recall", point.pixelRecall},
                                      {"pixel_precision", point.pixelPrecision},
                                      {"v_rand_split", point.vRandSplit},
                                      {"v_rand_merge", point.vRandMerge}});
    return json;
}

Json jsonOf(const std::vector<AmbiguousPlace>& places) {
    Json json = Json::array();
    for (const AmbiguousPlace& place : places)
        json.push_back({{"place", {place.at.x, place.at.y, place.at.z}},
                        {"appearance", place.appearance},
                        {"membrane_probability", place.membrane}});
    return json;
}

Json jsonOf(const std::vector<ReportedModel>& models) {
    Json json = Json::array();
    for (const ReportedModel& model : models)
        json.push_back({{"file", model.file.filename().string()},
                        {"architecture", architectureInWords(model.info)},
                        {"validation_slices", model.info.validation.slices},
                        {"provenance", model.info.provenance}});
    return json;
}

std::string quoted(const std::string& text) {
    std::string field = "\"";
    for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
    return field + '"';
}

std::string field(const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : std::string();
}

}  // namespace

Json jsonOf(const Reproduction& r) {
    const Study& study = *r.study;
    Json json{{"images", study.imagesName},
              {"images_sha256", study.imagesHash},
              {"labels", study.labelsName},
              {"labels_sha256", study.labelsHash},
              {"held_out", {study.heldOut.first, study.heldOut.second}},
              {"wf_fitted", "on the other half of the held-out slices"},
              {"first_half", study.firstHalf()},
              {"width", r.width},
              {"length_of_each", r.length},
              {"learning_rate", r.learningRate},
              {"device", r.device},
              {"command", r.call},
              {"rows", Json::array()},
              {"published_on", "the challenge's hidden test slices"},
              {"published", Json::array()},
              {"curves", Json::array()}};
    for (const ScoredRow& row : r.rows) json["rows"].push_back(jsonOf(row));
    for (const PublishedScores& scores : publishedScores())
        json["published"].push_back(jsonOf(scores));
    for (const SystemCurves& curves : r.curves) json["curves"].push_back(jsonOf(curves));
    json["ambiguity"] = {{"system", r.figureOf},
                         {"dark_pixels_inside", r.ambiguity.darkPixels},
                         {"dark_called_cell", r.ambiguity.darkCalledCell},
                         {"blurred_pixels_of_membrane", r.ambiguity.blurredPixels},
                         {"blurred_called_membrane", r.ambiguity.blurredCalledMembrane},
                         {"dark_inside", jsonOf(r.ambiguity.darkInside)},
                         {"blurred_found", jsonOf(r.ambiguity.blurredFound)}};
    json["networks"] = jsonOf(r.networks);
    json["shipped"] = jsonOf(r.shipped);
    return json;
}

std::string csvOf(const Reproduction& r) {
    std::string csv = "measured_on,system,refinement,wf_first_half,wf_second_half";
    for (const ScoreColumn& column : kScoreColumns) csv += fmt::format(",{}", column.key);
    csv += ",seconds_per_slice\n";
    const std::string here = fmt::format("{} slices {}-{}", r.study->imagesName,
                                         r.study->heldOut.first, r.study->heldOut.second);
    for (const ScoredRow& row : r.rows) {
        csv += fmt::format("{},{},{}", quoted(here), quoted(row.system),
                           row.refined ? "with" : "without");
        csv += row.weights ? fmt::format(",{:g},{:g}", row.weights->first, row.weights->second)
                           : std::string(",,");
        for (const double score : row.scores) csv += fmt::format(",{}", score);
        csv += "," + field(row.secondsPerSlice) + "\n";
    }
    for (const PublishedScores& s : publishedScores())
        csv += fmt::format("{},{},published,,,{},{},{},{},{},\n",
                           quoted("the challenge's hidden test slices"), quoted(s.system),
                           field(s.rand), field(s.warping), field(s.pixel), field(s.vRand),
                           field(s.vInfo));
    return csv;
}

}  // namespace axolemma
