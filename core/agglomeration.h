#pragma once

#include <cstdint>

#include "core/image.h"

namespace axolemma {

/// Joins neighbouring regions that are weakly separated: the strength of a contact is the mean
/// probability of membrane over the line pixels that have both regions as 4-neighbours. The weakest
/// contact goes first, contacts of joined regions are pooled, until none is below `strength` (mean
/// affinity agglomeration, as in Funke et al. 2018 on voxels). So a gap in a strong membrane stays
/// closed, and a smear across a cell does not cut it, which no threshold of single pixels can do.
///
/// `regions`: numbers from 1, 0 = line, as `seededWatershed` makes them. In place: a joined region
/// takes the smallest number, and line pixels that no longer separate anything take it too.
/// `membrane`: its probability in [0, 1], of the same size. Any thread.
void joinWeaklySeparated(ImageView<std::uint32_t> regions, ImageView<const float> membrane,
                         float strength);

}  // namespace axolemma
