#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "core/partition.h"
#include "core/progress.h"
#include "core/proofreading/derivation.h"
#include "core/stack.h"
#include "segmentation/retraining.h"
#include "segmentation/segmenter.h"

namespace axolemma {

/// The maps of a whole stack in steps of 1/255, by slice. Throws `Error`, `Cancelled`. Belongs to
/// the thread of the segmenter.
std::vector<std::shared_ptr<const Image<std::uint8_t>>> mapsOf(
    Segmenter& segmenter, std::shared_ptr<const Stack> stack, const ProgressFunction& progress = {},
    std::stop_token stop = {});

/// What a network proposes of a whole stack by a rule, with nothing said: what neurons are derived
/// from. Throws as `mapsOf`.
DerivationSources proposedBy(Segmenter& segmenter, std::shared_ptr<const Stack> stack,
                             const PartitionRule& rule, const ProgressFunction& progress = {},
                             std::stop_token stop = {});

/// V_Rand (thin) of the components that a network makes of a built-in synthetic stack (384 x 384 x
/// 4, 4 nm) that nobody corrects: what it still knows of tissue that it was not taught. Throws as
/// above.
double scoreOnSample(Segmenter& segmenter, const PartitionRule& rule,
                     const ProgressFunction& progress = {}, std::stop_token stop = {});

/// V_Rand (thin) of the labels that a network makes by a rule of slices with known cells, over what
/// is known of them. Throws as above, and where no pixel is known to be cell.
double scoreOn(Segmenter& segmenter, const LabelledStack& stack, const PartitionRule& rule,
               const ProgressFunction& progress = {}, std::stop_token stop = {});

}  // namespace axolemma
