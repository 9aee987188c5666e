#include "core/proofreading/derivation.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/displacement.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/proofreading/joining.h"
#include "core/proofreading/place_groups.h"

namespace axolemma {

namespace {

template <typename T>
std::shared_ptr<const T> entry(const std::vector<std::shared_ptr<const T>>& entries, int z) {
    return z < static_cast<int>(entries.size()) ? entries[z] : nullptr;
}

SliceSources sourcesOf(const DerivationSources& sources, const PlaceGroups& groups, int z) {
    SliceSources slice;
    slice.proposal = sources.proposal->slices[z];
    slice.map = entry(sources.maps, z);
    slice.said = sources.assertions.slice(z);
    PlaceGroups::Cuts cuts = groups.cutsIn(z);
    slice.seeds = std::move(cuts.seeds);
    slice.apart = std::move(cuts.apart);
    slice.smallest = sources.smallest;
    return slice;
}

std::shared_ptr<const DerivedSlice> slice(SliceSources sources, const Derived* before, int z) {
    if (!sources.proposal) return nullptr;
    if (before) {
        auto known = entry(before->slices, z);
        if (known && known->sources == sources) return known;
    }
    return std::make_shared<const DerivedSlice>(deriveSlice(std::move(sources)));
}

/// Which components of the proposal are still in one piece, and which of the derived ones are made
/// of such alone.
class Wholes {
  public:
    explicit Wholes(const DerivedSlice& slice) : touched_(slice.touched()) {
        if (!touched_) return;
        of_.assign(slice.sources.proposal->count + std::size_t{1}, 0);
        std::vector<char> several(of_.size(), 0);
        for (const Origin& origin : slice.origins) {
            several[origin.proposed] = of_[origin.proposed] != 0 ? 1 : 0;
            of_[origin.proposed] = origin.component;
        }
        intact_.assign(slice.components->count + std::size_t{1}, 0);
        for (const Origin& origin : slice.origins) intact_[origin.component] = 1;
        for (const Origin& origin : slice.origins)
            if (several[origin.proposed] != 0) intact_[origin.component] = 0;
        for (std::size_t p = 0; p < of_.size(); ++p)
            if (several[p] != 0) of_[p] = 0;
        // A profile is what an expert drew, wherever its pixels come from.
        for (const std::uint32_t profile : slice.profiles)
            if (profile != 0) intact_[profile] = 0;
    }

    /// The component that has all of `proposed`; 0 if there are several.
    std::uint32_t of(std::uint32_t proposed) const { return touched_ ? of_[proposed] : proposed; }
    bool intact(std::uint32_t component) const { return !touched_ || intact_[component] != 0; }

