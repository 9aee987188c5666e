#pragma once

#include <cstdint>
#include <vector>

#include "core/components.h"
#include "core/displacement.h"

namespace axolemma {

/// What two neighbouring slices say for and against component `a` of the one and `b` of the next
/// being one neuron, once the next is moved so that its boundaries lie over those of the first.
struct LinkEvidence {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    /// Pixels that both cover, not more than either has.
    std::uint32_t overlap = 0;
    /// Pixels of the smaller one.
    std::uint32_t smaller = 0;
    /// overlap / smaller and overlap / union (Jaccard index), in (0, 1].
    float ofSmaller = 0;
    float ofUnion = 0;
    /// Whether it is the largest overlap of a, and that of b; of equal ones the first.
    bool bestOfA = false;
    bool bestOfB = false;
    /// ofUnion / (ofUnion + the largest of the same component with another), for the component with
    /// the stronger rival and for the other: below 1/2 the rival is better, 1 if there is none.
    float rivalled = 0;
    float unrivalled = 0;
    /// Where it is the largest overlap of one alone: how far the mean membrane between that one and
    /// the best of the other, or a way over parts between them, stays below `kSureMembrane`; 0
    /// where they do not touch or no map has said. Above 0 the two may be a cell that was cut.
    float doubt = 0;

    static constexpr float kSureMembrane = 0.85F;
};

/// Of all pairs that overlap, ordered by (a, b). The slices have the same size; `displacement` is
/// that of the next one.
std::vector<LinkEvidence> linkEvidence(const SliceComponents& slice, const SliceComponents& next,
                                       const Displacement& displacement);

}  // namespace axolemma
