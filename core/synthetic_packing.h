#pragma once

#include <vector>

#include "core/synthetic_neurites.h"

namespace axolemma::synthetic {

/// One round of packing: discs of different neurites (and unlinked ones of the same) that overlap
/// are pushed apart, linked ones are drawn to their distance; the lighter one moves more. Wraps
/// centres into the torus.
void relax(const Tissue& tissue, std::vector<Disc>& discs, const std::vector<DiscLink>& links);

}  // namespace axolemma::synthetic
