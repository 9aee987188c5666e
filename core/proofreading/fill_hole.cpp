#include "core/proofreading/fill_hole.h"

#include "core/proofreading/pixel_regions.h"

namespace axolemma {

PixelRuns enclosedBy(ImageView<const std::uint32_t> labels, std::uint32_t component) {
    const PixelRuns pixels = PixelRuns::of(labels, component, labels.bounds());
    return pixels.empty() ? PixelRuns() : Surroundings(pixels).holes();
}

}  // namespace axolemma
