#include "app/model_facts.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "segmentation/model_facts.h"

namespace axolemma {

using Json = nlohmann::ordered_json;

double jsonNumber(float value) {
    return std::round(1e6 * static_cast<double>(value)) / 1e6;
}

Json jsonOf(const PartitionRule& rule) {
    const Refinement& r = rule.refinement;
    return {{"wf", jsonNumber(r.weight)},
            {"threshold", jsonNumber(rule.boundaryFrom())},
            {"sigma", jsonNumber(r.sigma)},
            {"h", jsonNumber(r.depth)},
            {"join_below", jsonNumber(r.joinBelow)},
            {"smallest_component", rule.smallest}};
}

Json jsonOf(const ModelInfo& model, const std::filesystem::path& file) {
    Json json{{"name", model.name},
              {"file", file.string()},
              {"description", model.description},
              {"architecture", architectureInWords(model)},
              {"networks", networksIn(model)},
              {"pixel_size_nm", model.pixelSize},
              {"labels", jsonOf(model.partition)},
              {"licence", model.licence},
              {"citation", model.citation},
              {"provenance", model.provenance}};
    const ValidationScores& scores = model.validation;
    if (!scores.slices.empty())
        json["validation"] = {{"slices", scores.slices},
                              {"v_rand_map", scores.vRandMap},
                              {"v_rand_labels", scores.vRandLabels},
                              {"v_info_map", scores.vInfoMap},
                              {"pixel_error", scores.pixelError},
                              {"per_slice", scores.perSlice}};
    return json;
}

std::string describe(const ModelInfo& model, const std::filesystem::path& file) {
    std::string text = fmt::format("{}\n", file.string());
    for (const auto& [what, value] : factsOf(model))
        text += fmt::format("  {:<13} {}\n", what, value);
    return text;
}

}  // namespace axolemma
