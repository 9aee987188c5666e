#include "core/neurons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "core/disjoint_sets.h"
#include "core/error.h"
#include "core/parallel.h"

namespace axolemma {

namespace {

/// Pixels of component a that lie over component b.
struct Overlap {
    std::uint32_t b = 0;
    std::uint32_t pixels = 0;
};

/// Calls `visit(a, b, pixels)` for each stretch of a row in which both slices keep their component.
template <typename Visit>
void forEachSharedRun(const SliceComponents& slice, const SliceComponents& next, Visit visit) {
    for (int y = 0; y < slice.labels.height(); ++y) {
        const auto* const a = slice.labels.view().row(y);
        const auto* const b = next.labels.view().row(y);
        for (int x = 0; x < slice.labels.width();) {
            const int start = x;
            while (x < slice.labels.width() && a[x] == a[start] && b[x] == b[start]) ++x;
            if (a[start] != 0 && b[start] != 0) {
                visit(a[start], b[start], static_cast<std::uint32_t>(x - start));
            }
        }
    }
}

bool admits(const LinkRule& rule, const Link& link) {
    return link.ofSmaller > rule.ofSmaller && link.ofUnion > rule.ofUnion;
}

/// Which links are the strongest admitted ones of both their components; of equal ones the first.
std::vector<bool> mutuallyBest(const std::vector<Link>& links, const SliceComponents& slice,
                               const SliceComponents& next, const LinkRule& rule) {
    const Link none;
    std::vector<const Link*> bestOfA(slice.sizes.size(), &none);
    std::vector<const Link*> bestOfB(next.sizes.size(), &none);
    for (const Link& link : links) {
        if (!admits(rule, link)) continue;
        if (link.strength > bestOfA[link.a]->strength) bestOfA[link.a] = &link;
        if (link.strength > bestOfB[link.b]->strength) bestOfB[link.b] = &link;
    }
    std::vector<bool> best(links.size());
    for (std::size_t i = 0; i < links.size(); ++i)
        best[i] = bestOfA[links[i].a] == &links[i] && bestOfB[links[i].b] == &links[i];
    return best;
}

/// Adds the parts of what was cut: links from the same component to neighbours, in the other slice,
/// of one it is joined with already, where the membrane between the two is doubtful. `whole` and
/// `part` give the ends of a link, `parts` is the slice of the latter.
void addParts(const std::vector<Link>& links, std::vector<bool>& kept, std::uint32_t Link::*whole,
              std::uint32_t Link::*part, const SliceComponents& parts, const LinkRule& rule) {
    std::vector<std::vector<std::uint32_t>> besides(parts.sizes.size());
    for (const Contact& contact : parts.contacts) {
        if (contact.strength() >= rule.branchBelow) continue;
        besides[contact.a].push_back(contact.b);
        besides[contact.b].push_back(contact.a);
    }
    std::vector<std::vector<std::size_t>> ofWhole;
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (links[i].*whole >= ofWhole.size()) ofWhole.resize(links[i].*whole + 1);
        ofWhole[links[i].*whole].push_back(i);
    }
    for (const std::vector<std::size_t>& group : ofWhole) {
        // From each that is joined to those that touch it, and on from there.
        std::vector<std::size_t> joined;
        for (const std::size_t i : group)
            if (kept[i]) joined.push_back(i);
        for (std::size_t k = 0; k < joined.size(); ++k) {
            const auto& beside = besides[links[joined[k]].*part];
            for (const std::size_t i : group) {
                if (kept[i] || !(links[i].ofSmaller > rule.ofSmaller) ||
                    std::find(beside.begin(), beside.end(), links[i].*part) == beside.end())
                    continue;
                kept[i] = true;
                joined.push_back(i);
            }
        }
    }
}

/// Removes the links that the rule does not admit.
void keepAdmitted(std::vector<Link>& links, const SliceComponents& slice,
                  const SliceComponents& next, const LinkRule& rule) {
    std::vector<bool> kept(links.size());
    if (rule.mutualBest) {
        const std::vector<bool> best = mutuallyBest(links, slice, next, rule);
        kept = best;
        addParts(links, kept, &Link::a, &Link::b, next, rule);
        std::vector<bool> others = best;
        addParts(links, others, &Link::b, &Link::a, slice, rule);
        for (std::size_t i = 0; i < links.size(); ++i) kept[i] = kept[i] || others[i];
    } else {
        for (std::size_t i = 0; i < links.size(); ++i) kept[i] = admits(rule, links[i]);
    }
    std::size_t end = 0;
    for (std::size_t i = 0; i < links.size(); ++i)
        if (kept[i]) links[end++] = links[i];
    links.resize(end);
}

std::shared_ptr<const std::vector<Link>> linksOrNull(const SliceComponents* slice,
                                                     const SliceComponents* next,
                                                     const LinkRule& rule) {
    if (slice == nullptr || next == nullptr) return nullptr;
    return std::make_shared<const std::vector<Link>>(linksBetween(*slice, *next, rule));
}

}  // namespace

std::vector<Link> linksBetween(const SliceComponents& slice, const SliceComponents& next,
                               const LinkRule& rule) {
    if (slice.labels.width() != next.labels.width() ||
        slice.labels.height() != next.labels.height()) {
        throw Error(
            fmt::format("A slice of {} x {} pixels cannot be joined to one of {} x {}: all "
                        "slices of a stack must have the same size.",
                        slice.labels.width(), slice.labels.height(), next.labels.width(),
                        next.labels.height()));
    }
    // Overlaps sorted by a without sorting: counted, then each put into the part of its a.
    std::vector<std::size_t> start(static_cast<std::size_t>(slice.count) + 2, 0);
    forEachSharedRun(slice, next, [&](auto a, auto, auto) { ++start[a + 1]; });
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<Overlap> overlaps(start.back());
    std::vector<std::size_t> end = start;
    forEachSharedRun(slice, next, [&](auto a, auto b, auto pixels) {
        overlaps[end[a]++] = {b, pixels};
    });

    std::vector<Link> links;
    std::vector<std::uint32_t> shared(static_cast<std::size_t>(next.count) + 1, 0);
    std::vector<std::uint32_t> met;
    for (std::uint32_t a = 1; a <= slice.count; ++a) {
        met.clear();
        for (auto i = start[a]; i < start[a + 1]; ++i) {
            if (shared[overlaps[i].b] == 0) met.push_back(overlaps[i].b);
            shared[overlaps[i].b] += overlaps[i].pixels;
        }
        std::sort(met.begin(), met.end());
        for (const auto b : met) {
            const auto overlap = std::exchange(shared[b], 0U);
            const auto both = static_cast<float>(overlap);
            const auto smaller = static_cast<float>(std::min(slice.sizes[a], next.sizes[b]));
            const auto either = static_cast<float>(slice.sizes[a] + next.sizes[b] - overlap);
            const Link link{a, b, overlap, both / smaller, both / either, both / either};
            links.push_back(link);
        }
    }
    keepAdmitted(links, slice, next, rule);
    return links;
}

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
