#pragma once

#include <cstdint>
#include <vector>

#include "core/components.h"
#include "core/displacement.h"

namespace axolemma {

/// How strongly component `a` of slice z and component `b` of slice z + 1 belong together.
struct Link {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    /// Pixels that both components cover once slice z + 1 is moved so that its boundaries lie over
    /// those of slice z (`displacementBetween`).
    std::uint32_t overlap = 0;
    /// overlap / size of the smaller component, in (0, 1].
    float ofSmaller = 0;
    /// overlap / union (Jaccard index), in (0, 1].
    float ofUnion = 0;
    /// The probability that both are the same neuron, in (0, 1): what tells a sure link from a
    /// doubtful one.
    float strength = 0;
    bool operator==(const Link&) const = default;
};

/// Which links make one neuron of two components.
struct LinkRule {
    /// Those of a `strength` above it. It is above 1/2 because links add up: a wrong one joins all
    /// that hangs on its ends, through the stack.
    float threshold = 0.6F;
    /// The same where contacts say what lies beside each other in both slices: most of what a wrong
    /// link would join is found out by that.
    float amongContacts = 0.4F;
    /// Two components that touch with at least so much membrane between them, in the mean, are not
    /// made one neuron by any links.
    float rivalMembrane = 0.8F;
};

/// The links between two neighbouring slices that `rule` admits, ordered by (a, b); at a threshold
/// of 0 all pairs that overlap. Needs no map, so that it serves imported labels too, but where
/// contacts say that the membrane between two components of a slice is doubtful, both are taken
/// more readily for parts of what is whole in the other. Throws `Error` if the slices differ in
/// size. Any thread.
std::vector<Link> linksBetween(const SliceComponents& slice, const SliceComponents& next,
                               const LinkRule& rule);

/// The same where it is known how far slice z + 1 is displaced, which is most of the work to find.
std::vector<Link> linksBetween(const SliceComponents& slice, const SliceComponents& next,
                               const Displacement& displacement, const LinkRule& rule);

}  // namespace axolemma
