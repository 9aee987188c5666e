#include "core/proofreading/joining.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/neuron_naming.h"
#include "core/apart_sets.h"

namespace axolemma {

namespace {

struct WeightedLink {
    float strength = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
};

class Joining {
  public:
    Joining(Derived& derived, const DerivationSources& sources)
        : derived_(derived),
          said_(sources.assertions),
          nodes_(derived.partition),
          sets_(nodes_.size()) {}

    void joinByWord(const PlaceGroups& groups) {
        const auto& links = said_.links();
        std::set<std::size_t> drifting(groups.contradictions().begin(),
                                       groups.contradictions().end());
        for (const std::size_t i : drifting)
            adrift(links[i], AdriftReason::SaidDifferent, links[i].b);
        for (const LinkAssertion& link : links) {
            if (link.relation != Relation::Different) continue;
            const auto ends = endsOf(link);
            if (ends && !sets_.keepApart(ends->first, ends->second))
                adrift(link, AdriftReason::OneProfile, link.a);
        }
        for (std::size_t i = 0; i < links.size(); ++i) {
            if (links[i].relation != Relation::Same || drifting.contains(i)) continue;
            const auto ends = endsOf(links[i]);
            if (ends && !sets_.join(ends->first, ends->second))
                adrift(links[i], AdriftReason::SaidDifferent, links[i].b);
        }
        for (const FactAssertion& fact : said_.facts())
            if (fact.kind == FactKind::Verified)
                if (const auto node = nodeAt(fact.place)) closed_.insert(sets_.find(*node));
    }

    void joinByLabel() {
        const auto& labels = derived_.proposal->labels;
        std::unordered_map<std::uint64_t, std::uint32_t> first;
        for (int z = 0; z < static_cast<int>(labels.size()); ++z) {
            if (!derived_.slices[z] || !labels[z]) continue;
            forEachWhole(*derived_.slices[z], [&](std::uint32_t component, std::uint32_t proposed) {
                const std::uint32_t node = nodes_.of(z, component);
                const auto [known, isNew] = first.emplace((*labels[z])[proposed], node);
                if (!isNew) joinOpen(known->second, node);
            });
        }
    }

    void joinByLinks() {
        std::vector<WeightedLink> links;
        for (int z = 0; z + 1 < derived_.partition.depth(); ++z) {
            if (!derived_.partition.links[z]) continue;
            for (const Link& link : *derived_.partition.links[z])
                if (mayJoin(z, link))
                    links.push_back(
                        {link.strength, nodes_.of(z, link.a), nodes_.of(z + 1, link.b)});
        }
        // Stable, so that equal ones go by slice and component.
        std::ranges::stable_sort(links, std::greater(), &WeightedLink::strength);
        for (const WeightedLink& link : links) joinOpen(link.a, link.b);
    }

    NeuronTable named(const std::vector<MintedId>& minted) {
        NeuronNaming naming(derived_.partition, std::move(sets_).release());
        // Two facts of one kind and neuron, or one id of two neurons, contradict each other.
        std::map<std::pair<const Neuron*, FactKind>, const FactAssertion*> known;
        std::set<std::string> ids;
        for (const FactAssertion& fact : said_.facts()) {
            if (fact.kind == FactKind::Comment) {
                if (outside(fact.place)) adrift(fact, AdriftReason::OutsideOfStack, fact.place);
                continue;
            }
            const auto node = nodeOrAdrift(fact, fact.place);
            Neuron* const neuron = node ? naming.neuronOf(*node) : nullptr;
            if (!neuron) continue;
            const auto [at, isNew] = known.emplace(std::pair(neuron, fact.kind), &fact);
            const bool taken = fact.kind == FactKind::Id && isNew && !ids.insert(fact.value).second;
            if (taken || (!isNew && at->second->value != fact.value))
                adrift(fact, AdriftReason::OtherFact, fact.place);
            else
                tell(*neuron, fact);
        }
        giveLabels(naming);
        return std::move(naming).finish(minted);
    }

