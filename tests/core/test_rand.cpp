#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "challenge_pair.h"
#include "core/components.h"
#include "core/error.h"
#include "core/metrics/rand.h"
#include "reference_scores.h"
#include "score_checks.h"

using namespace axolemma;
using axolemma::test::challengePair;
using axolemma::test::floodAsWritten;
using axolemma::test::kNoChallengePair;
using axolemma::test::near;
using axolemma::test::RandomPixels;
using axolemma::test::randomTruth;
using axolemma::test::referenceOf;
using axolemma::test::same;

namespace {

constexpr double kNoCells = std::numeric_limits<double>::quiet_NaN();

Image<std::uint32_t> cellsOf(const Volume<float>& map, int z, double threshold) {
    Image<std::uint8_t> mask(map.width(), map.height());
    std::transform(map.slice(z).data(), map.slice(z).data() + map.sliceSize(), mask.begin(),
                   [&](double p) { return p > threshold ? 1 : 0; });
    return labelComponents(std::as_const(mask).view()).labels;
}

}  // namespace

class TestRand : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theChallengesOwnCodeSaysTheSame() {
        const auto pair = challengePair();
        if (!pair) QSKIP(kNoChallengePair);
        const auto& truth = pair->truth();
        const auto& map = pair->map();
        const auto compare = [&](const Score& score, const char* name) {
            const double value = pair->expected[name]["value"];
            const double threshold = pair->expected[name]["threshold"];
            return near(score.value, value, 1e-9) && near(score.threshold, threshold, 1e-9);
        };
        const auto thinned = thinnedScores(truth, map, challengeThresholds(), 2);
        QVERIFY(compare(thinned.rand, "v_rand_thin"));
        QVERIFY(compare(thinned.information, "v_info_thin"));
        QVERIFY(compare(randError(truth, map), "rand_error"));
        QVERIFY(compare(pixelError(truth, map), "pixel_error"));
    }

    void thresholdsAreTheRunningSumsOfTheChallenge() {
        const auto thresholds = challengeThresholds();
        QCOMPARE(thresholds.size(), 11U);
        QCOMPARE(thresholds.front(), 0.0);
        QVERIFY(thresholds.back() == 0.9999999999999999);
        QVERIFY(thresholds[3] == 0.1 + 0.1 + 0.1 && thresholds[3] != 0.3);
    }

    void scoresAreThoseOfTheirDefinitions() {
        for (std::uint32_t seed = 0; seed < 12; ++seed) {
            const int width = 20 + static_cast<int>(seed) * 3;
            const int height = 47 - static_cast<int>(seed);
            const auto truth = randomTruth(seed, width, height, 1);
            const auto map = RandomPixels(seed + 100).map(width, height, 1);
            const auto truthLabels = labelComponents(truth.slice(0)).labels;
            double bestRand = -1;
            double bestInformation = -1;
            double bestError = 2;
            for (const double threshold : challengeThresholds()) {
                auto labels = cellsOf(map, 0, threshold);
                const auto raw = referenceOf(truthLabels, labels);
                bestError = std::min(bestError, 1 - 2 * raw.n2AB / (raw.n2A + raw.n2B));
                floodAsWritten(labels);
                const auto reference = referenceOf(truthLabels, labels);
                bestRand = std::max(bestRand, reference.rand);
                bestInformation = std::max(bestInformation, reference.information);
                const std::array<double, 1> one = {threshold};
                const auto scores = thinnedScores(truth, map, one);
                QVERIFY(near(scores.rand.value, reference.rand));
                QVERIFY(near(scores.rand.split, reference.randSplit));
                QVERIFY(near(scores.rand.merge, reference.randMerge));
                QVERIFY(near(scores.information.value, reference.information, 1e-9));
            }
            QVERIFY(near(thinnedScores(truth, map).rand.value, bestRand));
            QVERIFY(near(thinnedScores(truth, map).information.value, bestInformation, 1e-9));
            QVERIFY(near(randError(truth, map).value, bestError));
        }
    }

    void aStackIsScoredAtOneThresholdByTheMeanOfItsSlices() {
        const auto truth = randomTruth(5, 60, 50, 4);
        const auto map = RandomPixels(6).map(60, 50, 4);
        double best = -1;
        double bestError = 2;
        for (const double threshold : challengeThresholds()) {
            double sum = 0;
            double ab = 0;
            double a = 0;
            double b = 0;
            for (int z = 0; z < 4; ++z) {
                const auto truthLabels = labelComponents(truth.slice(z)).labels;
                auto labels = cellsOf(map, z, threshold);
                const auto raw = referenceOf(truthLabels, labels);
                ab += raw.n2AB;
                a += raw.n2A;
                b += raw.n2B;
                floodAsWritten(labels);
                sum += referenceOf(truthLabels, labels).rand;
            }
            best = std::max(best, sum / 4);
            bestError = std::min(bestError, 1 - 2 * ab / (a + b));
        }
        const auto scores = thinnedScores(truth, map);
        QVERIFY(near(scores.rand.value, best));
        QCOMPARE(scores.rand.perSlice.size(), 4U);
        double mean = 0;
        for (const double slice : scores.rand.perSlice) mean += slice / 4;
        QVERIFY(near(mean, best));
        QVERIFY(near(randError(truth, map).value, bestError));
    }

    void theComponentsOfAMapScoreAsTheMapAtThatThreshold() {
        const auto truth = randomTruth(1, 90, 70, 3);
        const auto map = RandomPixels(2).map(90, 70, 3);
        const std::array<double, 1> threshold = {0.5};
        Volume<std::uint32_t> labels(90, 70, 3);
        for (int z = 0; z < 3; ++z) {
            const auto cells = cellsOf(map, z, threshold[0]);
            // Numbers do not matter, nor that the same one stands for different regions.
            std::transform(cells.begin(), cells.end(), labels.slice(z).data(),
                           [](std::uint32_t c) { return c == 0 ? 0 : 7 + c % 3; });
        }
        QCOMPARE(thinnedScores(truth, labels).rand.value,
                 thinnedScores(truth, map, threshold).rand.value);
    }

    void theTruthItselfIsPerfect() {
        const auto truth = randomTruth(3, 80, 80, 2);
        Volume<float> map(80, 80, 2);
        Volume<std::uint32_t> labels(80, 80, 2);
        std::transform(truth.begin(), truth.end(), map.begin(),
                       [](std::uint8_t t) { return t != 0 ? 1.0F : 0.0F; });
        std::copy(truth.begin(), truth.end(), labels.begin());
        QCOMPARE(thinnedScores(truth, map).rand.value, 1.0);
        QVERIFY(near(thinnedScores(truth, map).information.value, 1.0));
        QCOMPARE(thinnedScores(truth, labels).rand.value, 1.0);
        QCOMPARE(randError(truth, map).value, 0.0);
        QCOMPARE(pixelError(truth, map).value, 0.0);
    }

    void aGapInAMembraneIsAMergeAndALineThroughACellIsASplit() {
        Volume<std::uint8_t> truth(21, 20, 1, std::uint8_t{255});
        for (int y = 0; y < 20; ++y) truth(10, y, 0) = 0;
        Volume<float> merged(21, 20, 1, 1.0F);
        Volume<float> split(21, 20, 1, 1.0F);
        for (int y = 0; y < 20; ++y) {
            merged(10, y, 0) = y == 9 ? 1.0F : 0.0F;
            split(10, y, 0) = 0.0F;
            split(4, y, 0) = 0.0F;
        }
        const auto ofMerged = thinnedScores(truth, merged).rand;
        QVERIFY(near(ofMerged.split, 1.0) && ofMerged.merge < 0.51);
        const auto ofSplit = thinnedScores(truth, split).rand;
        QVERIFY(near(ofSplit.merge, 1.0) && ofSplit.split < 0.8);
    }

    void pixelErrorCountsTheWholeStackAtItsBestThreshold() {
        Volume<std::uint8_t> truth(4, 1, 2, std::uint8_t{0});
        Volume<float> map(4, 1, 2, 0.0F);
        for (int x = 0; x < 3; ++x) truth(x, 0, 0) = 255;
        truth(0, 0, 1) = 1;
        map(0, 0, 0) = map(1, 0, 0) = 0.85F;
        map(0, 0, 1) = 0.85F;
        map(3, 0, 1) = 0.35F;
        // From 0.4 to 0.8: three of four cells found, none wrongly; F1 = 2 * 3 / (4 + 3).
        const auto score = pixelError(truth, map);
        QVERIFY(near(score.value, 1.0 / 7));
        QVERIFY(near(score.threshold, 0.4));
        QVERIFY(near(score.split, 0.75));
        QVERIFY(near(score.merge, 1.0));
        QVERIFY(near(score.perSlice[0], 0.2) && near(score.perSlice[1], 0.0));
    }

    void threadsDoNotChangeAScore() {
        const auto truth = randomTruth(8, 70, 60, 5);
        const auto map = RandomPixels(9).map(70, 60, 5);
        const auto one = thinnedScores(truth, map);
        const auto four = thinnedScores(truth, map, challengeThresholds(), 4);
        QVERIFY(same(one.rand, four.rand) && same(one.information, four.information));
        QVERIFY(same(randError(truth, map), randError(truth, map, challengeThresholds(), 3)));
    }

    void aSliceWithoutCellsInTheTruthDoesNotCount() {
        const auto truth = randomTruth(8, 40, 40, 2);
        Volume<std::uint8_t> longer(40, 40, 3, std::uint8_t{0});
        std::copy(truth.begin(), truth.end(), longer.begin());
        const auto map = RandomPixels(9).map(40, 40, 3);
        Volume<float> shorter(40, 40, 2);
        std::copy_n(map.begin(), shorter.size(), shorter.begin());
        const auto scores = thinnedScores(longer, map);
        QCOMPARE(scores.rand.value, thinnedScores(truth, shorter).rand.value);
        QVERIFY(std::isnan(scores.rand.perSlice[2]));
        QCOMPARE(randError(longer, map).value, randError(truth, shorter).value);
    }

    void uniformMapsHaveFiniteScores_data() {
        QTest::addColumn<float>("value");
        QTest::newRow("all membrane") << 0.0F;
        QTest::newRow("all cell") << 1.0F;
        QTest::newRow("undecided") << 0.5F;
    }
    void uniformMapsHaveFiniteScores() {
        QFETCH(float, value);
        const auto truth = randomTruth(4, 50, 30, 1);
        const Volume<float> map(50, 30, 1, value);
        const auto scores = thinnedScores(truth, map);
        // One region for everything: merged, but nothing split.
        QCOMPARE(scores.rand.split, 1.0);
        QVERIFY(scores.rand.value > 0 && scores.rand.value < 1);
        QVERIFY(std::isfinite(scores.information.value));
        QVERIFY(std::isfinite(randError(truth, map).value));
    }

    void badInputIsRefusedWithASentence_data() {
        QTest::addColumn<QString>("what");
        for (const char* what : {"width", "depth", "nan", "infinite", "no threshold", "no cells"}) {
            QTest::newRow(what) << what;
        }
    }
    void badInputIsRefusedWithASentence() {
        QFETCH(QString, what);
        Volume<std::uint8_t> truth(8, 8, 2, std::uint8_t{255});
        Volume<float> map(what == "width" ? 9 : 8, 8, what == "depth" ? 1 : 2, 0.5F);
        if (what == "nan") map(3, 3, 1) = static_cast<float>(kNoCells);
        if (what == "infinite") map(3, 3, 1) = std::numeric_limits<float>::infinity();
        if (what == "no cells") std::fill(truth.begin(), truth.end(), std::uint8_t{0});
        const auto thresholds =
            what == "no threshold" ? std::span<const double>() : challengeThresholds();
        const auto refused = [&](auto score) {
            try {
                score();
            } catch (const Error& error) {
                const QString sentence = error.what();
                const bool aboutSlice = what == "nan" || what == "infinite";
                return sentence.endsWith('.') && (!aboutSlice || sentence.contains("slice 1"));
            }
            return false;
        };
        QVERIFY(refused([&] { thinnedScores(truth, map, thresholds); }));
        QVERIFY(refused([&] { randError(truth, map, thresholds); }));
        QVERIFY(refused([&] { pixelError(truth, map, thresholds); }));
    }

    void progressRisesToOne_data() {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("three threads") << 3;
    }
    void progressRisesToOne() {
        QFETCH(int, threads);
        const auto truth = randomTruth(4, 20, 20, 30);
        const auto map = RandomPixels(9).map(20, 20, 30);
        std::vector<double> fractions;
        QString last;
        thinnedScores(truth, map, challengeThresholds(), threads, {}, [&](const Progress& now) {
            fractions.push_back(now.fraction);
            last = QString::fromStdString(now.step);
        });
        // 330 pieces of work, at most some hundred calls.
        QVERIFY(fractions.size() > 20 && fractions.size() <= 101);
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QCOMPARE(fractions.back(), 1.0);
        QCOMPARE(last, QString("slice 30 of 30"));
    }

    void scoringCanBeCancelled() {
        const auto truth = randomTruth(4, 50, 30, 2);
        const Volume<float> map(50, 30, 2, 0.5F);
        std::stop_source source;
        source.request_stop();
        for (const int threads : {1, 3}) {
            const auto thresholds = challengeThresholds();
            const auto stop = source.get_token();
            QVERIFY_THROWS_EXCEPTION(Cancelled,
                                     thinnedScores(truth, map, thresholds, threads, stop));
            QVERIFY_THROWS_EXCEPTION(Cancelled, randError(truth, map, thresholds, threads, stop));
            QVERIFY_THROWS_EXCEPTION(Cancelled, pixelError(truth, map, thresholds, threads, stop));
        }
    }
};

QTEST_APPLESS_MAIN(TestRand)
#include "test_rand.moc"
