#include "ui/contour_cache.h"

#include <algorithm>

namespace axolemma {

std::shared_ptr<const Image<std::uint8_t>> ContourCache::of(
    int z, const std::shared_ptr<const ProbabilityMap>& map, const Refinement& refinement) {
    const auto index = static_cast<std::size_t>(z);
    {
        const std::lock_guard lock(mutex_);
        if (!refinement_.sameContours(refinement)) entries_.clear();
        refinement_ = refinement;
        entries_.resize(std::max(entries_.size(), index + 1));
        if (entries_[index].map == map) return entries_[index].contours;
    }
    // Not under the lock: slices are prepared on several threads. Two may do the same one.
    auto contours = std::make_shared<const Image<std::uint8_t>>(
        contoursOf(landscapeOf(map->view(), refinement.sigma), refinement));
    const std::lock_guard lock(mutex_);
    if (refinement_.sameContours(refinement) && index < entries_.size())
        entries_[index] = {map, contours};
    return contours;
}

}  // namespace axolemma
