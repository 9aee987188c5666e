#pragma once

#include <cstdint>

#include "core/volume.h"

namespace axolemma::synthetic {

/// Makes slice `neurites` (0 = membrane) a proper truth: pixels where two neurites touch, corners
/// included, become membrane, and so do profiles too small for an expert to outline.
void separateProfiles(ImageView<std::uint32_t> neurites);

/// Numbers the pieces of the volume from 1 by first appearance. A piece is what the profiles of one
/// neurite form by overlap in neighbouring slices: a neurite that leaves the volume and comes back
/// is two, since nothing in the stack says otherwise. In a stack of three or more slices, specks of
/// few voxels become membrane.
void numberPieces(Volume<std::uint32_t>& truth);

}  // namespace axolemma::synthetic
