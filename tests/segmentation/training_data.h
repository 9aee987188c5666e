#pragma once

#include <cmath>
#include <vector>

#include "segmentation/augmentation.h"
#include "segmentation/random.h"

namespace axolemma {

/// An effect of exactly this strength in every crop.
inline Effect always(double value) {
    return {1, value, value};
}

/// Round cells of about 30 pixels with membranes between them: 0 or 255.
inline TargetVolume cells(int width, int height, int depth) {
    TargetVolume volume(width, height, depth);
    for (int z = 0; z < depth; ++z) {
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                const double wave = std::sin(x * 0.2 + z) * std::cos(y * 0.17 - 0.3 * z) +
                                    0.5 * std::sin(x * 0.05 + y * 0.11);
                volume(x, y, z) = std::abs(wave) < 0.25 ? kTargetMembrane : kTargetCell;
            }
        }
    }
    return volume;
}

inline Stack noise(int width, int height, int depth) {
    Volume<std::uint16_t> volume(width, height, depth);
    Random random(11);
    for (auto& v : volume) v = static_cast<std::uint16_t>(random.below(60000));
    return Stack(std::move(volume));
}

inline std::vector<int> slices(int n) {
    std::vector<int> all(static_cast<std::size_t>(n));
    for (int z = 0; z < n; ++z) all[z] = z;
    return all;
}

/// A set whose only known pixel is the middle of slice `z`, so that a crop's place is known too.
inline TargetVolume onlyTheMiddle(const Stack& images, int z) {
    TargetVolume targets(images.width(), images.height(), images.depth(), kTargetUnknown);
    targets(images.width() / 2, images.height() / 2, z) = kTargetCell;
    return targets;
}

}  // namespace axolemma
