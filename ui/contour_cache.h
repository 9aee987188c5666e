#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/refinement.h"
#include "ui/segmentation_run.h"

namespace axolemma {

/// The contours (p_c) of the maps of a stack for one sigma, h and joining, each computed when it is
/// first asked for: a move of w_f runs no watershed. A byte a pixel. Any thread.
class ContourCache {
  public:
    /// The contours of the map of slice z, which must not be null.
    std::shared_ptr<const Image<std::uint8_t>> of(int z,
                                                  const std::shared_ptr<const ProbabilityMap>& map,
                                                  const Refinement& refinement);

  private:
    struct Entry {
        std::shared_ptr<const ProbabilityMap> map;
        std::shared_ptr<const Image<std::uint8_t>> contours;
    };
    std::mutex mutex_;
    Refinement refinement_;
    std::vector<Entry> entries_;
};

}  // namespace axolemma
