#include "core/neurons.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <utility>

#include "core/apart_sets.h"
#include "core/neuron_naming.h"
#include "core/parallel.h"

namespace axolemma {

namespace {

std::shared_ptr<const std::vector<Link>> candidatesBetween(const SliceComponents* slice,
                                                           const SliceComponents* next,
                                                           const LinkRule& rule) {
    if (slice == nullptr || next == nullptr) return nullptr;
    const bool contacts = !slice->contacts.empty() && !next->contacts.empty();
    return std::make_shared<const std::vector<Link>>(
        linksBetween(*slice, *next, {contacts ? rule.amongContacts : rule.threshold}));
}

/// A candidate, and where it is.
struct Entry {
    float strength = 0;
    int z = 0;
    std::size_t i = 0;
};

/// Sets without members yet, in which what touches with sure membrane between stays apart.
ApartSets rivalsOf(const Proposal& proposal, const ComponentNodes& nodes, float rivalMembrane) {
    ApartSets sets(nodes.size());
    for (int z = 0; z < proposal.depth(); ++z) {
        if (!proposal.slices[z]) continue;
        for (const Contact& contact : proposal.slices[z]->contacts)
            if (contact.strength() >= rivalMembrane)
                sets.keepApart(nodes.of(z, contact.a), nodes.of(z, contact.b));
    }
    return sets;
}

/// Chooses the links of a proposal from its candidates.
void chooseLinks(Proposal& proposal, const LinkRule& rule) {
    const auto& candidates = proposal.candidates;
    std::vector<Entry> entries;
    std::vector<std::vector<bool>> hold(candidates.size());
    for (std::size_t z = 0; z < candidates.size(); ++z) {
        if (!candidates[z]) continue;
        hold[z].resize(candidates[z]->size());
        for (std::size_t i = 0; i < candidates[z]->size(); ++i)
            entries.push_back({(*candidates[z])[i].strength, static_cast<int>(z), i});
    }
    // Stable, so that equal ones go by slice and component.
    std::ranges::stable_sort(entries, std::greater(), &Entry::strength);
    const ComponentNodes nodes(proposal);
    ApartSets sets = rivalsOf(proposal, nodes, rule.rivalMembrane);
    for (const auto& [strength, z, i] : entries) {
        const Link& link = (*candidates[z])[i];
        hold[z][i] = sets.join(nodes.of(z, link.a), nodes.of(z + 1, link.b));
    }
    proposal.links.resize(candidates.size());
    for (std::size_t z = 0; z < candidates.size(); ++z) {
        if (!candidates[z]) {
            proposal.links[z] = nullptr;
            continue;
        }
        std::vector<Link> chosen;
        for (std::size_t i = 0; i < hold[z].size(); ++i)
            if (hold[z][i]) chosen.push_back((*candidates[z])[i]);
        if (!proposal.links[z] || *proposal.links[z] != chosen)
            proposal.links[z] = std::make_shared<const std::vector<Link>>(std::move(chosen));
    }
}

}  // namespace

Proposal linkedProposal(std::vector<std::shared_ptr<const SliceComponents>> slices,
                        const LinkRule& rule, int threads) {
    Proposal proposal;
    proposal.candidates.resize(slices.empty() ? 0 : slices.size() - 1);
    parallelFor(static_cast<int>(proposal.candidates.size()), threads, [&](int z) {
        proposal.candidates[z] = candidatesBetween(slices[z].get(), slices[z + 1].get(), rule);
    });
    proposal.slices = std::move(slices);
    chooseLinks(proposal, rule);
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
    // Of labels nothing was chosen.
    if (changed.candidates.empty()) changed.candidates = changed.links;
    changed.candidates.resize(changed.links.size());
    const auto relink = [&](int lower) {
        if (lower < 0 || lower + 1 >= changed.depth()) return;
        changed.candidates[lower] =
            candidatesBetween(changed.slices[lower].get(), changed.slices[lower + 1].get(), rule);
    };
    relink(z - 1);
    relink(z);
    chooseLinks(changed, rule);
    return changed;
}

}  // namespace axolemma
