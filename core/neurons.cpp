#include "core/neurons.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/parallel.h"

namespace axolemma {

namespace {

std::shared_ptr<const std::vector<Link>> linksOrNull(const SliceComponents* slice,
                                                     const SliceComponents* next,
                                                     const LinkRule& rule) {
    if (slice == nullptr || next == nullptr) return nullptr;
    return std::make_shared<const std::vector<Link>>(linksBetween(*slice, *next, rule));
}

}  // namespace

Proposal linkedProposal(std::vector<std::shared_ptr<const SliceComponents>> slices,
                        const LinkRule& rule, int threads) {
    Proposal proposal;
    proposal.links.resize(slices.empty() ? 0 : slices.size() - 1);
    parallelFor(static_cast<int>(proposal.links.size()), threads, [&](int z) {
        proposal.links[z] = linksOrNull(slices[z].get(), slices[z + 1].get(), rule);
    });
    proposal.slices = std::move(slices);
    return proposal;
}

Proposal Proposal::withSlice(int z, std::shared_ptr<const SliceComponents> components,
                             const LinkRule& rule) const {
    assert(z >= 0 && z < depth());
    Proposal changed = *this;
    changed.slices[z] = std::move(components);
    // What a label volume said was of the components of before.
    if (z < static_cast<int>(changed.labels.size())) changed.labels[z] = nullptr;
    changed.links.resize(changed.slices.size() - 1);
    const auto relink = [&](int lower) {
        if (lower < 0 || lower + 1 >= changed.depth()) return;
        changed.links[lower] =
            linksOrNull(changed.slices[lower].get(), changed.slices[lower + 1].get(), rule);
    };
    relink(z - 1);
    relink(z);
    return changed;
}

}  // namespace axolemma
