#include "app/retrain_parent.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "app/network_options.h"
#include "core/error.h"
#include "core/io/restored_proposal.h"
#include "segmentation/library.h"
#include "segmentation/model_file.h"

namespace axolemma {

namespace {

/// Whatever it is called.
std::optional<ModelEntry> modelWithHash(const std::string& hash) {
    for (const ModelEntry& entry : availableModels())
        if (hashOfModel(entry.path.string()) == hash) return entry;
    return {};
}

bool callsItself(const ModelEntry& entry, const std::string& name) {
    try {
        return readModelInfo(entry.path).name == name;
    } catch (const Error&) {
        // One bad file must not hide the others.
        return false;
    }
}

/// The model that has this name, or else the only one that gives it to itself.
std::optional<ModelEntry> modelCalled(const std::string& name) {
    std::vector<ModelEntry> models = availableModels();
    const auto named = std::ranges::find(models, name, &ModelEntry::name);
    if (named != models.end()) return *named;
    std::erase_if(models, [&](const ModelEntry& entry) { return !callsItself(entry, name); });
    if (models.size() != 1) return {};
    return models.front();
}

ModelEntry modelOf(const TaughtProject& project) {
    const StoredProposal& made = project.proposal;
    const auto called = modelCalled(made.model);
    const auto found = made.modelHash.empty() ? called : modelWithHash(made.modelHash);
    if (found) return *found;
    throw Error(
        fmt::format("{}: it was segmented with {}, {}. Give its file, or another network to start "
                    "from, with --model.",
                    project.folder, made.model,
                    called ? "but the model of that name is another one by now"
                           : "which is not among the models"));
}

}  // namespace

RetrainParent parentFor(const std::string& model, const TaughtProject& project) {
    const PartitionRule& rule = project.proposal.rule;
    if (model.empty() && hasMaps(project.proposal)) {
        const ModelEntry entry = modelOf(project);
        return {entry.name, entry.path, rule};
    }
    const std::string name = model.empty() ? "default" : model;
    return {name, findModel(name), rule};
}

}  // namespace axolemma
