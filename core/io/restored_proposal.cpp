#include "core/io/restored_proposal.h"

#include <algorithm>
#include <utility>

#include "core/metrics/slice_jobs.h"
#include "core/partition.h"
#include "core/proofreading/imported_labels.h"

namespace axolemma {

namespace {

Proposal proposalOfLabels(const std::vector<std::shared_ptr<const Image<std::uint64_t>>>& slices,
                          const Image<std::uint64_t>& known, int threads, std::stop_token stop) {
    Volume<std::uint64_t> labels(known.width(), known.height(), static_cast<int>(slices.size()), 0);
    for (std::size_t z = 0; z < slices.size(); ++z)
        if (slices[z]) std::ranges::copy(*slices[z], labels.slice(static_cast<int>(z)).data());
    return importLabels(labels, threads, std::move(stop)).proposal;
}

}  // namespace

bool hasMaps(const StoredProposal& stored) {
    return std::ranges::any_of(stored.maps, [](const auto& map) { return map != nullptr; });
}

std::vector<std::shared_ptr<const Image<std::uint64_t>>> labelsIn(const Proposal& proposal) {
    std::vector<std::shared_ptr<const Image<std::uint64_t>>> slices(proposal.labels.size());
    for (std::size_t z = 0; z < slices.size(); ++z) {
        if (!proposal.slices[z] || !proposal.labels[z]) continue;
        const auto& components = proposal.slices[z]->labels;
        auto labels =
            std::make_shared<Image<std::uint64_t>>(components.width(), components.height());
        std::ranges::transform(components, labels->begin(),
                               [&](std::uint32_t c) { return (*proposal.labels[z])[c]; });
        slices[z] = std::move(labels);
    }
    return slices;
}

Proposal restoredProposal(const StoredProposal& stored, int threads,
                          const ProgressFunction& progress, std::stop_token stop) {
    const int depth = static_cast<int>(std::max(stored.maps.size(), stored.labels.size()));
    std::vector<std::shared_ptr<const SliceComponents>> slices(depth);
    const int mapped = static_cast<int>(stored.maps.size());
    detail::SliceJobs{threads, stop, progress}.forEach(1, mapped, [&](int, int z) {
        if (stored.maps[z])
            slices[z] = std::make_shared<const SliceComponents>(
                partitionOf(stored.maps[z]->view(), stored.rule));
    });
    const auto labelled =
        std::ranges::find_if(stored.labels, [](const auto& slice) { return slice != nullptr; });
    if (labelled == stored.labels.end())
        return linkedProposal(std::move(slices), LinkRule(), threads);
    Proposal proposal = proposalOfLabels(stored.labels, **labelled, threads, stop);
    // Slices of maps among those of labels.
    std::vector<bool> mixed(depth, false);
    for (int z = 0; z < depth; ++z) {
        if (stored.labels[z]) continue;
        mixed[z] = true;
        proposal.slices[z] = std::move(slices[z]);
        proposal.labels[z] = nullptr;
    }
    detail::SliceJobs{threads, stop, {}}.forEach(1, depth - 1, [&](int, int z) {
        const auto& slice = proposal.slices[z];
        const auto& next = proposal.slices[z + 1];
        if ((mixed[z] || mixed[z + 1]) && slice && next)
            proposal.links[z] =
                std::make_shared<const std::vector<Link>>(linksBetween(*slice, *next, LinkRule()));
    });
    return proposal;
}

DerivationSources sourcesOf(const StoredProposal& stored, int threads,
                            const ProgressFunction& progress, std::stop_token stop) {
    DerivationSources sources;
    sources.proposal = std::make_shared<const Proposal>(
        restoredProposal(stored, threads, progress, std::move(stop)));
    sources.maps = stored.maps;
    sources.smallest = stored.rule.smallest;
    return sources;
}

}  // namespace axolemma
