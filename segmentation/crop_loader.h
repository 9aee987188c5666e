#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "segmentation/augmentation.h"

namespace axolemma {

/// A stack to cut crops from, and how many of them compared with others.
struct CropSource {
    const TrainingSet* set = nullptr;
    double weight = 1;
};

/// Makes the crops of training steps ahead of time in threads of its own. What it returns depends
/// on the settings only, never on the number of threads. Used from one thread.
class CropLoader {
  public:
    struct Settings {
        int size = 256;
        int batch = 4;
        std::uint64_t seed = 1;
        std::int64_t firstStep = 0;
        int threads = 1;
        /// Batches that are ready or in the making at most, at least 1.
        int ahead = 3;
        AugmentationSettings augmentation{};
    };

    /// Starts at once. What `sources` point to must outlive the loader; all have as many input
    /// slices.
    CropLoader(std::vector<CropSource> sources, Settings settings);
    CropLoader(const TrainingSet& set, Settings settings)
        : CropLoader({CropSource{&set, 1}}, std::move(settings)) {}
    /// Stops within the time that one crop takes.
    ~CropLoader();
    CropLoader(const CropLoader&) = delete;
    CropLoader& operator=(const CropLoader&) = delete;

    /// The crops k = 0 .. batch - 1 of the next step, waiting for them if need be. Rethrows what
    /// went wrong while making crops, from then on at every call.
    std::vector<Crop> next();
    /// Seconds that `next` has waited so far, all calls together.
    double waitedSeconds() const { return waited_; }

  private:
    struct Batch {
        std::vector<Crop> crops;
        int finished = 0;
    };

    void work(std::stop_token stop);
    /// Of crop k of a step.
    const TrainingSet& sourceOf(std::int64_t step, int k) const;

    const std::vector<CropSource> sources_;
    const Settings settings_;
    double waited_ = 0;

    std::mutex mutex_;
    std::condition_variable_any room_;
    std::condition_variable ready_;
    std::vector<Batch> ring_;      ///< batch i of the run is in ring_[i % ring_.size()]
    std::int64_t firstBatch_ = 0;  ///< the one that `next` returns next
    std::int64_t nextCrop_ = 0;    ///< counted through all batches
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;  ///< last, so that they end before what they use
};

}  // namespace axolemma
