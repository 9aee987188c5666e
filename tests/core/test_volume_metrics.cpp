#include <QtTest>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/metrics/volume_metrics.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

Volume<std::uint32_t> randomLabels(std::uint32_t seed, int width, int height, int depth,
                                   std::uint32_t labels) {
    RandomPixels random(seed);
    Volume<std::uint32_t> volume(width, height, depth);
    for (auto& voxel : volume) voxel = random.below(labels);
    return volume;
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

}  // namespace

class TestVolumeMetrics : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void scoresAreThoseOfCountingPairsAndShares() {
        for (std::uint32_t seed = 0; seed < 8; ++seed) {
            const auto truth = randomLabels(seed, 9, 7, 5, 2 + seed);
            const auto proposal = randomLabels(seed + 50, 9, 7, 5, 10 - seed);
            // Pairs of voxels one by one.
            double inTruth = 0;
            double inProposal = 0;
            double inBoth = 0;
            for (std::size_t i = 0; i < truth.size(); ++i) {
                for (std::size_t k = 0; k < truth.size(); ++k) {
                    if (truth.data()[i] == 0 || truth.data()[k] == 0) continue;
                    const bool t = truth.data()[i] == truth.data()[k];
                    const bool p = proposal.data()[i] == proposal.data()[k];
                    inTruth += t;
                    inProposal += p;
                    inBoth += t && p;
                }
            }
            // Conditional entropies from their definition.
            std::map<std::pair<std::uint32_t, std::uint32_t>, double> both;
            std::map<std::uint32_t, double> ofTruth;
            std::map<std::uint32_t, double> ofProposal;
            double n = 0;
            for (std::size_t i = 0; i < truth.size(); ++i) {
                if (truth.data()[i] == 0) continue;
                both[{truth.data()[i], proposal.data()[i]}] += 1;
                ofTruth[truth.data()[i]] += 1;
                ofProposal[proposal.data()[i]] += 1;
                n += 1;
            }
            double split = 0;
            double merge = 0;
            for (const auto& [pair, count] : both) {
                split -= count / n * std::log(count / ofTruth[pair.first]);
                merge -= count / n * std::log(count / ofProposal[pair.second]);
            }
            const auto scores = volumeScores(truth, proposal);
            QVERIFY(near(scores.split, split));
            QVERIFY(near(scores.merge, merge));
            QVERIFY(near(scores.variationOfInformation(), split + merge));
            QVERIFY(near(scores.adaptedRandError, 1 - 2 * inBoth / (inTruth + inProposal)));
        }
    }

    void otherNumbersForTheSamePartitionArePerfect() {
        const auto truth = randomLabels(1, 20, 20, 3, 9);
        Volume<std::uint32_t> renamed(20, 20, 3);
        std::transform(truth.begin(), truth.end(), renamed.begin(),
                       [](std::uint32_t label) { return 4'000'000'000U - 17 * label; });
        const auto scores = volumeScores(truth, renamed);
        QCOMPARE(scores.split, 0.0);
        QCOMPARE(scores.merge, 0.0);
        QCOMPARE(scores.adaptedRandError, 0.0);
    }

    void splittingOneNeuronInHalvesCostsItsShareOfLogTwo() {
        Volume<std::uint32_t> truth(8, 1, 1, 1U);
        Volume<std::uint32_t> proposal(8, 1, 1, 1U);
        for (int x = 4; x < 8; ++x) truth(x, 0, 0) = proposal(x, 0, 0) = 2;
        for (int x = 6; x < 8; ++x) proposal(x, 0, 0) = 3;
        const auto split = volumeScores(truth, proposal);
        QVERIFY(near(split.split, 0.5 * std::log(2.0)));
        QCOMPARE(split.merge, 0.0);
        const auto merge = volumeScores(proposal, truth);
        QVERIFY(near(merge.merge, 0.5 * std::log(2.0)));
        QCOMPARE(merge.split, 0.0);
    }

    void voxelsUnlabelledInTheTruthDoNotCount() {
        auto truth = randomLabels(1, 10, 10, 2, 5);
        auto proposal = randomLabels(2, 10, 10, 2, 5);
        const auto before = volumeScores(truth, proposal);
        for (std::size_t i = 0; i < truth.size(); ++i) {
            if (truth.data()[i] == 0) proposal.data()[i] = 99;
        }
        const auto after = volumeScores(truth, proposal);
        QVERIFY(near(after.split, before.split) && near(after.merge, before.merge));
    }

    void aTruthWithoutForegroundGivesZeros() {
        const auto scores =
            volumeScores(Volume<std::uint32_t>(4, 4, 1, 0U), Volume<std::uint32_t>(4, 4, 1, 3U));
        QCOMPARE(scores.variationOfInformation(), 0.0);
        QCOMPARE(scores.adaptedRandError, 0.0);
    }

    void scoringCanBeCancelled() {
        std::stop_source source;
        source.request_stop();
        const auto labels = randomLabels(1, 10, 10, 2, 5);
        QVERIFY_THROWS_EXCEPTION(Cancelled, volumeScores(labels, labels, source.get_token()));
    }

    void oneLabelForEverythingIsDefined() {
        const auto truth = randomLabels(1, 10, 10, 2, 5);
        const Volume<std::uint32_t> one(10, 10, 2, 1U);
        const Volume<std::uint32_t> nothing(10, 10, 2, 0U);
        QCOMPARE(volumeScores(one, one).variationOfInformation(), 0.0);
        const auto merged = volumeScores(truth, one);
        QCOMPARE(merged.split, 0.0);
        QVERIFY(merged.merge > 1 && merged.merge < std::log(4.0) + 1e-12);
        // 0 is a label like any other here.
        QCOMPARE(volumeScores(truth, nothing).merge, merged.merge);
        QCOMPARE(volumeScores(truth, nothing).adaptedRandError, merged.adaptedRandError);
    }

    void volumesOfDifferentShapesAreRefused() {
        QVERIFY_THROWS_EXCEPTION(Error, volumeScores(Volume<std::uint32_t>(4, 4, 1, 1U),
                                                     Volume<std::uint32_t>(4, 4, 2, 1U)));
    }
};

QTEST_APPLESS_MAIN(TestVolumeMetrics)
#include "test_volume_metrics.moc"
