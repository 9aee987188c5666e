#pragma once

#include <algorithm>
#include <cmath>

#include "core/metrics/rand.h"
#include "random_pixels.h"

namespace axolemma::test {

inline Volume<std::uint8_t> randomTruth(std::uint32_t seed, int width, int height, int depth) {
    RandomPixels random(seed);
    const auto map = random.map(width, height, depth);
    Volume<std::uint8_t> truth(width, height, depth);
    std::transform(map.begin(), map.end(), truth.begin(),
                   [](float p) -> std::uint8_t { return p > 0.47F ? 255 : 0; });
    return truth;
}

inline bool near(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

inline bool same(const Score& a, const Score& b) {
    return a.value == b.value && a.threshold == b.threshold && a.split == b.split &&
           a.merge == b.merge && a.perSlice == b.perSlice;
}

}  // namespace axolemma::test
