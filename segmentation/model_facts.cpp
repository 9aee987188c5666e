#include "segmentation/model_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/partition_facts.h"

namespace axolemma {

std::vector<ModelFact> factsOf(const ModelInfo& model) {
    std::vector<ModelFact> facts;
    const auto say = [&](const std::string& what, const std::string& value) {
        if (!value.empty()) facts.push_back({what, value});
    };
    say("model", model.name);
    say("description", model.description);
    say("architecture", architectureInWords(model));
    for (const Architecture& network : model.furtherNetworks) say("and", network.description());
    say("pixel size", fmt::format("{:g} nm", model.pixelSize));
    say("label rule", describe(model.partition));
    const ValidationScores& scores = model.validation;
    if (!scores.slices.empty()) {
        say("validation",
            fmt::format(
                "slices {}: V_Rand {:.4f} (labels {:.4f}), V_Info {:.4f}, pixel error {:.4f}",
                scores.slices, scores.vRandMap, scores.vRandLabels, scores.vInfoMap,
                scores.pixelError));
        say("slice by slice", fmt::format("{:.4f}", fmt::join(scores.perSlice, " ")));
    }
    for (const auto& [what, value] : model.provenance) say(what, value);
    say("licence", model.licence);
    say("citation", model.citation);
    return facts;
}

}  // namespace axolemma
