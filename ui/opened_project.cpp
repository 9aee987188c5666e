#include "ui/opened_project.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/io/stack_reader.h"
#include "core/io/stack_reference.h"
#include "core/parallel.h"
#include "core/proofreading/imported_labels.h"
#include "core/synthetic_stack.h"

namespace axolemma {

namespace {

int processors() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

Proposal proposalOfLabels(const std::vector<std::shared_ptr<const Image<std::uint64_t>>>& slices,
                          std::stop_token stop) {
    const auto known = std::ranges::find_if(slices, [](const auto& s) { return s != nullptr; });
    if (known == slices.end()) return {};
    Volume<std::uint64_t> labels((*known)->width(), (*known)->height(),
                                 static_cast<int>(slices.size()), 0);
    for (std::size_t z = 0; z < slices.size(); ++z)
        if (slices[z]) std::ranges::copy(*slices[z], labels.slice(static_cast<int>(z)).data());
    return importLabels(labels, processors(), stop).proposal;
}

}  // namespace

StoredProposal storedProposal(const Segmentation& segmentation) {
    StoredProposal stored;
    stored.maps = segmentation.maps;
    stored.rule = segmentation.rule;
    if (segmentation.model) stored.model = segmentation.model->name;
    stored.device = segmentation.device;
    const Proposal& proposal = segmentation.proposal;
    stored.labels.resize(proposal.labels.size());
    for (std::size_t z = 0; z < proposal.labels.size(); ++z) {
        if (!proposal.slices[z] || !proposal.labels[z]) continue;
        const auto& components = proposal.slices[z]->labels;
        auto labels =
            std::make_shared<Image<std::uint64_t>>(components.width(), components.height());
        std::ranges::transform(components, labels->begin(),
                               [&](std::uint32_t c) { return (*proposal.labels[z])[c]; });
        stored.labels[z] = std::move(labels);
    }
    return stored;
}

Segmentation segmentationOf(const StoredProposal& stored, const ProgressFunction& progress,
                            std::stop_token stop) {
    Segmentation segmentation;
    segmentation.rule = stored.rule;
    segmentation.device = stored.device;
    if (!stored.model.empty()) {
        ModelInfo model;
        model.name = stored.model;
        model.partition = stored.rule;
        segmentation.model = std::make_shared<const ModelInfo>(std::move(model));
    }
    if (std::ranges::any_of(stored.labels, [](const auto& slice) { return slice != nullptr; })) {
        segmentation.proposal = proposalOfLabels(stored.labels, stop);
        return segmentation;
    }
    segmentation.maps = stored.maps;
    const int depth = static_cast<int>(stored.maps.size());
    std::vector<std::shared_ptr<const SliceComponents>> slices(depth);
    std::atomic<int> done = 0;
    parallelFor(depth, processors(), [&](int z) {
        if (stop.stop_requested()) throw Cancelled();
        if (stored.maps[z])
            slices[z] = std::make_shared<const SliceComponents>(
                partitionOf(stored.maps[z]->view(), stored.rule));
        const int count = ++done;
        if (progress)
            progress({static_cast<double>(count) / depth,
                      fmt::format("components of slice {} of {}", count, depth)});
    });
    segmentation.proposal = linkedProposal(std::move(slices), LinkRule(), processors());
    return segmentation;
}

std::shared_ptr<Stack> readStackOf(const Project& project, const ProgressFunction& progress,
                                   std::stop_token stop) {
    auto stack = std::make_shared<Stack>();
    const std::string path = findStack(project.stack(), project.folder());
    if (path.empty()) {
        // Nothing else is ever made in memory.
        *stack = std::move(makeSyntheticStack().images);
        stack->name = "Sample stack";
    } else {
        *stack = readStack({path}, progress, stop);
    }
    requireSameStack(project.stack(), *stack);
    return stack;
}

}  // namespace axolemma
