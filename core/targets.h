#pragma once

#include <cstdint>

#include "core/volume.h"

namespace axolemma {

/// What each pixel should become: 255 = cell, 0 = membrane, 128 = unknown (nothing is learned from
/// it); other values are the probability of cell in steps of 1/255, where that is all that is
/// known. [depth, height, width] of the stack.
using TargetVolume = Volume<std::uint8_t>;
inline constexpr std::uint8_t kTargetMembrane = 0;
inline constexpr std::uint8_t kTargetUnknown = 128;
inline constexpr std::uint8_t kTargetCell = 255;
/// The target of a pixel that is cell with this probability, in [0, 1]; never `kTargetUnknown`.
inline std::uint8_t targetOf(float cellProbability) {
    const auto target = static_cast<std::uint8_t>(kTargetCell * cellProbability + 0.5F);
    return target == kTargetUnknown ? kTargetUnknown - 1 : target;
}

}  // namespace axolemma
