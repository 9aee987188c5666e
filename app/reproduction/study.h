#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/arguments.h"
#include "app/evaluate_metrics.h"
#include "core/targets.h"

namespace axolemma {

/// The labelled stack on which a reproduction is made, and the part of it that no network sees.
struct Study {
    std::shared_ptr<const Stack> images;
    std::shared_ptr<const TargetVolume> targets;
    /// What is scored: at least two slices, and a cell in each half of them.
    SliceRange heldOut;
    /// The truth of the held-out slices, as `evaluate` takes it; all of it is known.
    Volume<std::uint32_t> truth;
    std::string imagesName;
    std::string labelsName;
    /// SHA-256 of all voxels of images and labels, by which a network is known to be of this data.
    std::string imagesHash;
    std::string labelsHash;

    int slices() const { return heldOut.second - heldOut.first + 1; }
    /// w_f is fitted on one half of the slices for the other: this many are in the first.
    int firstHalf() const { return slices() / 2; }
    /// What `evaluate` scores for a map, or for labels, of the held-out slices.
    EvaluatedPair judge(const Volume<float>& map) const;
    EvaluatedPair judge(const Volume<std::uint32_t>& labels) const;
};

/// Reads both. Throws `Error` where sizes differ, or where the held-out slices are too few, not in
/// the stack, all there are, not known throughout, or without a cell in one half; `Cancelled`.
Study readStudy(const std::vector<std::string>& images, const std::vector<std::string>& labels,
                const std::vector<double>& voxelSize, const SliceRange& heldOut, Session& session);

}  // namespace axolemma
