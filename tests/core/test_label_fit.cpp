#include <QtTest>
#include <algorithm>

#include "core/components.h"
#include "core/error.h"
#include "core/metrics/label_fit.h"
#include "core/metrics/rand.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

constexpr int kSize = 96;
constexpr int kCell = 16;

bool onMembrane(int x, int y) {
    return x % kCell < 3 || y % kCell < 3;
}

Volume<std::uint8_t> squareCells(int depth) {
    Volume<std::uint8_t> truth(kSize, kSize, depth);
    for (int z = 0; z < depth; ++z) {
        for (int y = 0; y < kSize; ++y) {
            for (int x = 0; x < kSize; ++x) truth(x, y, z) = onMembrane(x, y) ? 0 : 255;
        }
    }
    return truth;
}

/// Cells at 0.97, membranes at 0.1 with a gap at 0.62 in each, and in every cell a ring of 0.52
/// around a core of 5 x 5, which a threshold above 0.52 cuts off.
Volume<float> mapWithGapsAndRings(int depth) {
    Volume<float> map(kSize, kSize, depth);
    for (int z = 0; z < depth; ++z) {
        for (int y = 0; y < kSize; ++y) {
            for (int x = 0; x < kSize; ++x) {
                const int u = x % kCell;
                const int v = y % kCell;
                float p = onMembrane(x, y) ? 0.1F : 0.97F;
                if (onMembrane(x, y) && (u == 9 || v == 9)) p = 0.62F;
                const int ring = std::max(std::abs(u - 8), std::abs(v - 8));
                if (ring == 3) p = 0.52F;
                map(x, y, z) = p;
            }
        }
    }
    return map;
}

LabelFitSettings thresholdsAlone() {
    LabelFitSettings settings;
    std::erase_if(settings.rules,
                  [](const PartitionRule& rule) { return rule.refinement.weight > 0; });
    return settings;
}

}  // namespace

class TestLabelFit : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void labelsDoNotDependOnTheThreads() {
        RandomPixels random(12);
        const Volume<float> map = random.map(90, 70, 7);
        const PartitionRule rule{.smallest = 5, .refinement = {0.4F, 1.5F, 0.05F, 0.4F}};
        for (const LabelIds ids : {LabelIds::Neurons, LabelIds::PerSlice}) {
            LabelFitSettings settings;
            settings.ids = ids;
            const auto one = labelsOfMaps(map, rule, settings, 1);
            for (const int threads : {2, 5}) {
                const auto many = labelsOfMaps(map, rule, settings, threads);
                QVERIFY(std::equal(one.begin(), one.end(), many.begin()));
            }
        }
    }

    void thresholdClosesTheGapsAndSizeDropsTheCores() {
        const auto truth = squareCells(2);
        const auto map = mapWithGapsAndRings(2);
        const auto fit = fitLabels(truth, map, thresholdsAlone());
        // Above 0.62 the gaps are closed but the rings cut off cores of 25 pixels, which a smallest
        // component of 50 gives back to their cells.
        QVERIFY(fit.rule.threshold > 0.62F && fit.rule.threshold < 0.97F);
        QCOMPARE(fit.rule.smallest, 50U);
        QCOMPARE(fit.vRand, 1.0);
        QCOMPARE(fit.perSlice, (std::vector<double>{1.0, 1.0}));
    }

    void contoursAreChosenWhereNoThresholdWillDo() {
        const auto truth = squareCells(2);
        Volume<float> map(kSize, kSize, 2);
        // A gap of four pixels in each membrane is as dark as a smear across each cell.
        for (int z = 0; z < 2; ++z)
            for (int y = 0; y < kSize; ++y)
                for (int x = 0; x < kSize; ++x) {
                    const int u = x % kCell;
                    const int v = y % kCell;
                    const bool gap = (v < 3 && u >= 6 && u < 10) || (u < 3 && v >= 6 && v < 10);
                    map(x, y, z) = gap ? 0.6F : onMembrane(x, y) ? 0.02F : 0.98F;
                    if (!onMembrane(x, y) && (v == 9 || v == 10)) map(x, y, z) = 0.55F;
                }
        QVERIFY(fitLabels(truth, map, thresholdsAlone()).vRand < 0.8);
        const auto fit = fitLabels(truth, map);
        QVERIFY(fit.rule.refinement.weight > 0);
        QVERIFY(fit.vRand > 0.99);
    }

    void theScoreIsThatOfTheLabelsMadeWithTheFit_data() {
        QTest::addColumn<bool>("grown");
        QTest::addColumn<bool>("perSlice");
        for (const bool grown : {false, true}) {
            for (const bool perSlice : {false, true}) {
                QTest::addRow("grown %d per slice %d", grown, perSlice) << grown << perSlice;
            }
        }
    }
    void theScoreIsThatOfTheLabelsMadeWithTheFit() {
        QFETCH(bool, grown);
        QFETCH(bool, perSlice);
        const auto truth = squareCells(3);
        auto map = mapWithGapsAndRings(3);
        for (int x = 0; x < kSize; ++x) map(x, 0, 1) = map(x, 40, 2) = 0.7F;
        LabelFitSettings settings;
        settings.boundary = grown ? Boundary::Grown : Boundary::Keep;
        settings.ids = perSlice ? LabelIds::PerSlice : LabelIds::Neurons;
        settings.rules = {settings.rules[4], settings.rules[10], settings.rules.back()};
        const auto fit = fitLabels(truth, map, settings);
        const auto labels = labelsOfMaps(map, fit.rule, settings);
        QCOMPARE(thinnedScores(truth, labels).rand.value, fit.vRand);
        QCOMPARE(std::count(labels.begin(), labels.end(), 0U) == 0, grown);
        for (const PartitionRule& rule : settings.rules)
            QVERIFY(thinnedScores(truth, labelsOfMaps(map, rule, settings)).rand.value <=
                    fit.vRand + settings.tolerance);
        PartitionRule rule = fit.rule;
        for (const auto smallest : settings.smallest) {
            rule.smallest = smallest;
            QVERIFY(thinnedScores(truth, labelsOfMaps(map, rule, settings)).rand.value <=
                    fit.vRand + settings.tolerance);
        }
    }

    void threadsDoNotChangeTheFit() {
        const auto truth = squareCells(2);
        const auto map = mapWithGapsAndRings(2);
        const auto one = fitLabels(truth, map, {}, 1);
        const auto three = fitLabels(truth, map, {}, 3);
        QVERIFY(one.rule == three.rule);
        QCOMPARE(one.perSlice, three.perSlice);
    }

    void badInputIsRefused() {
        const auto truth = squareCells(1);
        QVERIFY_THROWS_EXCEPTION(Error, fitLabels(truth, mapWithGapsAndRings(2)));
        LabelFitSettings nothing;
        nothing.smallest.clear();
        QVERIFY_THROWS_EXCEPTION(Error, fitLabels(truth, mapWithGapsAndRings(1), nothing));
        nothing = {};
        nothing.rules.clear();
        QVERIFY_THROWS_EXCEPTION(Error, fitLabels(truth, mapWithGapsAndRings(1), nothing));
    }

    void fittingCanBeCancelled() {
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, fitLabels(squareCells(1), mapWithGapsAndRings(1), {}, 2,
                                                      source.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestLabelFit)
#include "test_label_fit.moc"
