#include <QtTest>
#include <algorithm>
#include <map>
#include <set>

#include "core/components.h"
#include "core/error.h"
#include "core/metrics/comparison.h"
#include "core/metrics/rand.h"
#include "core/metrics/warping.h"
#include "score_checks.h"

using namespace axolemma;
using axolemma::test::near;
using axolemma::test::RandomPixels;

namespace {

using Labels = Volume<std::uint32_t>;
using Slice = Image<std::uint32_t>;

constexpr auto kNone = static_cast<std::uint8_t>(SegmentationError::None);
constexpr auto kSplit = static_cast<std::uint8_t>(SegmentationError::Split);
constexpr auto kMerge = static_cast<std::uint8_t>(SegmentationError::Merge);
constexpr auto kMissing = static_cast<std::uint8_t>(SegmentationError::MissingBoundary);

Labels randomLabels(std::uint32_t seed, int width, int height, int depth, std::uint32_t count) {
    RandomPixels random(seed);
    Labels labels(width, height, depth);
    for (int z = 0; z < depth; ++z) {
        const auto slice = random.patches(width, height, count);
        std::copy(slice.begin(), slice.end(), labels.slice(z).data());
    }
    return labels;
}

std::vector<SliceSums> sumsOf(const Labels& truth, const Labels& labels) {
    std::vector<SliceSums> sums;
    for (int z = 0; z < truth.depth(); ++z) {
        sums.push_back(compareSlice(truth.slice(z), labels.slice(z)).sums);
        sums.back().topology = topologyOfSlice(truth.slice(z), labels.slice(z));
    }
    return sums;
}

bool nearlySame(const Score& a, const Score& b) {
    return near(a.value, b.value) && near(a.split, b.split) && near(a.merge, b.merge) &&
           std::ranges::equal(a.perSlice, b.perSlice,
                              [](double x, double y) { return near(x, y); });
}

void fill(Slice& slice, Rect rect, std::uint32_t value) {
    for (int y = rect.y0; y < rect.y1; ++y)
        for (int x = rect.x0; x < rect.x1; ++x) slice(x, y) = value;
}

/// Two cells of 12 x 10 pixels with a membrane of two pixels between them, on 30 x 14 pixels.
Slice twoCells(std::uint32_t left, std::uint32_t right) {
    Slice slice(30, 14, 0);
    fill(slice, {2, 2, 14, 12}, left);
    fill(slice, {16, 2, 28, 12}, right);
    return slice;
}

SliceErrors errorsBetween(const Slice& truth, const Slice& labels) {
    return compareSlice(truth, labels).errors;
}

int count(const SliceErrors& errors, std::uint8_t kind) {
    return static_cast<int>(std::ranges::count(errors.image, kind));
}

}  // namespace

