#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>

#include "challenge_pair.h"
#include "core/components.h"
#include "core/error.h"
#include "core/metrics/warping.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::challengePair;
using axolemma::test::kNoChallengePair;
using axolemma::test::RandomPixels;

namespace {

constexpr int kSize = 30;

/// Two cells side by side with a membrane of three columns between them.
Volume<std::uint8_t> twoCells() {
    Volume<std::uint8_t> truth(kSize, kSize, 1, std::uint8_t{0});
    for (int y = 2; y < kSize - 2; ++y) {
        for (int x = 2; x < kSize - 2; ++x) {
            if (std::abs(x - 15) > 1) truth(x, y, 0) = 255;
        }
    }
    return truth;
}

Volume<float> mapOf(const Volume<std::uint8_t>& truth) {
    Volume<float> map(truth.width(), truth.height(), truth.depth());
    std::transform(truth.begin(), truth.end(), map.begin(),
                   [](std::uint8_t t) { return t != 0 ? 0.95F : 0.05F; });
    return map;
}

/// Errors in pixels at 0.5.
struct Pixels {
    double split = 0;
    double merge = 0;
};

Pixels errorsAtHalf(const Volume<std::uint8_t>& truth, const Volume<float>& map) {
    const std::array<double, 1> half = {0.5};
    const Score score = warpingError(truth, map, half);
    const auto pixels = static_cast<double>(truth.size());
    return {score.split * pixels, score.merge * pixels};
}

}  // namespace

class TestWarping : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theChallengesOwnCodeSaysTheSame() {
        const auto pair = challengePair();
        if (!pair) QSKIP(kNoChallengePair);
        const Score score = warpingError(pair->truth(), pair->map(), warpingThresholds(), 2);
        const double value = pair->expected["warping_error"]["value"];
        const double threshold = pair->expected["warping_error"]["threshold"];
        QVERIFY(std::abs(score.value - value) < 1e-9);
        QVERIFY(std::abs(score.threshold - threshold) < 1e-9);
    }

    void thresholdsEndBelowNineTenths() {
        QCOMPARE(warpingThresholds().size(), 10U);
        QVERIFY(warpingThresholds().back() == 0.8999999999999999);
    }

    void movedAndThickenedMembranesCostNothing() {
        const auto truth = twoCells();
        auto map = mapOf(truth);
        for (int y = 0; y < kSize; ++y) {
            for (int x = 0; x < kSize; ++x) {
                // One column to the right, cells a pixel smaller on the left and longer below.
                const bool cell =
                    x > 2 && x < kSize - 2 && y > 1 && y < kSize - 1 && std::abs(x - 16) > 1;
                map(x, y, 0) = cell ? 0.95F : 0.05F;
            }
        }
        const auto errors = errorsAtHalf(truth, map);
        QCOMPARE(errors.split, 0.0);
        QCOMPARE(errors.merge, 0.0);
    }

    void aGapIsAMergeOfItsLastPixel() {
        const auto truth = twoCells();
        auto map = mapOf(truth);
        for (int x = 14; x <= 16; ++x) map(x, 12, 0) = 0.9F;
        // Two of the three pixels of the gap can be given to a cell, the last would join both.
        const auto errors = errorsAtHalf(truth, map);
        QCOMPARE(errors.merge, 1.0);
        QCOMPARE(errors.split, 0.0);
    }

    void aLineThroughACellIsASplitOfItsLastPixel() {
        const auto truth = twoCells();
        auto map = mapOf(truth);
        for (int x = 2; x < 14; ++x) map(x, 12, 0) = 0.1F;
        const auto errors = errorsAtHalf(truth, map);
        QCOMPARE(errors.split, 1.0);
        QCOMPARE(errors.merge, 0.0);
    }

    void aHoleAndASpeckAreNeitherSplitNorMerge() {
        const auto truth = twoCells();
        auto map = mapOf(truth);
        map(7, 7, 0) = 0.05F;
        map(15, 20, 0) = 0.95F;
        const auto errors = errorsAtHalf(truth, map);
        QCOMPARE(errors.split, 0.0);
        // The speck in the middle of the membrane touches no cell.
        QCOMPARE(errors.merge, 0.0);
    }

    void cellsAtTheEdgeOfTheSliceAreWarpedToo() {
        const Volume<std::uint8_t> truth(12, 12, 1, std::uint8_t{255});
        auto map = mapOf(truth);
        for (int i = 0; i < 12; ++i) map(0, i, 0) = map(i, 11, 0) = 0.0F;
        const auto errors = errorsAtHalf(truth, map);
        QCOMPARE(errors.split + errors.merge, 0.0);
    }

    void threadsDoNotChangeTheError() {
        const auto map = RandomPixels(3).map(60, 50, 3);
        Volume<std::uint8_t> truth(60, 50, 3);
        const auto other = RandomPixels(4).map(60, 50, 3);
        std::transform(other.begin(), other.end(), truth.begin(),
                       [](float p) -> std::uint8_t { return p > 0.45F ? 1 : 0; });
        const Score one = warpingError(truth, map);
        const Score three = warpingError(truth, map, warpingThresholds(), 3);
        QVERIFY(one.value > 0);
        QCOMPARE(one.value, three.value);
        QCOMPARE(one.perSlice, three.perSlice);
        QVERIFY(std::abs(one.split + one.merge - one.value) < 1e-15);
    }

    void badInputIsRefused() {
        const auto truth = twoCells();
        QVERIFY_THROWS_EXCEPTION(Error, warpingError(truth, Volume<float>(5, 5, 1, 0.5F)));
        auto map = mapOf(truth);
        map(3, 3, 0) = std::nanf("");
        QVERIFY_THROWS_EXCEPTION(Error, warpingError(truth, map));
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, warpingError(truth, mapOf(truth), warpingThresholds(),
                                                         1, source.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestWarping)
#include "test_warping.moc"
