#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/metrics/map_checks.h"
#include "core/metrics/rand.h"
#include "core/metrics/slice_jobs.h"

namespace axolemma {

namespace {

/// Pixel counts of the class "cell".
struct Counts {
    std::uint64_t both = 0;
    std::uint64_t truth = 0;
    std::uint64_t proposal = 0;

    Counts& operator+=(const Counts& other) {
        both += other.both;
        truth += other.truth;
        proposal += other.proposal;
        return *this;
    }
    double error() const {
        return 1 - 2 * static_cast<double>(both) / static_cast<double>(truth + proposal);
    }
};

/// `truth`: 0 or 1.
Counts countCells(const Image<std::uint8_t>& truth, ImageView<const float> map, float limit) {
    Counts counts;
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

}  // namespace

Score pixelError(TruthView truth, const Volume<float>& cellProbability,
                 std::span<const double> thresholds, int threads, std::stop_token stop,
                 ProgressFunction progress) {
    detail::checkMap(truth, cellProbability, thresholds);
    const int depth = truth.depth();
    std::vector<Counts> all(thresholds.size() * depth);
    const detail::SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    jobs.forEach(1, depth, [&](int, int z) {
        const Image<std::uint8_t> cells = truth.cells(z);
        for (std::size_t t = 0; t < thresholds.size(); ++t) {
            const float limit = detail::largestFloatUpTo(thresholds[t]);
            all[t * depth + z] = countCells(cells, cellProbability.slice(z), limit);
        }
    });
    Score best;
    best.value = 2;
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        Score score;
        score.threshold = thresholds[t];
        Counts sum;
        for (int z = 0; z < depth; ++z) {
            const Counts& slice = all[t * depth + z];
            score.perSlice.push_back(slice.truth == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                      : slice.error());
            sum += slice;
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

Score pixelError(TruthView truth, const Volume<std::uint32_t>& labels, int threads,
                 std::stop_token stop, ProgressFunction progress) {
    return pixelError(truth, detail::mapOfLabels(labels), detail::noThreshold(), threads,
                      std::move(stop), std::move(progress));
}

}  // namespace axolemma
