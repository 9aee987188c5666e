#pragma once

#include <cstdint>

#include "core/image.h"

namespace axolemma {

/// Finds the pixels at which a map decides what is connected, and how many pairs of pixels each
/// decides over: MALIS (Turaga et al. 2009), constrained as by Funke et al. (2018), on pixels
/// instead of edges.
///
/// Two pixels are together at a threshold where a 4-connected path of values above it joins them,
/// so the lowest value on the best path decides. `membrane` receives the pairs of cell pixels of
/// different cells for which a membrane pixel decides, when all cell pixels count as cell;
/// `cell` the pairs within one cell for which a cell pixel decides, when all membrane pixels count
/// as membrane. Each is divided by its sum; all 0 where there is no such pair. Cells are the
/// 4-connected components of what is more likely cell than not; unknown pixels join nothing.
///
/// `probability` of cell in [0, 1]; `target` as in `TargetVolume`; all of one size. Any thread.
void topologyWeights(ImageView<const float> probability, ImageView<const std::uint8_t> target,
                     ImageView<float> cell, ImageView<float> membrane);

}  // namespace axolemma
