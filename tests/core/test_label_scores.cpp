#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/components.h"
#include "core/error.h"
#include "core/metrics/rand.h"
#include "reference_scores.h"
#include "score_checks.h"

using namespace axolemma;
using axolemma::test::floodAsWritten;
using axolemma::test::near;
using axolemma::test::RandomPixels;
using axolemma::test::randomTruth;
using axolemma::test::referenceOf;
using axolemma::test::same;

namespace {

Volume<std::uint32_t> patchesOf(std::uint32_t seed, int width, int height, std::uint32_t count) {
    const auto patches = RandomPixels(seed).patches(width, height, count);
    Volume<std::uint32_t> labels(width, height, 1);
    std::copy(patches.begin(), patches.end(), labels.begin());
    return labels;
}

}  // namespace

/// The metrics of slices for labels in place of a map, as the proposal and as the truth.
class TestLabelScores : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void labelsAreSplitIntoRegionsAndGrown() {
        for (std::uint32_t seed = 0; seed < 15; ++seed) {
            const auto truth = randomTruth(seed, 50, 40, 1);
            const auto labels = patchesOf(seed, 50, 40, 2 + seed);
            auto regions = regionsOfEqualLabel(labels.slice(0)).labels;
            floodAsWritten(regions);
            const auto reference = referenceOf(labelComponents(truth.slice(0)).labels, regions);
            const auto scores = thinnedScores(truth, labels);
            QVERIFY(near(scores.rand.value, reference.rand));
            QVERIFY(near(scores.information.value, reference.information, 1e-9));
            QCOMPARE(scores.rand.threshold, 0.0);
        }
    }

    void randErrorOfLabelsIsThatOfTheirRegionsAsTheyAre() {
        for (std::uint32_t seed = 0; seed < 15; ++seed) {
            const auto truth = randomTruth(seed, 50, 40, 1);
            const auto labels = patchesOf(seed, 50, 40, 2 + seed);
            const auto regions = regionsOfEqualLabel(labels.slice(0)).labels;
            const auto reference = referenceOf(labelComponents(truth.slice(0)).labels, regions);
            const auto score = randError(truth, labels);
            QVERIFY(near(score.value, 1 - 2 * reference.n2AB / (reference.n2A + reference.n2B)));
            QVERIFY(near(score.split, reference.randSplit));
            QVERIFY(near(score.merge, reference.randMerge));
            QCOMPARE(score.threshold, 0.0);
        }
    }

    void cellsOfLabelsKeepTouchingRegionsApart() {
        // Right and lower neighbours with another label cost a pixel; 0 beside it does not.
        const std::array<std::uint32_t, 12> labels = {1, 1, 2, 2,  //
                                                      1, 1, 0, 2,  //
                                                      3, 0, 3, 3};
        const std::array<std::uint8_t, 12> expected = {1, 0, 1, 1,  //
                                                       0, 1, 0, 0,  //
                                                       1, 0, 1, 1};
        const auto cells = cellsOfLabels(ImageView<const std::uint32_t>(labels.data(), 4, 3));
        QVERIFY(std::equal(cells.begin(), cells.end(), expected.begin()));
    }

    void noTwoCellsOfLabelsThatTouchHaveDifferentLabels() {
        const auto labels = patchesOf(3, 60, 50, 40);
        const auto cells = cellsOfLabels(labels.slice(0));
        for (int y = 1; y < 50; ++y) {
            for (int x = 1; x < 60; ++x) {
                if (cells(x, y) == 0) continue;
                QVERIFY(cells(x - 1, y) == 0 || labels(x - 1, y, 0) == labels(x, y, 0));
                QVERIFY(cells(x, y - 1) == 0 || labels(x, y - 1, 0) == labels(x, y, 0));
            }
        }
    }

    void pixelErrorOfLabelsIsThatOfTheirCells() {
        const auto truth = randomTruth(7, 60, 50, 1);
        const auto labels = patchesOf(8, 60, 50, 20);
        const auto cells = cellsOfLabels(labels.slice(0));
        Volume<float> map(60, 50, 1);
        std::copy(cells.begin(), cells.end(), map.begin());
        const std::array<double, 1> zero = {0.0};
        QVERIFY(same(pixelError(truth, labels), pixelError(truth, map, zero)));
    }

    void aTruthOfLabelsHasTheirRegions() {
        const auto truth = patchesOf(9, 60, 50, 30);
        QCOMPARE(thinnedScores(truth, truth).rand.value, 1.0);
        QVERIFY(near(thinnedScores(truth, truth).information.value, 1.0));
        QCOMPARE(randError(truth, truth).value, 0.0);
        QCOMPARE(pixelError(truth, truth).value, 0.0);
        // As a mask its regions would be the components of what is labelled.
        Volume<std::uint32_t> merged(60, 50, 1);
        std::transform(truth.begin(), truth.end(), merged.begin(),
                       [](std::uint32_t label) { return label != 0 ? 1U : 0U; });
        const auto score = randError(truth, merged);
        const auto reference = referenceOf(regionsOfEqualLabel(truth.slice(0)).labels,
                                           regionsOfEqualLabel(merged.slice(0)).labels);
        QVERIFY(near(score.merge, reference.randMerge) && score.merge < 0.9);
        QCOMPARE(score.split, 1.0);
    }

    void labelsOfNothingAndOfOneRegionHaveDefinedScores() {
        const auto truth = randomTruth(4, 50, 30, 1);
        const double cells = static_cast<double>(
            std::count_if(truth.begin(), truth.end(), [](auto value) { return value != 0; }));
        const Volume<std::uint32_t> nothing(50, 30, 1, 0U);
        const Volume<std::uint32_t> one(50, 30, 1, 9U);
        // Thinned, nothing is one region; else every pixel is a region of its own.
        QVERIFY(same(thinnedScores(truth, nothing).rand, thinnedScores(truth, one).rand));
        QCOMPARE(thinnedScores(truth, one).rand.split, 1.0);
        QVERIFY(std::isfinite(thinnedScores(truth, one).information.value));
        QCOMPARE(randError(truth, nothing).merge, 1.0);
        QCOMPARE(randError(truth, one).split, 1.0);
        QCOMPARE(pixelError(truth, nothing).value, 1.0);
        QCOMPARE(pixelError(truth, nothing).merge, 0.0);
        QVERIFY(near(pixelError(truth, one).value, 1 - 2 * cells / (cells + 50 * 30)));
    }

    void labelsOfAnotherShapeAreRefused() {
        const Volume<std::uint8_t> truth(8, 8, 2, std::uint8_t{255});
        for (const auto& labels :
             {Volume<std::uint32_t>(7, 8, 2, 1U), Volume<std::uint32_t>(8, 8, 3, 1U)}) {
            QVERIFY_THROWS_EXCEPTION(Error, thinnedScores(truth, labels));
            QVERIFY_THROWS_EXCEPTION(Error, randError(truth, labels));
            QVERIFY_THROWS_EXCEPTION(Error, pixelError(truth, labels));
        }
    }
};

QTEST_APPLESS_MAIN(TestLabelScores)
#include "test_label_scores.moc"
