#pragma once

#include <cstddef>
#include <span>

#include "core/proofreading/derivation.h"
#include "core/proofreading/gesture.h"

namespace axolemma {

/// Whether a gesture corrected something: it painted, drew a profile or said of places that they
/// are one neuron or two. What only approves (verify, lock) or describes (name, comment) did not.
bool isCorrection(const Gesture& gesture);

/// Whether `proposed`, derived from a proposal alone, already says what a correction says, so that
/// nobody would have to make it:
/// - places are in one neuron, or in two, as was said of them;
/// - around pixels that were painted or drawn (3 pixels further), the cells of `corrected`, derived
///   with all that was said, are told from each other: each lies for the most part in a component
///   of its own. Where exactly a boundary runs does not count.
/// Slices that `proposed` has not segmented say nothing. Any thread.
bool saysAlready(const Derived& proposed, const Derived& corrected, const Gesture& correction);

/// How many corrections one proposal needs and another does not, and the reverse.
struct EditsSaved {
    std::size_t corrections = 0;
    std::size_t neededBefore = 0;
    std::size_t neededAfter = 0;
};

/// Of the corrections among `gestures`; `before` and `after` are derived from proposals alone.
EditsSaved editsSaved(std::span<const Gesture> gestures, const Derived& corrected,
                      const Derived& before, const Derived& after);

}  // namespace axolemma