  private:
    bool touched_;
    std::vector<std::uint32_t> of_;
    std::vector<char> intact_;
};

/// How the slices of the proposal lie, where that was found out before: an edit moves no section.
std::shared_ptr<const Displacement> knownDisplacement(const Derived& derived, const Derived* before,
                                                      int z) {
    const bool same = before && before->proposal &&
                      entry(before->proposal->slices, z) == derived.proposal->slices[z] &&
                      entry(before->proposal->slices, z + 1) == derived.proposal->slices[z + 1];
    return same ? entry(before->displacements, z) : nullptr;
}

/// The links between slices z and z + 1: the proposal's between what is still whole, so that an
/// edit changes nothing beside it, and those that `LinkRule` finds of what was cut or drawn.
std::shared_ptr<const std::vector<Link>> links(Derived& derived, const Derived* before, int z) {
    const auto& a = derived.slices[z];
    const auto& b = derived.slices[z + 1];
    if (!a || !b) return nullptr;
    const auto proposed = entry(derived.proposal->links, z);
    auto& displacement = derived.displacements[z];
    displacement = knownDisplacement(derived, before, z);
    if (!a->touched() && !b->touched()) return proposed;
    if (before && entry(before->slices, z) == a && entry(before->slices, z + 1) == b &&
        entry(before->proposal->links, z) == proposed)
        return entry(before->partition.links, z);
    if (!displacement) {
        const auto& slices = derived.proposal->slices;
        displacement = std::make_shared<const Displacement>(
            displacementBetween(slices[z]->labels.view(), slices[z + 1]->labels.view()));
    }
    const Wholes wholesA(*a);
    const Wholes wholesB(*b);
    std::vector<Link> links =
        linksBetween(*a->components, *b->components, *displacement, LinkRule());
    std::erase_if(
        links, [&](const Link& link) { return wholesA.intact(link.a) && wholesB.intact(link.b); });
    if (proposed)
        for (Link link : *proposed) {
            link.a = wholesA.of(link.a);
            link.b = wholesB.of(link.b);
            if (link.a != 0 && link.b != 0) links.push_back(link);
        }
    // One of each pair, the strongest.
    std::ranges::sort(links, {},
                      [](const Link& link) { return std::tuple(link.a, link.b, -link.strength); });
    const auto repeated = std::ranges::unique(
        links, [](const Link& p, const Link& q) { return p.a == q.a && p.b == q.b; });
    links.erase(repeated.begin(), repeated.end());
    return std::make_shared<const std::vector<Link>>(std::move(links));
}

void requireOneSize(const Proposal& proposal) {
    const SliceComponents* first = nullptr;
    for (int z = 0; z < proposal.depth(); ++z) {
        const auto& slice = proposal.slices[z];
        if (!slice) continue;
        if (!first) first = slice.get();
        if (!(slice->labels.bounds() == first->labels.bounds()))
            throw Error(fmt::format(
                "Slice {} was segmented with {} x {} pixels but others with {} x {}: segment it "
                "again.",
                z, slice->labels.width(), slice->labels.height(), first->labels.width(),
                first->labels.height()));
    }
}

}  // namespace

const char* sentenceOf(AdriftReason reason) {
    switch (reason) {
        case AdriftReason::OutsideOfStack:
            return "This was said of a place outside of the stack.";
        case AdriftReason::NoCell:
            return "There is only boundary at this place now.";
        case AdriftReason::OneProfile:
            return "Two places that were said to be different are in one profile.";
        case AdriftReason::SaidDifferent:
            return "These places were said to be one neuron, but also to be different.";
        case AdriftReason::OtherFact:
            return "Something else was said of the same neuron.";
    }
    return "";
}

std::shared_ptr<const SliceComponents> Derived::components(int z) const {
    return z >= 0 && z < partition.depth() ? partition.slices[z] : nullptr;
}

std::uint32_t Derived::componentAt(Place place) const {
    const auto slice = components(place.z);
    if (!slice || !slice->labels.bounds().contains(place.point())) return 0;
    return slice->labels.view()(place.point());
}

std::uint64_t Derived::neuronAt(Place place) const {
    return neurons.neuronOf(place.z, componentAt(place));
}

std::uint64_t Derived::neuronNear(Place place) const {
    const auto slice = components(place.z);
    if (!slice) return 0;
    return neurons.neuronOf(place.z, componentNear(slice->labels.view(), place.point()));
}

Derived derive(const DerivationSources& sources, const Derived* before, int threads,
               std::stop_token stop) {
    requireOneSize(*sources.proposal);
    const auto checkStop = [&stop] {
        if (stop.stop_requested()) throw Cancelled();
    };
    const int depth = sources.proposal->depth();
    const PlaceGroups groups(sources.assertions.links());
    Derived derived;
    derived.proposal = sources.proposal;
    derived.assertions = sources.assertions;
    derived.slices.resize(depth);
    parallelFor(depth, threads, [&](int z) {
        checkStop();
        derived.slices[z] = slice(sourcesOf(sources, groups, z), before, z);
    });
    derived.partition.slices.resize(depth);
    for (int z = 0; z < depth; ++z)
        if (derived.slices[z]) derived.partition.slices[z] = derived.slices[z]->components;
    derived.partition.links.resize(std::max(0, depth - 1));
    derived.displacements.resize(derived.partition.links.size());
    parallelFor(depth - 1, threads, [&](int z) {
        checkStop();
        derived.partition.links[z] = links(derived, before, z);
    });
    checkStop();
    joinNeurons(derived, sources, groups);
    return derived;
}

}  // namespace axolemma
