#pragma once

#include <cstdint>
#include <vector>

#include "core/displacement.h"
#include "core/proofreading/derived_slice.h"

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
    /// As `Link::strength`.
    double strength = 0;
    /// The probability that both are cells (`cellProbabilities`).
    double cells = 1;
    /// Mean probability of membrane where they lie over each other, 0 to 1, in the slice that has
    /// more; where there is no map as much as most pairs have.
    double membrane = 0.2;
    /// Of the components that touch one of both and overlap the other: the most of strength x how
    /// little membrane is between (1 - `Contact::strength`), 0 to 1. With little, both may be parts
    /// of a cell that was cut; 0 where no map has said.
    double partOfOther = 0;
};

/// All pairs of components of two neighbouring slices that share at least `least` pixels once the
/// next one is moved by `displacement`, ordered by (a, b). Any thread.
std::vector<PairFacts> pairsBetween(const DerivedSlice& slice, const DerivedSlice& next,
                                    const Displacement& displacement, std::uint32_t least);

}  // namespace axolemma
