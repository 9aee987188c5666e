#pragma once

#include "core/proofreading/derivation.h"
#include "core/proofreading/place_groups.h"

namespace axolemma {

/// The last step of `derive`: which components are one neuron, their ids and what was said of them,
/// and what does not hold. Fills `neurons` and `adrift` of `derived`, whose slices and partition
/// are made.
void joinNeurons(Derived& derived, const DerivationSources& sources, const PlaceGroups& groups);

}  // namespace axolemma
