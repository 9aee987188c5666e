#include "core/proofreading/imported_labels.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"

namespace axolemma {

ImportedLabels importLabels(const Volume<std::uint64_t>& labels, int threads,
                            std::stop_token stop) {
    ImportedLabels imported;
    Proposal& proposal = imported.proposal;
    const int depth = labels.depth();
    proposal.slices.resize(depth);
    proposal.labels.resize(depth);
    proposal.links.resize(std::max(0, depth - 1));
    parallelFor(depth, threads, [&](int z) {
        if (stop.stop_requested()) throw Cancelled();
        auto slice = std::make_shared<const SliceComponents>(regionsOfEqualLabel(labels.slice(z)));
        auto ofComponents = std::make_shared<std::vector<std::uint64_t>>(slice->count + 1, 0);
        for (std::uint32_t c = 1; c <= slice->count; ++c)
            (*ofComponents)[c] = labels.slice(z)(slice->places[c]);
        proposal.slices[z] = std::move(slice);
        proposal.labels[z] = std::move(ofComponents);
    });
    // Where a label has its largest component its id is found again.
    std::map<std::uint64_t, std::pair<std::uint32_t, Place>> largest;
    for (int z = 0; z < depth; ++z)
        for (std::uint32_t c = 1; c <= proposal.slices[z]->count; ++c) {
            auto& known = largest[(*proposal.labels[z])[c]];
            const auto size = proposal.slices[z]->sizes[c];
            const Point place = proposal.slices[z]->places[c];
            if (size > known.first) known = {size, {place.x, place.y, z}};
        }
    for (const auto& [label, where] : largest) imported.minted.push_back({label, where.second});
    return imported;
}

}  // namespace axolemma
