#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>

#include "challenge_pair.h"
#include "core/components.h"
#include "core/error.h"
#include "core/metrics/warping.h"
#include "random_pixels.h"
#include "reference_warping.h"

using namespace axolemma;
using axolemma::test::challengePair;
using axolemma::test::kNoChallengePair;
using axolemma::test::RandomPixels;
using axolemma::test::warpAsWritten;

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

Volume<std::uint8_t> cellsOf(const Volume<float>& map, float threshold) {
    Volume<std::uint8_t> cells(map.width(), map.height(), map.depth());
    std::transform(map.begin(), map.end(), cells.begin(),
                   [=](float p) -> std::uint8_t { return p > threshold ? 1 : 0; });
    return cells;
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

    void theErrorIsThatOfItsDefinition() {
        double splits = 0;
        double merges = 0;
        for (std::uint32_t seed = 0; seed < 12; ++seed) {
            // Larger than the window in which a pixel may split its component, and no square.
            const int width = 70 + static_cast<int>(seed);
            const int height = 95 - 2 * static_cast<int>(seed);
            const auto map = RandomPixels(seed).map(width, height, 1);
            const auto truth = cellsOf(RandomPixels(seed + 50).map(width, height, 1), 0.45F);
            for (const double threshold : warpingThresholds()) {
                const auto expected = warpAsWritten(truth.slice(0), map.slice(0), threshold);
                const std::array<double, 1> one = {threshold};
                const Score score = warpingError(truth, map, one);
                QCOMPARE(score.split * truth.size(), static_cast<double>(expected.split));
                QCOMPARE(score.merge * truth.size(), static_cast<double>(expected.merge));
                splits += score.split;
                merges += score.merge;
            }
        }
        QVERIFY(splits > 0 && merges > 0);
    }

    void componentsThatMeetAroundAPixelAreNoSplitUnlessTheyMeetOutsideOfTheWindow_data() {
        QTest::addColumn<int>("radius");
        QTest::addColumn<double>("splits");
        // A ring through the pixel whose far side is inside of the window of 41 x 41, or is not.
        QTest::newRow("small ring") << 10 << 0.0;
        QTest::newRow("large ring") << 11 << 1.0;
    }
    void componentsThatMeetAroundAPixelAreNoSplitUnlessTheyMeetOutsideOfTheWindow() {
        QFETCH(int, radius);
        QFETCH(double, splits);
        Volume<std::uint8_t> truth(60, 60, 1, std::uint8_t{0});
        const auto inRing = [&](int x, int y) {
            return std::max(std::abs(x - 30), std::abs(y - 30)) == radius;
        };
        for (int y = 0; y < 60; ++y) {
            for (int x = 0; x < 60; ++x) truth(x, y, 0) = inRing(x, y) ? 255 : 0;
        }
        auto map = mapOf(truth);
        map(30, 30 - radius, 0) = 0.05F;
        QCOMPARE(errorsAtHalf(truth, map).split, splits);
    }

    void labelsAreScoredAsTheMapOfTheirCells() {
        const auto labels = RandomPixels(4).patches(80, 70, 12);
        Volume<std::uint32_t> proposal(80, 70, 1);
        std::copy(labels.begin(), labels.end(), proposal.begin());
        const auto truth = cellsOf(RandomPixels(5).map(80, 70, 1), 0.45F);
        const auto cells = cellsOfLabels(proposal.slice(0));
        Volume<float> map(80, 70, 1);
        std::copy(cells.begin(), cells.end(), map.begin());
        const std::array<double, 1> zero = {0.0};
        const Score ofMap = warpingError(truth, map, zero);
        const Score ofLabels = warpingError(truth, proposal);
        QVERIFY(ofMap.value > 0);
        QCOMPARE(ofLabels.value, ofMap.value);
        QCOMPARE(ofLabels.split, ofMap.split);
        QCOMPARE(ofLabels.threshold, 0.0);
    }

    void aMembraneMissingBetweenTouchingLabelsIsAMerge() {
        Volume<std::uint32_t> truth(kSize, kSize, 1, 1U);
        for (int y = 0; y < kSize; ++y) std::fill_n(&truth(15, y, 0), kSize - 15, 2U);
        QCOMPARE(warpingError(truth, truth).value, 0.0);
        const Volume<std::uint32_t> merged(kSize, kSize, 1, 7U);
        const Score score = warpingError(truth, merged);
        // The line between the cells can be eaten up but for its last pixel.
        QVERIFY(score.merge * truth.size() >= 1);
        QCOMPARE(score.split, 0.0);
    }

    void threadsDoNotChangeTheError() {
        const auto map = RandomPixels(3).map(60, 50, 3);
        const auto truth = cellsOf(RandomPixels(4).map(60, 50, 3), 0.45F);
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
