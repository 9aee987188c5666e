#include "ui/opened_project.h"

#include <algorithm>
#include <utility>

#include "core/io/project_stack.h"
#include "core/io/restored_proposal.h"
#include "core/parallel.h"

namespace axolemma {

StoredProposal storedProposal(const Segmentation& segmentation) {
    StoredProposal stored;
    stored.maps = segmentation.maps;
    stored.rule = segmentation.rule;
    if (segmentation.model) stored.model = segmentation.model->name;
    stored.modelHash = segmentation.modelHash;
    stored.device = segmentation.device;
    stored.labels = labelsIn(segmentation.proposal);
    return stored;
}

Segmentation segmentationOf(const StoredProposal& stored, const ProgressFunction& progress,
                            std::stop_token stop) {
    Segmentation segmentation;
    segmentation.rule = stored.rule;
    segmentation.device = stored.device;
    segmentation.modelHash = stored.modelHash;
    if (!stored.model.empty()) {
        ModelInfo model;
        model.name = stored.model;
        model.partition = stored.rule;
        segmentation.model = std::make_shared<const ModelInfo>(std::move(model));
    }
    segmentation.maps = stored.maps;
    segmentation.proposal = restoredProposal(stored, processors(), progress, std::move(stop));
    return segmentation;
}

std::shared_ptr<Stack> readStackOf(Project& project, const std::filesystem::path& place,
                                   const ProgressFunction& progress, std::stop_token stop) {
    if (place.empty())
        return std::make_shared<Stack>(
            readStackOf(project.stack(), project.folder(), progress, std::move(stop)));
    auto stack =
        std::make_shared<Stack>(readStackAt(project.stack(), place, progress, std::move(stop)));
    project.setStack(*stack);
    return stack;
}

}  // namespace axolemma
