#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "core/geometry.h"

namespace axolemma {

/// The neurons that are picked, in the order of picking. Each is known by the place where it was
/// picked, so that it stays picked when ids change under it.
class PickedNeurons {
  public:
    /// The neuron that a place means; 0 for none.
    using NeuronOf = std::function<std::uint64_t(Place)>;

    const std::set<std::uint64_t>& ids() const { return ids_; }
    bool contains(std::uint64_t id) const { return ids_.contains(id); }
    /// The one that was picked last; 0 and nothing where none is picked.
    std::uint64_t last() const { return picked_.empty() ? 0 : picked_.back().id; }
    std::optional<Place> lastPlace() const;
    std::vector<Place> places() const;

    /// Picks what is at these places and nothing else, the last of them last. This and `toggle`
    /// return whether anything changed.
    bool set(const std::vector<Place>& places, const NeuronOf& neuronOf);
    /// Picks what is at a place too or, where that is picked, no longer.
    bool toggle(Place place, const NeuronOf& neuronOf);

  private:
    struct Picked {
        Place place;
        std::uint64_t id = 0;
    };
    std::vector<Picked> picked_;
    std::set<std::uint64_t> ids_;
};

}  // namespace axolemma
