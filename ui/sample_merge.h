#pragma once

#include <optional>
#include <stop_token>

#include "core/geometry.h"
#include "core/proofreading/derivation.h"
#include "core/volume.h"

namespace axolemma {

/// Where two true neurons run into each other in a slice of what is derived: on the boundary that
/// is missing between them. Of several the one with the smallest gap for its size, which is easily
/// seen and cut. Nothing where there is none. `truth` has the size of the stack, 0 = membrane.
/// Throws `Cancelled`. Any thread.
std::optional<Place> clearestMerge(const Volume<std::uint32_t>& truth, const Derived& derived,
                                   std::stop_token stop = {});

}  // namespace axolemma
