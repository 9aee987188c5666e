#pragma once

#include <cstdint>

#include "core/geometry.h"

namespace axolemma {

/// Where the id of a neuron was minted: the neuron that this voxel belongs to has it or, where that
/// has become boundary, the nearest one within 5 pixels. Never 0.
struct MintedId {
    std::uint64_t id = 0;
    Place place;
    bool operator==(const MintedId&) const = default;
};

}  // namespace axolemma
