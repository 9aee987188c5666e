#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/metrics/rand.h"
#include "core/metrics/refinement_fit.h"
#include "core/neurons.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

/// Two cells of 30 x 40 pixels side by side, with a membrane that has a gap, and their truth.
struct Gap {
    Gap() : map(64, 48, 0.9F), truth(64, 48, 1) {
        for (int y = 0; y < 48; ++y)
            for (int x = 0; x < 64; ++x) {
                const bool wall = x < 2 || x > 61 || y < 4 || y > 43 || (x > 30 && x < 34);
                if (!wall) continue;
                map(x, y) = 0.05F;
                truth(x, y) = 0;
            }
        for (int y = 20; y < 26; ++y)
            for (int x = 31; x < 34; ++x) map(x, y) = 0.7F;
    }
    JudgedSlice<float> slice() const { return {map.view(), truth.view()}; }

    Image<float> map;
    Image<std::uint32_t> truth;
};

constexpr PartitionRule kStart{.threshold = 0.5F, .smallest = 5, .refinement = {0.0F, 1.0F}};

/// The Rand error of the label file, by the metric that `evaluate` uses.
double errorOfFile(const Image<std::uint32_t>& truth, const Image<float>& map,
                   const PartitionRule& rule) {
    const auto components = partitionOf(map.view(), rule);
    Volume<std::uint8_t> truthVolume(truth.width(), truth.height(), 1);
    std::ranges::transform(truth, truthVolume.begin(),
                           [](std::uint32_t label) { return std::uint8_t(label != 0); });
    // As a map with the threshold in its middle: its components are those of the file.
    Volume<float> cells(truth.width(), truth.height(), 1);
    std::ranges::transform(components.labels, cells.begin(),
                           [](std::uint32_t label) { return label ? 1.0F : 0.0F; });
    const std::array middle = {0.5};
    return randError(truthVolume, cells, middle).value;
}

}  // namespace

