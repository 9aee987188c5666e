#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/volume.h"
#include "segmentation/model_file.h"
#include "segmentation/segmenter.h"
#include "segmentation/training.h"

namespace axolemma {

/// What a model is worth on slices that it did not see.
struct Verdict {
    ValidationScores scores;
    PartitionRule partition;  ///< with which the labels are best
};

/// What is known of a held-out block, and maps of it: [slices, height, width] of the block.
class HeldOutTruth {
  public:
    /// Throws `Error` where the block is not in the stack or none of its pixels is cell.
    HeldOutTruth(const TargetVolume& targets, const HeldOut& block, const std::string& stackName);

    /// The slices of the block that have a cell, of which maps are needed.
    const std::vector<int>& slices() const { return slices_; }
    /// Takes what is known of a slice from a map of the whole slice: where nothing is known it
    /// counts as membrane, so that nothing is joined there.
    void take(int z, ImageView<const float> map, Volume<float>& maps) const;
    /// All membrane.
    Volume<float> emptyMaps() const {
        return Volume<float>(cells_.width(), cells_.height(), cells_.depth(), 0.0F);
    }
    /// Scores maps that were taken, and labels made of them by `rule` or, where there is none, by
    /// the best of many. Throws `Cancelled`.
    Verdict verdictOf(const Volume<float>& maps, const std::optional<PartitionRule>& rule,
                      int threads, std::stop_token stop) const;

  private:
    Rect area_;
    int first_ = 0;
    int last_ = 0;
    std::vector<int> slices_;
    Volume<std::uint8_t> cells_;  ///< 255 = cell; membrane and unknown are 0
    Volume<std::uint8_t> known_;  ///< 1 = known
};

/// The verdict on a model that is open: runs it over the held-out slices of `request.images`.
/// Throws `Error`, `Cancelled`.
Verdict score(Segmenter& segmenter, const TrainingRequest& request,
              const ProgressFunction& progress, std::stop_token stop);

}  // namespace axolemma
