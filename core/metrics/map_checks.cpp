#include "core/metrics/map_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace axolemma::detail {

void checkTruth(const Volume<std::uint8_t>& truth, int width, int height, int depth) {
    if (truth.width() != width || truth.height() != height || truth.depth() != depth) {
        throw Error(
            fmt::format("The truth has {} x {} x {} voxels but what is scored has {} x {} x {}: "
                        "give two stacks "
                        "of the same size.",
                        truth.width(), truth.height(), truth.depth(), width, height, depth));
    }
    if (std::none_of(truth.begin(), truth.end(), [](std::uint8_t t) { return t != 0; })) {
        throw Error(
            "The truth has no cell pixel, so nothing can be scored: give labels that are "
            "not 0 inside of cells.");
    }
}

void checkMap(const Volume<float>& cellProbability, std::span<const double> thresholds) {
    if (thresholds.empty()) throw Error("No threshold was given: give at least one in [0, 1].");
    for (int z = 0; z < cellProbability.depth(); ++z) {
        const auto slice = cellProbability.slice(z);
        // Without an early exit the loop is vectorised; a bad value is the exception.
        int bad = 0;
        for (std::size_t i = 0; i < slice.size(); ++i) {
            bad |= !(std::abs(slice.data()[i]) <= std::numeric_limits<float>::max());
        }
        if (bad != 0) {
            throw Error(
                fmt::format("The probability map has a value in slice {} that is not a "
                            "finite number: compute the map again.",
                            z));
        }
    }
}

float largestFloatUpTo(double threshold) {
    const auto rounded = static_cast<float>(threshold);
    return static_cast<double>(rounded) > threshold
               ? std::nextafter(rounded, -std::numeric_limits<float>::infinity())
               : rounded;
}

}  // namespace axolemma::detail