    void listPixelsAdrift() {
        for (int z = 0; z < static_cast<int>(derived_.slices.size()); ++z) {
            const DerivedSlice* slice = derived_.slices[z].get();
            if (!slice || !slice->sources.said) continue;
            const Rect bounds = slice->components->labels.bounds();
            for (const Profile& profile : slice->sources.said->profiles) {
                const Place place{profile.place.x, profile.place.y, z};
                if (!(profile.pixels.bounds().intersected(bounds) == profile.pixels.bounds()))
                    adrift(ProfileAssertion{place, profile.pixels, profile.verified},
                           AdriftReason::OutsideOfStack, place);
            }
        }
        for (const auto& [z, slice] : said_.slices()) {
            const bool noSlice = z < 0 || z >= derived_.partition.depth();
            listPixelsOutside(z, slice->boundary, PixelClaim::Boundary, noSlice);
            listPixelsOutside(z, slice->interior, PixelClaim::Interior, noSlice);
            if (!noSlice) continue;
            for (const Profile& profile : slice->profiles) {
                const Place place{profile.place.x, profile.place.y, z};
                adrift(ProfileAssertion{place, profile.pixels, profile.verified},
                       AdriftReason::OutsideOfStack, place);
            }
        }
    }

  private:
    /// A neuron of an imported volume has its label for an id, the smallest of several, unless an
    /// id was said.
    void giveLabels(NeuronNaming& naming) const {
        const auto& labels = derived_.proposal->labels;
        std::vector<std::uint64_t> all;
        for (const auto& ofSlice : labels)
            if (ofSlice) all.insert(all.end(), ofSlice->begin(), ofSlice->end());
        naming.reserve(std::move(all));
        std::map<std::uint64_t, Neuron*> first;
        for (int z = 0; z < static_cast<int>(labels.size()); ++z) {
            if (!derived_.slices[z] || !labels[z]) continue;
            forEachWhole(*derived_.slices[z], [&](std::uint32_t component, std::uint32_t proposed) {
                if (Neuron* neuron = naming.neuronOf(nodes_.of(z, component)))
                    first.emplace((*labels[z])[proposed], neuron);
            });
        }
        for (const FactAssertion& fact : said_.facts())
            if (fact.kind == FactKind::Id)
                first.erase(std::strtoull(fact.value.c_str(), nullptr, 10));
        for (const auto& [label, neuron] : first)
            if (neuron->id == 0) neuron->id = label;
    }

    void listPixelsOutside(int z, const PixelRuns& pixels, PixelClaim claim, bool noSlice) {
        PixelRuns outside = pixels;
        if (!noSlice) {
            const auto* slice = derived_.partition.slices[z].get();
            if (!slice) return;
            outside = pixels.without(pixels.clipped(slice->labels.bounds()));
        }
        if (outside.empty()) return;
        const Point at = outside.place();
        adrift(PixelAssertion{z, outside, claim}, AdriftReason::OutsideOfStack, {at.x, at.y, z});
    }

    template <typename What>
    void adrift(const What& what, AdriftReason reason, Place place) {
        Adrift& entry = derived_.adrift.emplace_back();
        entry.what.emplace<What>(what);
        entry.reason = reason;
        entry.place = place;
    }

    bool outside(Place place) const {
        if (place.z < 0 || place.z >= derived_.partition.depth()) return true;
        const auto* slice = derived_.partition.slices[place.z].get();
        return slice && !slice->labels.bounds().contains(place.point());
    }

    std::optional<std::uint32_t> nodeAt(Place place) const {
        if (outside(place) || !derived_.partition.slices[place.z]) return std::nullopt;
        const auto& labels = derived_.partition.slices[place.z]->labels;
        const std::uint32_t component = componentNear(labels.view(), place.point());
        if (component == 0) return std::nullopt;
        return nodes_.of(place.z, component);
    }

