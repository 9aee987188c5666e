#pragma once

#include <optional>
#include <stop_token>

#include "core/geometry.h"
#include "core/proofreading/derivation.h"
#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// Where two true neurons run into each other in a slice of what is derived although the membrane
/// between them can be seen: on the boundary that is missing, of several where it is darkest
/// against what is around. Nothing where there is no such place. `stack` and `truth` (0 = membrane)
/// are of one size. Throws `Cancelled`. Any thread.
std::optional<Place> clearestMerge(const Stack& stack, const Volume<std::uint32_t>& truth,
                                   const Derived& derived, std::stop_token stop = {});

}  // namespace axolemma