class TestComparison : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sumsOfSlicesGiveTheScoresOfTheWholeVolume() {
        for (std::uint32_t seed = 0; seed < 12; ++seed) {
            const Labels truth = randomLabels(seed, 50, 40, 4, 8 + seed);
            const Labels labels = randomLabels(100 + seed, 50, 40, 4, 5 + seed);
            const auto scores = stackScores(sumsOf(truth, labels));
            QVERIFY(scores && scores->warpingError);
            QCOMPARE(scores->slices, 4);
            const ThinnedScores thinned = thinnedScores(truth, labels);
            QVERIFY(nearlySame(scores->rand, thinned.rand));
            QVERIFY(nearlySame(scores->information, thinned.information));
            QVERIFY(nearlySame(scores->randError, randError(truth, labels)));
            QVERIFY(nearlySame(scores->pixelError, pixelError(truth, labels)));
            QVERIFY(nearlySame(*scores->warpingError, warpingError(truth, labels)));
            QVERIFY(scores->randError.value > 0 && scores->warpingError->value > 0);
        }
    }

    void oneSliceThatChangedIsAllThatIsCountedAgain() {
        const Labels truth = randomLabels(1, 40, 40, 3, 10);
        Labels labels = randomLabels(2, 40, 40, 3, 10);
        auto sums = sumsOf(truth, labels);
        const Labels other = randomLabels(3, 40, 40, 1, 10);
        std::copy(other.begin(), other.end(), labels.slice(1).data());
        sums[1] = compareSlice(truth.slice(1), labels.slice(1)).sums;
        // Without its topology there is no warping error, and the others are there already.
        QVERIFY(!stackScores(sums)->warpingError);
        QVERIFY(nearlySame(stackScores(sums)->rand, thinnedScores(truth, labels).rand));
        sums[1].topology = topologyOfSlice(truth.slice(1), labels.slice(1));
        QVERIFY(nearlySame(*stackScores(sums)->warpingError, warpingError(truth, labels)));
    }

    void slicesWithoutCellsInTheTruthDoNotCount() {
        Labels truth = randomLabels(5, 40, 30, 3, 9);
        const Labels labels = randomLabels(6, 40, 30, 3, 9);
        std::fill_n(truth.slice(1).data(), truth.sliceSize(), 0U);
        Labels truthThatCounts(40, 30, 2);
        Labels labelsThatCount(40, 30, 2);
        for (const int z : {0, 2}) {
            std::copy_n(truth.slice(z).data(), truth.sliceSize(),
                        truthThatCounts.slice(z / 2).data());
            std::copy_n(labels.slice(z).data(), truth.sliceSize(),
                        labelsThatCount.slice(z / 2).data());
        }
        const auto all = sumsOf(truth, labels);
        QVERIFY(!all[1].counts());
        const auto scores = stackScores(all);
        QCOMPARE(scores->slices, 2);
        QVERIFY(nearlySame(scores->pixelError, pixelError(truthThatCounts, labelsThatCount)));
        QVERIFY(nearlySame(*scores->warpingError, warpingError(truthThatCounts, labelsThatCount)));
        QVERIFY(!stackScores(std::span(all).subspan(1, 1)));
    }

    void aStackAgainstItselfOrRelabelledHasNoError() {
        for (std::uint32_t seed = 0; seed < 8; ++seed) {
            const Labels truth = randomLabels(seed, 60, 50, 2, 12);
            Labels relabelled(60, 50, 2);
            std::ranges::transform(truth, relabelled.begin(), [](std::uint32_t label) {
                return label == 0 ? 0 : 1000 - 7 * label;
            });
            for (const Labels* labels : {&truth, static_cast<const Labels*>(&relabelled)}) {
                // Parts of one label are regions of their own, and so they are components.
                Labels parts(60, 50, 2);
                for (int z = 0; z < 2; ++z) {
                    const auto slice = regionsOfEqualLabel(labels->slice(z)).labels;
                    std::ranges::copy(slice, parts.slice(z).data());
                    const auto errors = compareSlice(truth.slice(z), slice).errors;
                    QVERIFY(errors.errors.empty());
                    QCOMPARE(count(errors, kNone), 60 * 50);
                }
                const auto scores = stackScores(sumsOf(truth, parts));
                QCOMPARE(scores->rand.value, 1.0);
                QVERIFY(near(scores->information.value, 1.0));
                QCOMPARE(scores->randError.value, 0.0);
                QCOMPARE(scores->pixelError.value, 0.0);
                QCOMPARE(scores->warpingError->value, 0.0);
            }
        }
    }

    void everyErrorIsListedWithItsPixelsAndAPlaceInside() {
        for (std::uint32_t seed = 0; seed < 20; ++seed) {
            const Labels truth = randomLabels(seed, 80, 60, 1, 14);
            const Labels labels = randomLabels(50 + seed, 80, 60, 1, 10);
            const auto components = regionsOfEqualLabel(labels.slice(0)).labels;
            const auto errors = compareSlice(truth.slice(0), components).errors;
            QVERIFY(!errors.errors.empty());
            std::map<std::uint8_t, int> pixels;
            std::uint32_t before = ~0U;
            for (const SliceError& error : errors.errors) {
                QVERIFY(error.pixels <= before && error.pixels > 0);
                before = error.pixels;
                const auto kind = static_cast<std::uint8_t>(error.kind);
                QCOMPARE(errors.image(error.place.x, error.place.y), kind);
                const auto component = components(error.place.x, error.place.y);
                QVERIFY(std::ranges::count(error.components, component) == 1);
                const auto label = truth(error.place.x, error.place.y, 0);
                QCOMPARE(label, error.kind == SegmentationError::MissingBoundary ? 0 : error.label);
                pixels[kind] += static_cast<int>(error.pixels);
            }
            for (const auto kind : {kSplit, kMerge, kMissing})
                QCOMPARE(count(errors, kind), pixels[kind]);
        }
    }

    void aCellInThreePartsIsOneSplit() {
        const Slice truth = twoCells(7, 9);
        Slice labels = twoCells(1, 2);
        fill(labels, {2, 2, 5, 12}, 3);
        fill(labels, {12, 2, 14, 12}, 4);
        const auto errors = errorsBetween(truth, labels);
        QCOMPARE(errors.errors.size(), std::size_t(1));
        const SliceError& split = errors.errors[0];
        QCOMPARE(split.kind, SegmentationError::Split);
        QCOMPARE(split.label, 7U);
        QCOMPARE(split.components, (std::vector<std::uint32_t>{1, 3, 4}));
        QCOMPARE(split.pixels, 50U);
        // In the larger of the two parts that are not the main one.
        QVERIFY((Rect{2, 2, 5, 12}.contains(split.place)));
        QCOMPARE(count(errors, kSplit), 50);
        QCOMPARE(errors.image(3, 5), kSplit);
        QCOMPARE(errors.image(8, 5), kNone);
        QCOMPARE(errors.image(20, 5), kNone);
    }

    void aGapInAMembraneIsAMergeAndMissingBoundary() {
        const Slice truth = twoCells(7, 9);
        Slice labels = twoCells(1, 1);
        fill(labels, {14, 5, 16, 8}, 1);
        // The component is a pixel too fat, too; that is no gap.
        fill(labels, {1, 1, 2, 12}, 1);
        // Of the two cells, which are as large, the one that comes first is taken for right.
        const auto errors = errorsBetween(truth, labels);
        QCOMPARE(errors.errors.size(), std::size_t(2));
        const SliceError& merge = errors.errors[0];
        QCOMPARE(merge.kind, SegmentationError::Merge);
        QCOMPARE(merge.label, 9U);
        QCOMPARE(merge.other, 7U);
        QCOMPARE(merge.components, std::vector<std::uint32_t>{1});
        QCOMPARE(merge.pixels, 120U);
        const SliceError& gap = errors.errors[1];
        QCOMPARE(gap.kind, SegmentationError::MissingBoundary);
        QCOMPARE(std::set({gap.label, gap.other}), (std::set{7U, 9U}));
        QCOMPARE(gap.pixels, 6U);
        QVERIFY((Rect{14, 5, 16, 8}.contains(gap.place)));
        for (int y = 0; y < 14; ++y) {
            for (int x = 0; x < 30; ++x) {
                const bool inGap = Rect{14, 5, 16, 8}.contains({x, y});
                QCOMPARE(errors.image(x, y), inGap ? kMissing : truth(x, y) == 9 ? kMerge : kNone);
            }
        }
    }

    void whatSpillsOverByFewPixelsIsNoError() {
        const Slice truth = twoCells(7, 9);
        Slice labels = twoCells(1, 2);
        // 9 of the right cell's first column and the membrane before it, then a second column.
        fill(labels, {14, 2, 17, 11}, 1);
        QVERIFY(errorsBetween(truth, labels).errors.empty());
        fill(labels, {17, 2, 18, 11}, 1);
        QVERIFY(errorsBetween(truth, labels).errors.empty());
        fill(labels, {16, 2, 18, 12}, 1);
        const auto errors = errorsBetween(truth, labels).errors;
        QCOMPARE(errors.size(), std::size_t(2));
        QCOMPARE(errors[0].kind, SegmentationError::Merge);
        QCOMPARE(errors[0].pixels, SliceErrors::kSmallest);
        QCOMPARE(errors[1].kind, SegmentationError::MissingBoundary);
    }

    void aWideUnlabelledAreaIsNoBoundary() {
        for (const int width : {SliceErrors::kWidestBoundary, SliceErrors::kWidestBoundary + 1}) {
            Slice truth(60, 5, 0);
            fill(truth, {0, 0, 10, 5}, 1);
            fill(truth, {10 + width, 0, 60, 5}, 2);
            const Slice labels(60, 5, 1);
            const auto errors = errorsBetween(truth, labels);
            QCOMPARE(count(errors, kMissing) > 0, width == SliceErrors::kWidestBoundary);
            QCOMPARE(count(errors, kMerge), 50);
        }
    }

    void twoProfilesOfANeuronMayBeMergedToo() {
        const Slice truth = twoCells(7, 7);
        const auto errors = errorsBetween(truth, Slice(30, 14, 1)).errors;
        QCOMPARE(errors.size(), std::size_t(2));
        QCOMPARE(errors[0].kind, SegmentationError::Merge);
        QCOMPARE(errors[0].label, 7U);
        QCOMPARE(errors[0].other, 7U);
    }

    void aSliceWithoutComponentsHasNoErrorsToShow() {
        const Slice truth = twoCells(7, 9);
        const auto comparison = compareSlice(truth, Slice(30, 14, 0));
        QVERIFY(comparison.errors.errors.empty());
        QVERIFY(comparison.sums.counts());
        QCOMPARE(stackScores({&comparison.sums, 1})->pixelError.value, 1.0);
    }

    void slicesOfDifferentSizesAreRefused() {
        const Slice truth(8, 8, 1);
        const Slice labels(8, 7, 1);
        QVERIFY_THROWS_EXCEPTION(Error, compareSlice(truth, labels));
        QVERIFY_THROWS_EXCEPTION(Error, topologyOfSlice(truth, labels));
    }
};

QTEST_APPLESS_MAIN(TestComparison)
#include "test_comparison.moc"
