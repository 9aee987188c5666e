#include "core/proofreading/edit_parts.h"

#include <algorithm>

namespace axolemma {

namespace detail {

std::vector<Part> partsOf(const Derived& now, std::uint64_t id) {
    std::vector<Part> parts;
    const Neuron* neuron = now.neurons.find(id);
    if (!neuron) return parts;
    for (int z = neuron->firstSlice; z <= neuron->lastSlice; ++z) {
        const auto ids = now.neurons.idsOfSlice(z);
        for (std::uint32_t c = 1; c < ids.size(); ++c)
            if (ids[c] == id) parts.push_back({z, c});
    }
    return parts;
}

PixelRuns pixelsOf(const Derived& now, const Part& part) {
    const auto& labels = now.partition.slices[part.z]->labels;
    return PixelRuns::of(labels.view(), part.component, labels.bounds());
}

std::string nameOf(const Derived& now, std::uint64_t id) {
    const Neuron* neuron = now.neurons.find(id);
    if (neuron && !neuron->name.empty()) return fmt::format("{} ({})", neuron->name, id);
    return fmt::format("neuron {}", id);
}

std::vector<Place> placesOfFact(const Derived& now, std::uint64_t id, FactKind kind) {
    std::vector<Place> places;
    for (const FactAssertion& fact : now.assertions.facts())
        if (fact.kind == kind && now.neuronNear(fact.place) == id) places.push_back(fact.place);
    return places;
}

namespace {

DerivationSources sourcesOf(const Derived& now) {
    DerivationSources sources;
    sources.proposal = now.proposal;
    sources.assertions = now.assertions;
    sources.minted = now.neurons.minted();
    for (const auto& slice : now.slices) {
        sources.maps.push_back(slice ? slice->sources.map : nullptr);
        if (slice) sources.smallest = slice->sources.smallest;
    }
    return sources;
}

}  // namespace

void takeBackContradicted(const Derived& now, Edit& edit) {
    const bool any = std::ranges::any_of(now.assertions.links(), [](const LinkAssertion& link) {
        return link.relation == Relation::Same;
    });
    if (!any) return;
    const auto among = [](const auto& list, const Assertion& what) {
        return std::ranges::any_of(list, [&](const auto& entry) {
            if constexpr (std::is_same_v<std::decay_t<decltype(entry)>, Adrift>)
                return entry.what == what;
            else
                return entry == what;
        });
    };
    DerivationSources trial = sourcesOf(now);
    trial.assertions.say(edit.said);
    Derived then;
    for (bool again = true; again;) {
        again = false;
        then = derive(trial, then.proposal ? &then : &now);
        for (const Adrift& adrift : then.adrift) {
            const auto* link = std::get_if<LinkAssertion>(&adrift.what);
            if (!link || adrift.reason != AdriftReason::SaidDifferent) continue;
            if (among(now.adrift, adrift.what) || among(edit.said, adrift.what)) continue;
            edit.said.emplace_back(LinkAssertion{link->a, link->b, Relation::None});
            trial.assertions.say(std::span(&edit.said.back(), 1));
            again = true;
        }
    }
}

}  // namespace detail

std::string whyFixed(const Derived& now, std::uint64_t id) {
    const Neuron* neuron = now.neurons.find(id);
    if (!neuron || (!neuron->verified && !neuron->locked)) return {};
    std::string who = detail::nameOf(now, id);
    who[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(who[0])));
    return neuron->verified ? who + " is verified; take that back to change it."
                            : who + " is locked; unlock it to change it.";
}

}  // namespace axolemma
