#include "core/proofreading/derivation.h"

#include <algorithm>
#include <set>
#include <utility>

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

/// The links between slices z and z + 1: the proposal's where both are its own.
std::shared_ptr<const std::vector<Link>> links(const Derived& derived, const Derived* before,
                                               int z) {
    const auto& a = derived.slices[z];
    const auto& b = derived.slices[z + 1];
    if (!a || !b) return nullptr;
    if (!a->touched() && !b->touched()) return entry(derived.proposal->links, z);
    if (before && entry(before->slices, z) == a && entry(before->slices, z + 1) == b)
        return entry(before->partition.links, z);
    return std::make_shared<const std::vector<Link>>(
        linksBetween(*a->components, *b->components, LinkRule()));
}

void requireOneSize(const Proposal& proposal) {
    const SliceComponents* first = nullptr;
    for (const auto& slice : proposal.slices) {
        if (!slice) continue;
        if (!first) first = slice.get();
        if (!(slice->labels.bounds() == first->labels.bounds()))
            throw Error("All slices of a proposal must have the same size.");
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
    parallelFor(depth - 1, threads, [&](int z) {
        checkStop();
        derived.partition.links[z] = links(derived, before, z);
    });
    checkStop();
    joinNeurons(derived, sources, groups);
    return derived;
}

}  // namespace axolemma
