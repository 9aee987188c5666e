#pragma once

#include <vector>

#include "core/neurons.h"
#include "core/volume.h"

namespace axolemma {

/// A label volume of any tool as a proposal, and the ids that it brings.
struct ImportedLabels {
    Proposal proposal;
    std::vector<MintedId> minted;
};

/// In each slice the 4-connected regions of equal non-zero label are components, those of equal
/// label one neuron with that id. Exported untouched (`wideLabelVolume`, boundary kept) the volume
/// is identical. Throws `Cancelled`. Any thread.
ImportedLabels importLabels(const Volume<std::uint64_t>& labels, int threads = 1,
                            std::stop_token stop = {});

}  // namespace axolemma
