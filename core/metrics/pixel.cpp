#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/metrics/map_checks.h"
#include "core/metrics/slice_jobs.h"
#include "core/metrics/slice_sums.h"

namespace axolemma {

namespace detail {

CellCounts countCells(const Image<std::uint8_t>& truth, ImageView<const float> map, float limit) {
    CellCounts counts;
    for (int y = 0; y < truth.height(); ++y) {
        const std::uint8_t* const row = truth.view().row(y);
        const float* const values = map.row(y);
        // A row's counts fit in 32 bits, of which a processor adds more at a time.
        std::uint32_t both = 0;
        std::uint32_t ofTruth = 0;
        std::uint32_t ofProposal = 0;
        for (int x = 0; x < truth.width(); ++x) {
            const std::uint32_t inTruth = row[x];
            const std::uint32_t inProposal = values[x] > limit ? 1 : 0;
            ofTruth += inTruth;
            ofProposal += inProposal;
            both += inTruth & inProposal;
        }
        counts += {both, ofTruth, ofProposal};
    }
    return counts;
}

Score pixelError(std::span<const CellCounts> slices) {
    Score score;
    CellCounts sum;
    for (const CellCounts& slice : slices) {
        score.perSlice.push_back(slice.truth == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                  : slice.error());
        sum += slice;
    }
    score.value = sum.error();
    score.split = static_cast<double>(sum.both) / static_cast<double>(sum.truth);
    score.merge =
        sum.proposal == 0 ? 0.0 : static_cast<double>(sum.both) / static_cast<double>(sum.proposal);
    return score;
}

}  // namespace detail

Score pixelError(TruthView truth, const Volume<float>& cellProbability,
                 std::span<const double> thresholds, int threads, std::stop_token stop,
                 ProgressFunction progress) {
    detail::checkMap(truth, cellProbability, thresholds);
    const int depth = truth.depth();
    std::vector<detail::CellCounts> all(thresholds.size() * depth);
    const detail::SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    jobs.forEach(1, depth, [&](int, int z) {
        const Image<std::uint8_t> cells = truth.cells(z);
        for (std::size_t t = 0; t < thresholds.size(); ++t) {
            const float limit = detail::largestFloatUpTo(thresholds[t]);
            all[t * depth + z] = detail::countCells(cells, cellProbability.slice(z), limit);
        }
    });
    Score best;
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        Score score = detail::pixelError(std::span(all).subspan(t * depth, depth));
        score.threshold = thresholds[t];
        if (t == 0 || score.value < best.value) best = std::move(score);
    }
    return best;
}

Score pixelError(TruthView truth, const Volume<std::uint32_t>& labels, int threads,
                 std::stop_token stop, ProgressFunction progress) {
    return pixelError(truth, detail::mapOfLabels(labels), detail::noThreshold(), threads,
                      std::move(stop), std::move(progress));
}

}  // namespace axolemma
