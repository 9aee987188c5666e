#pragma once

#include <cstdint>

#include "core/geometry.h"

namespace axolemma {

/// An id that was given to a neuron, with a place that lies in it. Ids are minted once, from 1 to
/// 2^64 - 1, and never taken back: not even by undo.
struct MintedId {
    std::uint64_t id = 0;
    Place place;
    bool operator==(const MintedId&) const = default;
};

}  // namespace axolemma