    template <typename What>
    std::optional<std::uint32_t> nodeOrAdrift(const What& what, Place place) {
        const auto node = nodeAt(place);
        if (node) return node;
        if (outside(place))
            adrift(what, AdriftReason::OutsideOfStack, place);
        else if (derived_.partition.slices[place.z])
            adrift(what, AdriftReason::NoCell, place);
        return std::nullopt;
    }

    std::optional<std::pair<std::uint32_t, std::uint32_t>> endsOf(const LinkAssertion& link) {
        const auto a = nodeOrAdrift(link, link.a);
        // One entry a link is enough.
        const auto b = a ? nodeOrAdrift(link, link.b) : std::nullopt;
        if (!a || !b) return std::nullopt;
        return std::pair(*a, *b);
    }

    void joinOpen(std::uint32_t a, std::uint32_t b) {
        if (closed_.contains(sets_.find(a)) || closed_.contains(sets_.find(b))) return;
        sets_.join(a, b);
    }

    /// Calls `visit(component, proposed)` for components of the proposal that nothing was cut from.
    template <typename Visit>
    static void forEachWhole(const DerivedSlice& slice, Visit visit) {
        if (!slice.touched()) {
            for (std::uint32_t c = 1; c <= slice.components->count; ++c) visit(c, c);
            return;
        }
        std::map<std::uint32_t, int> pieces;
        for (const Origin& origin : slice.origins) ++pieces[origin.proposed];
        for (const Origin& origin : slice.origins)
            if (pieces[origin.proposed] == 1) visit(origin.component, origin.proposed);
    }

    /// The labels that a component of slice z has pixels of.
    std::set<std::uint64_t> labelsOf(int z, std::uint32_t component) const {
        const auto& labels = *derived_.proposal->labels[z];
        const DerivedSlice& slice = *derived_.slices[z];
        if (!slice.touched()) return {labels[component]};
        std::set<std::uint64_t> found;
        const auto ofOne =
            std::ranges::equal_range(slice.origins, component, {}, &Origin::component);
        for (const Origin& origin : ofOne) found.insert(labels[origin.proposed]);
        return found;
    }

    /// Between imported labels a link joins only what was one label.
    bool mayJoin(int z, const Link& link) const {
        if (derived_.proposal->labels.empty()) return true;
        const auto ofA = labelsOf(z, link.a);
        const auto ofB = labelsOf(z + 1, link.b);
        return std::ranges::any_of(ofA, [&](std::uint64_t label) { return ofB.contains(label); });
    }

    static void tell(Neuron& neuron, const FactAssertion& fact) {
        switch (fact.kind) {
            case FactKind::Name:
                neuron.name = fact.value;
                break;
            case FactKind::Colour: {
                unsigned rgb = 0;
                const char* const text = fact.value.c_str();
                if (fact.value.size() == 7 && text[0] == '#' &&
                    std::from_chars(text + 1, text + 7, rgb, 16).ptr == text + 7)
                    neuron.colour =
                        Rgb{static_cast<std::uint8_t>(rgb >> 16),
                            static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
                break;
            }
            case FactKind::Locked:
                neuron.locked = true;
                break;
            case FactKind::Verified:
                neuron.verified = true;
                break;
            case FactKind::Id:
                std::from_chars(fact.value.data(), fact.value.data() + fact.value.size(),
                                neuron.id);
                break;
            case FactKind::Comment:
                break;
        }
    }

    Derived& derived_;
    const Assertions& said_;
    ComponentNodes nodes_;
    ApartSets sets_;
    /// Representatives of neurons that take no more links. They join nothing afterwards, so they
    /// stay representatives.
    std::set<std::uint32_t> closed_;
};

}  // namespace

void joinNeurons(Derived& derived, const DerivationSources& sources, const PlaceGroups& groups) {
    Joining joining(derived, sources);
    joining.joinByWord(groups);
    if (!derived.proposal->labels.empty()) joining.joinByLabel();
    joining.joinByLinks();
    derived.neurons = joining.named(sources.minted);
    joining.listPixelsAdrift();
}

}  // namespace axolemma
