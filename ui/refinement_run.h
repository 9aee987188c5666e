#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/metrics/refinement_fit.h"
#include "core/progress.h"
#include "core/volume.h"
#include "ui/contour_cache.h"
#include "ui/segmentation_run.h"

namespace axolemma {

/// What a refinement is made from; immutable.
struct RefinementRequest {
    std::shared_ptr<const Segmentation> before;
    /// Ids are kept from here where they can be.
    std::vector<MintedId> minted;
    /// Slices are shared with it where nothing changed.
    std::shared_ptr<const Derived> derived;
    SaidFunction said;
    PartitionRule rule;
    /// Done and shown first.
    int visibleSlice = 0;
    int threads = 1;
};

/// The segmented slices as the metrics take them; views into `segmentation`, `truth` (null: not
/// known; else of the stack's size) and `contours` (null: not given, else one for each slice).
/// Slices in which the truth has no cell count as not labelled.
std::vector<JudgedSlice<std::uint8_t>> judgedSlices(
    const Segmentation& segmentation, const Volume<std::uint32_t>* truth,
    const std::vector<std::shared_ptr<const Image<std::uint8_t>>>* contours);

/// Makes the partition of every segmented slice again from its map, without the network: the
/// visible slice first, which `onSlice` gets in an otherwise unchanged state, then all. Throws
/// `Cancelled`. Any thread.
SegmentationState runRefinement(const RefinementRequest& request, ContourCache& contours,
                                const std::function<void(int z, SegmentationState)>& onSlice,
                                const ProgressFunction& progress, std::stop_token stop);

}  // namespace axolemma
