#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "core/metrics/map_checks.h"
#include "core/metrics/rand.h"

namespace axolemma {

namespace {

/// Pixel counts of the class "cell".
struct Counts {
    std::uint64_t both = 0;
    std::uint64_t truth = 0;
    std::uint64_t proposal = 0;

    double error() const {
        return 1 - 2 * static_cast<double>(both) / static_cast<double>(truth + proposal);
    }
};

Counts countCells(ImageView<const std::uint8_t> truth, ImageView<const float> map, float limit) {
    Counts counts;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const unsigned inTruth = truth.data()[i] != 0;
        const unsigned inProposal = map.data()[i] > limit;
        counts.truth += inTruth;
        counts.proposal += inProposal;
        counts.both += inTruth & inProposal;
    }
    return counts;
}

}  // namespace

Score pixelError(const Volume<std::uint8_t>& truth, const Volume<float>& cellProbability,
                 std::span<const double> thresholds) {
    detail::checkTruth(truth, cellProbability.width(), cellProbability.height(),
                       cellProbability.depth());
    detail::checkMap(cellProbability, thresholds);
    Score best;
    best.value = 2;
    for (const double threshold : thresholds) {
        const float limit = detail::largestFloatUpTo(threshold);
        Score score;
        score.threshold = threshold;
        Counts sum;
        for (int z = 0; z < truth.depth(); ++z) {
            const Counts slice = countCells(truth.slice(z), cellProbability.slice(z), limit);
            score.perSlice.push_back(slice.truth == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                      : slice.error());
            sum.both += slice.both;
            sum.truth += slice.truth;
            sum.proposal += slice.proposal;
        }
        score.value = sum.error();
        score.split = static_cast<double>(sum.both) / static_cast<double>(sum.truth);
        score.merge = sum.proposal == 0
                          ? 0.0
                          : static_cast<double>(sum.both) / static_cast<double>(sum.proposal);
        if (score.value < best.value) best = std::move(score);
    }
    return best;
}

}  // namespace axolemma