class TestRefinementFit : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aGapMergesTwoNeuronsWithoutContoursAndNotAtTheFittedWeight() {
        const Gap gap;
        RefinementSearch search = RefinementSearch::fixedAt(kStart);
        search.searchWeights();
        const JudgedSlice<float> slices[] = {gap.slice()};
        const RefinementFit fit = fitRefinement<float>(slices, kStart, search);
        QVERIFY(fit.rule.refinement.weight > 0);
        QVERIFY(fit.randError < 0.05);
        QVERIFY(fit.randErrorWithoutContours > 0.2);
        const auto apart = partitionOf(gap.map.view(), fit.rule);
        const auto merged = partitionOf(gap.map.view(), kStart);
        QCOMPARE(merged.labels(10, 22), merged.labels(50, 22));
        QVERIFY(apart.labels(10, 22) != apart.labels(50, 22));
    }

    void ofEquallyGoodWeightsTheSmallestWins() {
        const Gap gap;
        RefinementSearch search = RefinementSearch::fixedAt(kStart);
        search.searchWeights();
        const JudgedSlice<float> slices[] = {gap.slice()};
        const RefinementFit fit = fitRefinement<float>(slices, kStart, search);
        int equal = 0;
        for (const CurvePoint& point : fit.curve) {
            QVERIFY(*point.randError >= fit.randError);
            if (*point.randError > fit.randError) continue;
            QVERIFY(point.weight >= fit.rule.refinement.weight);
            ++equal;
        }
        // There is a plateau: otherwise this says nothing.
        QVERIFY(equal > 3);
    }

    void theErrorIsThatOfTheFileThatIsWritten() {
        RandomPixels random(5);
        const auto volume = random.map(60, 50, 1);
        Image<float> map(60, 50);
        std::copy_n(volume.begin(), map.size(), map.begin());
        Image<std::uint32_t> truth(60, 50);
        std::ranges::transform(map, truth.begin(), [&](float p) { return p + 0.2F > 0.5F; });
        const JudgedSlice<float> slices[] = {{map.view(), truth.view()}};
        const PartitionRule rule{.smallest = 4, .refinement = {0.3F, 1.0F, 0.05F, 0.3F}};
        for (const CurvePoint& point : refinementCurve<float>(slices, rule, curveWeights())) {
            PartitionRule here = rule;
            here.refinement.weight = point.weight;
            QVERIFY(std::abs(*point.randError - errorOfFile(truth, map, here)) < 1e-12);
            QCOMPARE(point.components, partitionOf(map.view(), here).count);
        }
    }

    void everythingAskedForIsFittedAndNothingElse() {
        const Gap gap;
        const JudgedSlice<float> slices[] = {gap.slice()};
        RefinementSearch search = RefinementSearch::fixedAt(kStart);
        search.searchThresholds();
        const RefinementFit threshold = fitRefinement<float>(slices, kStart, search);
        QCOMPARE(threshold.rule.refinement, kStart.refinement);
        // The gap is at 0.7, so no threshold below can close it.
        QVERIFY(threshold.rule.threshold >= 0.7F - 1e-4F);
        search = RefinementSearch::fixedAt(kStart);
        search.searchSigmas();
        search.searchDepths();
        const RefinementFit contours = fitRefinement<float>(slices, kStart, search);
        // Without weight contours are for nothing: what was stays.
        QCOMPARE(contours.rule, kStart);
    }

    void threadsAndTheOrderOfSlicesDoNotMatter() {
        const Gap gap;
        RandomPixels random(8);
        const auto volume = random.map(64, 48, 1);
        Image<float> noise(64, 48);
        std::copy_n(volume.begin(), noise.size(), noise.begin());
        const JudgedSlice<float> other{noise.view(), gap.truth.view()};
        RefinementSearch search = RefinementSearch::fixedAt(kStart);
        search.searchWeights();
        search.searchSigmas();
        const JudgedSlice<float> one[] = {gap.slice(), other};
        const JudgedSlice<float> two[] = {other, gap.slice()};
        const RefinementFit a = fitRefinement<float>(one, kStart, search, 1);
        const RefinementFit b = fitRefinement<float>(two, kStart, search, 3);
        QCOMPARE(a.rule, b.rule);
        QCOMPARE(a.randError, b.randError);
    }

    void slicesWithoutTruthCountComponentsAlone() {
        const Gap gap;
        const JudgedSlice<float> slices[] = {{gap.map.view(), {}}};
        const auto curve = refinementCurve<float>(slices, kStart, curveWeights());
        QCOMPARE(curve.size(), curveWeights().size());
        for (const CurvePoint& point : curve) QVERIFY(!point.randError);
        QVERIFY(curve.back().components > curve.front().components);
        QVERIFY_THROWS_EXCEPTION(
            Error, fitRefinement<float>(slices, kStart, RefinementSearch::fixedAt(kStart)));
    }

    void truthWithoutCellsOrOfAnotherSizeIsRefused() {
        const Gap gap;
        const Image<std::uint32_t> none(64, 48, 0);
        const Image<std::uint32_t> small(8, 8, 1);
        const auto search = RefinementSearch::fixedAt(kStart);
        const JudgedSlice<float> empty[] = {{gap.map.view(), none.view()}};
        QVERIFY_THROWS_EXCEPTION(Error, fitRefinement<float>(empty, kStart, search));
        const JudgedSlice<float> other[] = {{gap.map.view(), small.view()}};
        QVERIFY_THROWS_EXCEPTION(Error, fitRefinement<float>(other, kStart, search));
    }

    void aStopEndsTheSearch() {
        const Gap gap;
        const JudgedSlice<float> slices[] = {gap.slice()};
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, fitRefinement<float>(slices, kStart, RefinementSearch::fixedAt(kStart), 1,
                                            {}, source.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestRefinementFit)
#include "test_refinement_fit.moc"
