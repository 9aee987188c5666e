#include "segmentation/augmentation.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "segmentation/intensity.h"
#include "segmentation/random.h"
#include "segmentation/spatial_map.h"

namespace axolemma {

namespace {

constexpr int kLargestCrop = 8192;

/// The crop has the pixel at its centre, unless that would leave the slice needlessly.
int cropStart(int pixel, int size, int extent) {
    return size >= extent ? (extent - size) / 2 : std::clamp(pixel - size / 2, 0, extent - size);
}

}  // namespace

AugmentationSettings AugmentationSettings::none() {
    AugmentationSettings s;
    s.flips = false;
    for (Effect* effect :
         {&s.rotation, &s.scale, &s.elastic, &s.lens, &s.blur, &s.gamma, &s.contrast, &s.brightness,
          &s.shading, &s.noise, &s.dirt, &s.sliceIntensity, &s.sliceShift}) {
        effect->probability = 0;
    }
    s.missingSlice = 0;
    return s;
}

Crop makeCrop(const TrainingSet& set, int size, const AugmentationSettings& settings,
              std::uint64_t seed, std::int64_t step, int k) {
    if (size < 1 || size > kLargestCrop) {
        throw Error(fmt::format("A crop of {0} x {0} pixels cannot be cut; the side is 1 to {1}.",
                                size, kLargestCrop));
    }
    Random random(seed, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(k));
    const auto place = set.knownPixel(random.below(set.knownPixels()));
    const SpatialMap map(
        random, size,
        {cropStart(place.pixel.x, size, set.width()), cropStart(place.pixel.y, size, set.height())},
        settings);

    const std::size_t pixels = static_cast<std::size_t>(size) * size;
    Crop crop{size, set.inputSlices(), {}, {}};
    crop.target.resize(pixels);
    crop.image.resize(pixels * crop.channels);
    {
        const Rect rect = map.source(0, 0);
        Image<std::uint8_t> patch(rect.width(), rect.height());
        set.target(place.z, rect, patch);
        map.sampleTarget(patch, {crop.target.data(), size, size});
    }

    const int middle = crop.channels / 2;
    const bool shifted = crop.channels > 1 && random.chance(settings.sliceShift.probability);
    const double shift =
        shifted ? random.uniform(settings.sliceShift.low, settings.sliceShift.high) : 0;
    std::vector<int> copies;
    for (int c = 0; c < crop.channels; ++c) {
        const ImageView<float> out(crop.image.data() + pixels * c, size, size);
        float dx = 0, dy = 0;
        if (c != middle) {
            if (shifted) {
                dx = static_cast<float>(shift) * random.normal();
                dy = static_cast<float>(shift) * random.normal();
            }
            if (random.chance(settings.missingSlice)) {
                // Lost sections come as blank ones, or as a repetition of their neighbour.
                if (random.chance(0.5)) copies.push_back(c);
                std::fill(out.data(), out.data() + pixels, 0.0F);
                continue;
            }
        }
        const Rect rect = map.source(dx, dy);
        Image<float> patch(rect.width(), rect.height());
        set.image(place.z, c, rect, patch);
        map.sampleImage(patch, dx, dy, out);
    }
    for (const int c : copies) {
        std::copy_n(crop.image.begin() + static_cast<std::ptrdiff_t>(pixels * middle), pixels,
                    crop.image.begin() + static_cast<std::ptrdiff_t>(pixels * c));
    }
    augmentIntensity(random, settings, crop, set.normalisation().lowest(),
                     set.normalisation().highest());
    return crop;
}

}  // namespace axolemma
