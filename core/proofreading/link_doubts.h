#pragma once

#include <cstdint>
#include <vector>

#include "core/components.h"
#include "core/displacement.h"
#include "core/neurons.h"

namespace axolemma {

/// What is known of two components of neighbouring slices that lie over each other.
struct PairFacts {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    /// A pixel of either, that lie over each other once the next slice is moved.
    Point atA;
    Point atB;
    std::uint32_t overlap = 0;
    /// Pixels of the smaller one.
    std::uint32_t smaller = 0;
    std::uint32_t larger = 0;
    /// As `Link::strength`, and that of the strongest other pair that has a or b.
    double strength = 0;
    double rivalOfA = 0;
    double rivalOfB = 0;
};

/// All pairs of components of two neighbouring slices that share at least `least` pixels once the
/// next one is moved by `displacement`, ordered by (a, b). Any thread.
std::vector<PairFacts> pairsBetween(const SliceComponents& slice, const SliceComponents& next,
                                    const Displacement& displacement, std::uint32_t least);

}  // namespace axolemma
