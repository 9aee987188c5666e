#include <QtTest>
#include <map>
#include <set>

#include "core/components.h"
#include "core/proofreading/pixel_regions.h"
#include "core/proofreading/seam.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

Image<std::uint32_t> randomComponents(std::uint32_t seed) {
    RandomPixels random(seed);
    const int size = 40 + static_cast<int>(random.below(60));
    const auto map = random.map(size, size, 1);
    Image<std::uint8_t> cell(size, size);
    std::ranges::transform(map, cell.begin(), [](float v) { return v > 0.47F ? 1 : 0; });
    return labelComponents(cell).labels;
}

/// Cells 1 and 2 side by side, 3 below both, with membranes of 4 pixels.
Image<std::uint32_t> threeCells() {
    Image<std::uint32_t> labels(60, 60, 0);
    for (int y = 2; y < 58; ++y)
        for (int x = 2; x < 58; ++x) {
            if (y >= 34) labels(x, y) = 3;
            if (y < 30 && x < 28) labels(x, y) = 1;
            if (y < 30 && x >= 32) labels(x, y) = 2;
        }
    return labels;
}

}  // namespace

class TestSeam : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void erasingASeamMakesOneRegionOfTheTwoAndChangesNothingElse() {
        int seams = 0;
        for (std::uint32_t seed = 1; seed <= 60; ++seed) {
            const auto labels = randomComponents(seed);
            const auto count = describeComponents(labels.clone()).count;
            if (count < 3) continue;
            RandomPixels random(seed);
            for (int round = 0; round < 40; ++round) {
                const std::uint32_t a = 1 + random.below(count);
                const std::uint32_t b = 1 + random.below(count);
                if (a == b) continue;
                const PixelRuns seam = seamBetween(labels, a, b);
                QCOMPARE(seam, seamBetween(labels, b, a));
                if (seam.empty()) continue;
                ++seams;
                Image<std::uint8_t> cell(labels.width(), labels.height());
                std::ranges::transform(labels, cell.begin(),
                                       [](std::uint32_t label) { return label != 0 ? 1 : 0; });
                for (const PixelRun& run : seam.runs())
                    for (int x = run.x0; x < run.x1; ++x) QCOMPARE(labels(x, run.y), 0U);
                seam.paint<std::uint8_t>(cell, 1);
                const auto after = labelComponents(cell).labels;
                // Numbers before and after go together one to one, but for a and b.
                std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
                for (std::size_t i = 0; i < labels.size(); ++i) {
                    const std::uint32_t before = labels.begin()[i];
                    if (before != 0) pairs.insert({before == b ? a : before, after.begin()[i]});
                }
                QCOMPARE(pairs.size(), std::size_t{count - 1});
                std::set<std::uint32_t> numbers;
                for (const auto& pair : pairs) numbers.insert(pair.second);
                QCOMPARE(numbers.size(), std::size_t{count - 1});
            }
        }
        QVERIFY2(seams > 30, qPrintable(QString::number(seams)));
    }

    void theWholeMembraneBetweenTwoCellsIsTheirSeam() {
        const auto labels = threeCells();
        const PixelRuns seam = seamBetween(labels, 1, 2);
        const Rect box = seam.bounds();
        QCOMPARE(box.x0, 28);
        QCOMPARE(box.x1, 32);
        QVERIFY(box.y0 <= 2 && box.y1 >= 28 && box.y1 <= 33);
        QVERIFY(seam.pixels() > 26 * 4);
    }

    void cellsThatAreNotNeighboursHaveNoSeam() {
        Image<std::uint32_t> labels(60, 20, 0);
        for (int y = 2; y < 18; ++y)
            for (int x = 2; x < 58; ++x) labels(x, y) = x < 18 ? 1 : x < 22 ? 0 : x < 38 ? 2 : 0;
        for (int y = 2; y < 18; ++y)
            for (int x = 42; x < 58; ++x) labels(x, y) = 3;
        QVERIFY(seamBetween(labels, 1, 3).empty());
        QVERIFY(!seamBetween(labels, 1, 2).empty());
        QVERIFY(seamBetween(labels, 1, 9).empty());
    }

    void labelsThatTouchHaveNoBoundaryToErase() {
        Image<std::uint32_t> labels(20, 20, 1);
        for (int y = 0; y < 20; ++y)
            for (int x = 10; x < 20; ++x) labels(x, y) = 2;
        QVERIFY(seamBetween(labels, 1, 2).empty());
        const auto neighbours = neighboursOf(labels, {}, 1);
        QCOMPARE(neighbours.size(), std::size_t{1});
        QCOMPARE(neighbours[0].component, 2U);
        QCOMPARE(neighbours[0].edges, 20U);
    }

    void theWeakestNeighbourHasTheLeastMembraneBetween() {
        const auto labels = threeCells();
        Image<std::uint8_t> map(60, 60, 250);
        for (int y = 0; y < 60; ++y)
            for (int x = 0; x < 60; ++x)
                if (labels(x, y) == 0) map(x, y) = y < 30 ? 102 : 26;
        // The contact with 2 is the shorter one, but has less membrane.
        const auto all = neighboursOf(labels, map, 1);
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].component, 2U);
        QVERIFY(std::abs(all[0].membrane - 0.6) < 0.05);
        QCOMPARE(all[1].component, 3U);
        QVERIFY(std::abs(all[1].membrane - 0.9) < 0.05);
    }

    void withoutAMapTheLongestContactCounts() {
        const auto labels = threeCells();
        QCOMPARE(neighboursOf(labels, {}, 3).at(0).membrane, 0.0);
        Image<std::uint32_t> uneven(60, 40, 0);
        for (int y = 1; y < 39; ++y)
            for (int x = 1; x < 59; ++x)
                uneven(x, y) = x == 30 || (x > 30 && y == 10) ? 0 : x < 30 ? 1 : y < 10 ? 2 : 3;
        QCOMPARE(neighboursOf(uneven, {}, 1).at(0).component, 3U);
    }

    void everyEdgeOfALargeComponentIsCounted() {
        for (std::uint32_t round = 0; round < 20; ++round) {
            RandomPixels random(round);
            Image<std::uint32_t> labels(150, 60, 1);
            for (std::uint32_t speck = 0; speck < 3 * round; ++speck)
                labels(static_cast<int>(random.below(150)), static_cast<int>(random.below(60))) =
                    2 + random.below(3);
            std::map<std::uint32_t, std::uint32_t> expected;
            for (int y = 0; y < 60; ++y)
                for (int x = 0; x < 150; ++x)
                    for (const Point q :
                         {Point{x + 1, y}, Point{x - 1, y}, Point{x, y + 1}, Point{x, y - 1}})
                        if (labels(x, y) == 1 && labels.bounds().contains(q) &&
                            labels(q.x, q.y) != 1)
                            ++expected[labels(q.x, q.y)];
            std::map<std::uint32_t, std::uint32_t> found;
            for (const Neighbour& neighbour : neighboursOf(labels, {}, 1))
                found[neighbour.component] = neighbour.edges;
            QCOMPARE(found, expected);
        }
    }

    void aLonelyComponentHasNoNeighbour() {
        Image<std::uint32_t> labels(40, 40, 0);
        labels(5, 5) = 1;
        labels(35, 35) = 2;
        QVERIFY(neighboursOf(labels, {}, 1).empty());
        QVERIFY(neighboursOf(labels, {}, 8).empty());
    }
};

QTEST_APPLESS_MAIN(TestSeam)
#include "test_seam.moc"
