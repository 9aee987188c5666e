#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/neurons.h"
#include "core/partition.h"
#include "core/proofreading/derivation.h"
#include "core/stack.h"
#include "segmentation/segmenter.h"

namespace axolemma {

/// The probability of cell of one slice in steps of 1/255.
using ProbabilityMap = Image<std::uint8_t>;

/// All that a network said of a stack. Immutable; parts are shared between versions.
struct Segmentation {
    /// One entry a slice; null where it was not segmented.
    std::vector<std::shared_ptr<const ProbabilityMap>> maps;
    Proposal proposal;
    /// How the maps became the proposal.
    PartitionRule rule = PartitionRule::recommended();
    /// The model of the last run; null before the first.
    std::shared_ptr<const ModelInfo> model;
    /// Where that run took place, for people ("CPU, 2 threads, bfloat16").
    std::string device;
    /// The SHA-256 of the model's file; empty where it is not known.
    std::string modelHash{};

    bool empty() const;
    int segmentedSlices() const;
};

/// A segmentation and what was derived from it and from what was said (`derived->assertions`).
struct SegmentationState {
    std::shared_ptr<const Segmentation> segmentation;
    std::shared_ptr<const Derived> derived;
};

/// What was said until now, to be asked from the thread of a job.
using SaidFunction = std::function<Assertions()>;

/// Derives components and neurons of a segmentation. Ids are those of `minted` where they can be;
/// slices are shared with `before` (may be null) where nothing changed. Throws `Cancelled`. Any
/// thread.
SegmentationState derivedState(std::shared_ptr<const Segmentation> segmentation,
                               Assertions assertions, std::vector<MintedId> minted,
                               const Derived* before, std::stop_token stop = {});

/// Which network to run, and where.
struct SegmentationSettings {
    /// A name of `availableModels` or a path.
    std::string model = "default";
    SegmenterOptions options;
};

/// Opens a model; the segmentation library's in the program, a stand-in in tests. Called in the
/// thread of the job.
using SegmenterFactory = std::function<std::unique_ptr<Segmenter>(
    const std::filesystem::path& model, const SegmenterOptions& options)>;

/// The factory of the program: finds the model by name and opens it with the segmentation library,
/// which is loaded the first time.
std::unique_ptr<Segmenter> openSegmenter(const std::filesystem::path& model,
                                         const SegmenterOptions& options);

/// Keeps the last opened segmenter, so that a second run with the same settings and an unchanged
/// file need not load it again. Belongs to the thread of the jobs.
class SegmenterCache {
  public:
    struct Opened {
        std::shared_ptr<Segmenter> segmenter;
        /// As `Segmentation::modelHash`.
        std::string hash;
    };
    explicit SegmenterCache(SegmenterFactory factory) : factory_(std::move(factory)) {}
    const Opened& open(const SegmentationSettings& settings);

  private:
    SegmenterFactory factory_;
    SegmentationSettings settings_;
    /// Which file it was, and of when.
    std::string version_;
    Opened opened_;
};

/// The slices 0..depth-1, `visible` first and then outward.
std::vector<int> slicesOutwardFrom(int visible, int depth);

/// Runs `segmenter`, of a file with this hash, over `slices` of `stack` on top of `before` and
/// hands over a whole new state after each finished slice, derived from what was said by then, with
/// the ids of `minted` where they can be kept. New neurons get provisional ids, so that colours
/// stay while slices arrive; at the end the last state comes once more, as slice -1, with the ids
/// that stay. Maps become components by the model's rule, or by that of `before` if the same model
/// made it. Returns false if it was stopped. Throws `Error`.
bool runSegmentation(Segmenter& segmenter, const std::string& modelHash,
                     std::shared_ptr<const Stack> stack, const std::vector<int>& slices,
                     const SegmentationState& before, const std::vector<MintedId>& minted,
                     const SaidFunction& said,
                     const std::function<void(int z, SegmentationState)>& onSlice,
                     const ProgressFunction& progress, std::stop_token stop);

}  // namespace axolemma
