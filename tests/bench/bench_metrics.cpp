// The five metrics over the challenge's pair in $AXOLEMMA_DATA/metrics on all cores, beside the
// same written plainly from their definitions on one core; and the metrics of neurons over the
// volume in $AXOLEMMA_DATA/isbi2012. Values that differ end it with an error.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <utility>

#include "core/components.h"
#include "core/io/stack_reader.h"
#include "core/metrics/rand.h"
#include "core/metrics/volume_metrics.h"
#include "core/metrics/warping.h"
#include "tests/core/reference_scores.h"
#include "tests/core/reference_warping.h"
#include "tests/support/bench.h"

using namespace axolemma;

namespace {

using Truth = Volume<std::uint8_t>;
using Map = Volume<float>;

Image<std::uint32_t> componentsAt(const Map& map, int z, double threshold) {
    Image<std::uint8_t> mask(map.width(), map.height());
    std::transform(map.slice(z).data(), map.slice(z).data() + map.sliceSize(), mask.begin(),
                   [&](double p) { return p > threshold ? 1 : 0; });
    return labelComponents(std::as_const(mask).view()).labels;
}

/// V_Rand and V_Info (thin).
std::array<double, 2> plainThinned(const Truth& truth, const Map& map) {
    std::array<double, 2> best{};
    for (const double threshold : challengeThresholds()) {
        double rand = 0;
        double information = 0;
        for (int z = 0; z < truth.depth(); ++z) {
            auto labels = componentsAt(map, z, threshold);
            test::floodAsWritten(labels);
            const auto score = test::referenceOf(labelComponents(truth.slice(z)).labels, labels);
            rand += score.rand / truth.depth();
            information += score.information / truth.depth();
        }
        best = {std::max(best[0], rand), std::max(best[1], information)};
    }
    return best;
}

double plainRandError(const Truth& truth, const Map& map) {
    double best = 2;
    for (const double threshold : challengeThresholds()) {
        test::Reference sum;
        for (int z = 0; z < truth.depth(); ++z) {
            const auto score = test::referenceOf(labelComponents(truth.slice(z)).labels,
                                                 componentsAt(map, z, threshold));
            sum.n2AB += score.n2AB;
            sum.n2A += score.n2A;
            sum.n2B += score.n2B;
        }
        best = std::min(best, 1 - 2 * sum.n2AB / (sum.n2A + sum.n2B));
    }
    return best;
}

double plainPixelError(const Truth& truth, const Map& map) {
    double best = 2;
    for (const double threshold : challengeThresholds()) {
        double both = 0;
        double sum = 0;
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const bool cell = truth.data()[i] != 0;
            const bool found = map.data()[i] > threshold;
            both += cell && found;
            sum += cell + found;
        }
        best = std::min(best, 1 - 2 * both / sum);
    }
    return best;
}

double plainWarpingError(const Truth& truth, const Map& map) {
    double best = 2;
    for (const double threshold : warpingThresholds()) {
        double errors = 0;
        for (int z = 0; z < truth.depth(); ++z) {
            const auto slice = test::warpAsWritten(truth.slice(z), map.slice(z), threshold);
            errors += static_cast<double>(slice.split + slice.merge);
        }
        best = std::min(best, errors / static_cast<double>(truth.size()));
    }
    return best;
}

/// Times of a metric, ours beside the plain one, which both return the score.
nlohmann::ordered_json compare(const std::function<double()>& ours,
                               const std::function<double()>& plain) {
    double score = 0;
    double expected = 0;
    const double cold = bench::seconds([&] { score = ours(); });
    const double warm = bench::medianOfFive([&] { score = ours(); });
    const double reference = bench::seconds([&] { expected = plain(); });
    if (std::abs(score - expected) > 1e-9) throw std::logic_error("the scores differ");
    return {{"cold_ms", cold * 1e3},
            {"warm_ms", warm * 1e3},
            {"reference_ms", reference * 1e3},
            {"ratio", warm / reference}};
}

/// Variation of information and adapted Rand error of neurons against the regions of each slice.
nlohmann::ordered_json neurons(const std::filesystem::path& file) {
    const Volume<std::uint32_t> truth = asLabels(readStack(file));
    Volume<std::uint32_t> regions(truth.width(), truth.height(), truth.depth());
    std::uint32_t before = 0;
    for (int z = 0; z < truth.depth(); ++z) {
        const SliceComponents slice = regionsOfEqualLabel(truth.slice(z));
        std::transform(slice.labels.begin(), slice.labels.end(), regions.slice(z).data(),
                       [=](std::uint32_t label) { return label == 0 ? 0 : label + before; });
        before += slice.count;
    }
    const auto score = [&] { volumeScores(truth, regions); };
    const double cold = bench::seconds(score);
    return {{"voxels", {truth.depth(), truth.height(), truth.width()}},
            {"limit_ms", 100},
            {"cold_ms", cold * 1e3},
            {"warm_ms", bench::medianOfFive(score) * 1e3}};
}

}  // namespace

int main() {
    const char* const data = std::getenv("AXOLEMMA_DATA");
    if (!data) {
        std::cerr << "AXOLEMMA_DATA is not set: the challenge's pair is not here.\n";
        return 1;
    }
    const std::filesystem::path folder = data;
    const Stack truthStack = readStack(folder / "metrics" / "truth.tif");
    const Stack mapStack = readStack(folder / "metrics" / "proposal.tif");
    const auto& truth = std::get<Truth>(truthStack.voxels());
    const auto& map = std::get<Map>(mapStack.voxels());
    const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const auto all = challengeThresholds();

    // Both thinned scores come from the same labels.
    const auto thinned = [&] {
        const ThinnedScores scores = thinnedScores(truth, map, all, threads);
        return scores.rand.value + scores.information.value;
    };
    const auto rand = [&] { return randError(truth, map, all, threads).value; };
    const auto pixel = [&] { return pixelError(truth, map, all, threads).value; };
    const auto warping = [&] {
        return warpingError(truth, map, warpingThresholds(), threads).value;
    };
    const auto plain = [&](const auto& metric) { return [&] { return metric(truth, map); }; };
    const auto plainSum = [&] {
        const auto scores = plainThinned(truth, map);
        return scores[0] + scores[1];
    };
    const auto five = [&] { return thinned() + rand() + pixel() + warping(); };
    const auto plainFive = [&] {
        return plainSum() + plainRandError(truth, map) + plainPixelError(truth, map) +
               plainWarpingError(truth, map);
    };
    bench::report("metrics", threads,
                  {{"voxels", {truth.depth(), truth.height(), truth.width()}},
                   {"limit_ms", 1500},
                   {"five", compare(five, plainFive)},
                   {"v_rand_and_v_info_thin", compare(thinned, plainSum)},
                   {"rand_error", compare(rand, plain(plainRandError))},
                   {"pixel_error", compare(pixel, plain(plainPixelError))},
                   {"warping_error", compare(warping, plain(plainWarpingError))},
                   {"neurons", neurons(folder / "isbi2012" / "train-neurons.tif")}});
}
