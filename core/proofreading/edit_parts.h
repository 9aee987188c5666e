#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/proofreading/edits.h"

namespace axolemma::detail {

/// Components of a neuron, by slice.
struct Part {
    int z = 0;
    std::uint32_t component = 0;
};
std::vector<Part> partsOf(const Derived& now, std::uint64_t id);

PixelRuns pixelsOf(const Derived& now, const Part& part);

/// "neuron 12", or its name: "axon 3 (12)".
std::string nameOf(const Derived& now, std::uint64_t id);

/// The place of a fact of this kind about the neuron, for it to be said again or taken back.
std::vector<Place> placesOfFact(const Derived& now, std::uint64_t id, FactKind kind);

/// What an edit says counts more than what was said before: adds to it the withdrawal of every
/// "same" that could no longer hold beside it. Derives on trial where there is any "same".
void takeBackContradicted(const Derived& now, Edit& edit);

/// Makes one edit of the neuron at a place, or says that there is none or that it is fixed.
template <typename Make>
Edit ofNeuron(const Derived& now, Place place, Make make) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0) return Edit::refused("There is boundary here: click inside of a neuron.");
    if (std::string why = whyFixed(now, id); !why.empty()) return Edit::refused(std::move(why));
    return make(id);
}

}  // namespace axolemma::detail
