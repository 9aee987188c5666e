#pragma once

#include <stop_token>
#include <utility>

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

/// 255 where the targets of slices first to last say cell, else 0: membrane and unknown. Throws
/// `Error` where no pixel is cell.
Volume<std::uint8_t> heldOutTruth(const TargetVolume& targets, std::pair<int, int> slices,
                                  const std::string& stackName);

/// Scores maps of the held-out slices, and fits how labels are made of them. Throws `Cancelled`.
Verdict verdictOf(const Volume<std::uint8_t>& truth, const Volume<float>& maps,
                  std::pair<int, int> slices, int threads, std::stop_token stop);

/// The same of a model that is open: runs it over the held-out slices of `request.images`. Throws
/// `Error`, `Cancelled`.
Verdict score(Segmenter& segmenter, const TrainingRequest& request,
              const ProgressFunction& progress, std::stop_token stop);

}  // namespace axolemma
