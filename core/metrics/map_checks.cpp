#include "core/metrics/map_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace axolemma {

std::optional<int> firstSliceNotFinite(const Volume<float>& map) {
    for (int z = 0; z < map.depth(); ++z) {
        const auto slice = map.slice(z);
        // Without an early exit the loop is vectorised; a bad value is the exception.
        int bad = 0;
        for (std::size_t i = 0; i < slice.size(); ++i) {
            bad |= !(std::abs(slice.data()[i]) <= std::numeric_limits<float>::max());
        }
        if (bad != 0) return z;
    }
    return {};
}

namespace detail {

void checkTruth(TruthView truth, int width, int height, int depth) {
    if (truth.width() != width || truth.height() != height || truth.depth() != depth) {
        throw Error(
            fmt::format("The truth has {} x {} x {} voxels but what is scored has {} x {} x {}: "
                        "give two stacks of the same size.",
                        truth.width(), truth.height(), truth.depth(), width, height, depth));
    }
    if (!truth.hasCells()) {
        throw Error(
            "The truth has no cell pixel, so nothing can be scored: give labels that are "
            "not 0 inside of cells.");
    }
}

void checkMap(TruthView truth, const Volume<float>& cellProbability,
              std::span<const double> thresholds) {
    checkTruth(truth, cellProbability.width(), cellProbability.height(), cellProbability.depth());
    if (thresholds.empty()) throw Error("No threshold was given: give at least one in [0, 1].");
    if (const auto z = firstSliceNotFinite(cellProbability)) {
        throw Error(
            fmt::format("The probability map has a value in slice {} that is not a finite number: "
                        "compute the map again.",
                        *z));
    }
}

std::span<const double> noThreshold() {
    static constexpr std::array<double, 1> kZero = {0.0};
    return kZero;
}

Image<float> mapOfLabels(ImageView<const std::uint32_t> labels) {
    const Image<std::uint8_t> cells = cellsOfLabels(labels);
    Image<float> map(labels.width(), labels.height());
    std::copy(cells.begin(), cells.end(), map.begin());
    return map;
}

Volume<float> mapOfLabels(const Volume<std::uint32_t>& labels) {
    Volume<float> map(labels.width(), labels.height(), labels.depth());
    for (int z = 0; z < labels.depth(); ++z) {
        const Image<float> slice = mapOfLabels(labels.slice(z));
        std::copy(slice.begin(), slice.end(), map.slice(z).data());
    }
    return map;
}

float largestFloatUpTo(double threshold) {
    const auto rounded = static_cast<float>(threshold);
    return static_cast<double>(rounded) > threshold
               ? std::nextafter(rounded, -std::numeric_limits<float>::infinity())
               : rounded;
}

}  // namespace detail

}  // namespace axolemma
