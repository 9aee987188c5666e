#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/neurons.h"
#include "core/proofreading/assertions.h"
#include "core/proofreading/derived_slice.h"

namespace axolemma {

class Displacement;

/// Why an assertion does not hold in what is derived.
enum class AdriftReason {
    OutsideOfStack,  ///< a place, or pixels, are in no slice of the stack
    NoCell,          ///< there is boundary for more than 5 pixels around a place
    OneProfile,      ///< both places, said to be different, are in one profile or one pixel
    SaidDifferent,   ///< the places are joined by others to places said to be different
    OtherFact,       ///< the neuron has another name, colour or id, said at a place before it
};

/// An assertion that does not hold, and where to look.
struct Adrift {
    Assertion what;
    AdriftReason reason{};
    Place place;
};

/// A sentence for people: "Said to be one neuron, but ...".
const char* sentenceOf(AdriftReason reason);

/// What neurons are derived from. Slices that are not segmented yet are not judged: an assertion in
/// one of them is not adrift.
struct DerivationSources {
    /// Not null.
    std::shared_ptr<const Proposal> proposal;
    /// The maps that the proposal is made of, by slice; empty, or null, where there are none.
    std::vector<std::shared_ptr<const Image<std::uint8_t>>> maps;
    /// As `PartitionRule::smallest`.
    std::uint32_t smallest = 0;
    Assertions assertions;
    /// Ids that were given before (`NeuronTable::minted`).
    std::vector<MintedId> minted;
};

/// Everything that is derived from what the network proposes and the expert asserts. Immutable;
/// slices are shared between versions.
struct Derived {
    std::shared_ptr<const Proposal> proposal;
    Assertions assertions;
    std::vector<std::shared_ptr<const DerivedSlice>> slices;
    /// How slice z + 1 of the proposal lies over slice z, where links had to be found again; else
    /// null.
    std::vector<std::shared_ptr<const Displacement>> displacements;
    /// The slices and the links between them after what was said.
    Proposal partition;
    NeuronTable neurons;
    /// In the order of the assertions.
    std::vector<Adrift> adrift;

    /// Null where slice z is not segmented, or outside.
    std::shared_ptr<const SliceComponents> components(int z) const;
    /// The component at a place; 0 for boundary, outside, or not segmented.
    std::uint32_t componentAt(Place place) const;
    /// The neuron at a place, 0 likewise.
    std::uint64_t neuronAt(Place place) const;
    /// The neuron that a place means: that of the nearest component within 5 pixels.
    std::uint64_t neuronNear(Place place) const;
};

/// Derives, always from scratch and in this order: profiles, pixels and cuts slice by slice
/// (`deriveSlice`), links (the proposal's between what is still whole, others for what was cut or
/// drawn), and neurons by union-find: places said to be
/// the same first, then equal labels of an imported volume, then the proposal's links by falling
/// strength, each unless it would join two places said to be different; a neuron said to be
/// verified takes no link. Slices of `before` (may be null) are taken over where nothing changed
/// for them. The result does not depend on the order in which the assertions were said. Throws
/// `Cancelled`. Any thread.
Derived derive(const DerivationSources& sources, const Derived* before = nullptr, int threads = 1,
               std::stop_token stop = {});

}  // namespace axolemma
