#include "core/proofreading/doubt_words.h"

#include <algorithm>
#include <map>

namespace axolemma {

DoubtWords::DoubtWords(const Derived& now) : sameIn_(now.partition.depth()) {
    for (const Neuron& neuron : now.neurons.neurons())
        if (neuron.verified || neuron.locked) fixed_.insert(neuron.id);
    std::uint32_t components = 0;
    for (const auto& slice : now.partition.slices) {
        firstOfSlice_.push_back(components);
        components += slice ? slice->count + 1 : 0;
    }
    components_ = DisjointSets(components);
    const auto nodeOf = [&](Place place) -> std::uint32_t {
        const auto slice = now.components(place.z);
        const auto component = slice ? componentNear(slice->labels.view(), place.point()) : 0;
        return component == 0 ? 0 : firstOfSlice_[place.z] + component;
    };
    std::map<Place, std::uint32_t> number;
    for (const LinkAssertion& link : now.assertions.links())
        if (link.relation == Relation::Same)
            for (const Place place : {link.a, link.b})
                number.emplace(place, static_cast<std::uint32_t>(number.size()));
    DisjointSets places(number.size());
    for (const LinkAssertion& link : now.assertions.links()) {
        if (link.relation == Relation::Different)
            different_.insert(std::minmax(now.neuronNear(link.a), now.neuronNear(link.b)));
        if (link.relation != Relation::Same) continue;
        places.join(number.at(link.a), number.at(link.b));
        const std::uint32_t a = nodeOf(link.a);
        const std::uint32_t b = nodeOf(link.b);
        if (a != 0 && b != 0) components_.join(a, b);
        if (link.a.z == link.b.z && link.a.z >= 0 && link.a.z < now.partition.depth())
            sameIn_[link.a.z].emplace_back(link.a.point(), link.b.point());
    }
    // Through others: each with the one before it in its slice.
    std::map<std::pair<int, std::uint32_t>, Place> last;
    for (const auto& [place, i] : number) {
        if (place.z < 0 || place.z >= now.partition.depth()) continue;
        const auto [before, isNew] = last.emplace(std::pair(place.z, places.find(i)), place);
        if (isNew) continue;
        sameIn_[place.z].emplace_back(before->second.point(), place.point());
        before->second = place;
    }
}

bool DoubtWords::same(int z, std::uint32_t component, int otherZ, std::uint32_t other) {
    return components_.find(firstOfSlice_[z] + component) ==
           components_.find(firstOfSlice_[otherZ] + other);
}

}  // namespace axolemma
