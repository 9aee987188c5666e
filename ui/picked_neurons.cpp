#include "ui/picked_neurons.h"

#include <algorithm>
#include <utility>

namespace axolemma {

std::optional<Place> PickedNeurons::lastPlace() const {
    return picked_.empty() ? std::nullopt : std::optional(picked_.back().place);
}

std::vector<Place> PickedNeurons::places() const {
    std::vector<Place> places;
    places.reserve(picked_.size());
    for (const Picked& picked : picked_) places.push_back(picked.place);
    return places;
}

bool PickedNeurons::set(const std::vector<Place>& places, const NeuronOf& neuronOf) {
    const std::uint64_t lastBefore = last();
    const std::set<std::uint64_t> before = std::exchange(ids_, {});
    picked_.clear();
    // Where two have become one, that of the later place stays.
    for (auto place = places.rbegin(); place != places.rend(); ++place)
        if (const std::uint64_t id = neuronOf(*place); id != 0 && ids_.insert(id).second)
            picked_.push_back({*place, id});
    std::ranges::reverse(picked_);
    return ids_ != before || last() != lastBefore;
}

bool PickedNeurons::toggle(Place place, const NeuronOf& neuronOf) {
    const std::uint64_t id = neuronOf(place);
    if (id == 0) return false;
    if (ids_.erase(id) > 0) {
        std::erase_if(picked_, [id](const Picked& picked) { return picked.id == id; });
    } else {
        ids_.insert(id);
        picked_.push_back({place, id});
    }
    return true;
}

}  // namespace axolemma
