#include "core/proofreading/edit_parts.h"
#include "core/proofreading/knife.h"

namespace axolemma {

using detail::nameOf;
using detail::ofNeuron;

Edit split(const Derived& now, const std::vector<Place>& one, const std::vector<Place>& other) {
    if (one.empty() || other.empty())
        return Edit::refused("Click at least one place on either side.");
    return ofNeuron(now, one.front(), [&](std::uint64_t id) {
        for (const auto* side : {&one, &other})
            for (const Place place : *side)
                if (now.neuronAt(place) != id)
                    return Edit::refused("All places must be in " + nameOf(now, id) + ".");
        Edit edit;
        edit.name = fmt::format("Split {}, slice {}", nameOf(now, id), one.front().z);
        edit.place = one.front();
        edit.said.emplace_back(LinkAssertion{one.front(), other.front(), Relation::Different});
        for (const auto* side : {&one, &other})
            for (std::size_t i = 1; i < side->size(); ++i)
                edit.said.emplace_back(LinkAssertion{side->front(), (*side)[i], Relation::Same});
        detail::takeBackContradicted(now, edit);
        return edit;
    });
}

Edit cut(const Derived& now, int z, const KnifeCut& cut) {
    if (cut.answer == KnifeAnswer::NoComponent)
        return Edit::refused("Draw the line across a neuron.");
    if (cut.answer == KnifeAnswer::DoesNotCut)
        return Edit::refused(
            "The line cuts nothing off: draw it across the neuron, from edge to edge.");
    const auto at = [z](const KnifePart& part) { return Place{part.place.x, part.place.y, z}; };
    const Place first = at(cut.parts.front());
    return ofNeuron(now, first, [&](std::uint64_t id) {
        Edit edit;
        edit.name = fmt::format("Cut {}, slice {}", nameOf(now, id), z);
        edit.place = first;
        edit.said.emplace_back(PixelAssertion{z, cut.cut, PixelClaim::Boundary});
        for (std::size_t i = 1; i < cut.parts.size(); ++i)
            edit.said.emplace_back(LinkAssertion{first, at(cut.parts[i]), Relation::Different});
        detail::takeBackContradicted(now, edit);
        return edit;
    });
}

}  // namespace axolemma
