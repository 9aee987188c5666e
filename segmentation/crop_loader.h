#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "segmentation/augmentation.h"

namespace axolemma {

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

    /// Starts at once. `set` must outlive the loader.
    CropLoader(const TrainingSet& set, Settings settings);
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

    const TrainingSet& set_;
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
