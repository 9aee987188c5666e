#include <QtTest>
#include <algorithm>
#include <cmath>
#include <queue>
#include <set>

#include "core/components.h"
#include "core/partition.h"
#include "core/refinement.h"
#include "core/watershed.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

/// Cells of 17 x 27 pixels with membranes 3 wide; the wall between the first two has a gap of six
/// pixels.
Image<float> mapWithGap() {
    Image<float> cell(64, 64, 0.95F);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) {
            const bool wall = x % 20 > 16 || y % 30 > 26;
            if (wall) cell(x, y) = 0.05F;
        }
    for (int y = 10; y <= 15; ++y)
        for (int x = 17; x < 20; ++x) cell(x, y) = 0.7F;
    return cell;
}

Image<std::uint8_t> randomHeights(std::uint32_t seed, int width, int height, int levels) {
    RandomPixels random(seed);
    Image<std::uint8_t> image(width, height);
    for (auto& value : image)
        value = static_cast<std::uint8_t>(random.below(static_cast<std::uint32_t>(levels)));
    return image;
}

/// The lowest level at which water from `start` reaches a pixel below its own height, or one of the
/// same height that comes earlier in raster order; 256 if none does.
int climbsTo(const Image<std::uint8_t>& height, Point start) {
    const int own = height(start.x, start.y);
    const auto before = [&](Point p) {
        const int level = height(p.x, p.y);
        return level < own || (level == own && std::pair(p.y, p.x) < std::pair(start.y, start.x));
    };
    for (int level = own; level < 256; ++level) {
        std::set<std::pair<int, int>> seen = {{start.x, start.y}};
        std::queue<Point> queue;
        queue.push(start);
        while (!queue.empty()) {
            const Point p = queue.front();
            queue.pop();
            if (before(p)) return level;
            for (const Point step : {Point{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
                const Point q{p.x + step.x, p.y + step.y};
                if (height.bounds().contains(q) && height(q.x, q.y) <= level &&
                    seen.insert({q.x, q.y}).second)
                    queue.push(q);
            }
        }
    }
    return 256;
}

}  // namespace

class TestRefinement : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void deepMinimaAreThoseThatClimbFarEnough() {
        for (std::uint32_t seed = 0; seed < 30; ++seed) {
            const auto height = randomHeights(seed, 11, 9, seed % 2 ? 6 : 40);
            for (const int depth : {1, 2, 5, 15}) {
                std::vector<Point> expected;
                for (int y = 0; y < height.height(); ++y)
                    for (int x = 0; x < height.width(); ++x)
                        if (climbsTo(height, {x, y}) - height(x, y) >= depth)
                            expected.push_back({x, y});
                const auto found = deepMinima(height, depth);
                QVERIFY(found == expected);
                QVERIFY(!found.empty());
            }
        }
    }

    void regionsAreConnectedHoldTheirSeedAndAreKeptApartByLines() {
        for (std::uint32_t seed = 0; seed < 20; ++seed) {
            const auto height = randomHeights(seed, 40, 30, 12);
            const auto seeds = deepMinima(height, 4);
            const auto labels = seededWatershed(height, seeds);
            for (std::size_t i = 0; i < seeds.size(); ++i)
                QCOMPARE(labels(seeds[i].x, seeds[i].y), static_cast<std::uint32_t>(i + 1));
            Image<std::uint8_t> inside(40, 30);
            std::transform(labels.begin(), labels.end(), inside.begin(),
                           [](std::uint32_t label) { return label ? 1 : 0; });
            // One 4-connected component a seed: no line has a gap, and no region is in two parts.
            const auto components = labelComponents(inside);
            QCOMPARE(components.count, static_cast<std::uint32_t>(seeds.size()));
            for (int y = 0; y < 30; ++y)
                for (int x = 0; x < 40; ++x)
                    QCOMPARE(components.labels(x, y) == 0, labels(x, y) == 0);
        }
    }

    void oneSeedFloodsEverything() {
        const auto labels = seededWatershed(randomHeights(1, 33, 17, 256), {{5, 5}});
        QVERIFY(std::all_of(labels.begin(), labels.end(), [](auto label) { return label == 1; }));
        QVERIFY(deepMinima(Image<std::uint8_t>(8, 8, 3), 10).size() == 1);
    }

    void aGapMergesTwoCellsUntilContoursCloseIt() {
        const auto map = mapWithGap();
        const Refinement refinement{.weight = 0.5F, .sigma = 1.0F, .depth = 15.0F / 255};
        const auto with = partitionOf(map.view(), {.refinement = refinement});
        const auto without = partitionOf(map.view(), {});
        QCOMPARE(without.labels(10, 12), without.labels(25, 12));
        QVERIFY(with.labels(10, 12) != with.labels(25, 12));
        QVERIFY(with.labels(10, 12) != 0 && with.labels(25, 12) != 0);
    }

    void withoutWeightTheThresholdAloneSaysWhatIsCell() {
        RandomPixels random(3);
        const auto volume = random.map(50, 40, 1);
        const auto contours = contoursOf(landscapeOf(volume.slice(0), 1.5F), {});
        const auto found = componentsOfFusion(volume.slice(0), contours, {.threshold = 0.3F});
        for (int y = 0; y < 40; ++y)
            for (int x = 0; x < 50; ++x)
                QCOMPARE(found.labels(x, y) != 0, volume.slice(0)(x, y) > 0.3F);
    }

    void withAllOfTheWeightTheContoursAreTheBoundary() {
        RandomPixels random(3);
        const auto volume = random.map(50, 40, 1);
        const auto contours = contoursOf(landscapeOf(volume.slice(0), 1.5F), {});
        const auto found =
            componentsOfFusion(volume.slice(0), contours, {.refinement = {.weight = 1.0F}});
        for (int y = 0; y < 40; ++y)
            for (int x = 0; x < 50; ++x) QCOMPARE(found.labels(x, y) == 0, contours(x, y) == 1);
    }

    void beyondSaturationNothingChangesAnyMore() {
        RandomPixels random(4);
        const auto volume = random.map(50, 40, 1);
        const auto contours = contoursOf(landscapeOf(volume.slice(0), 2.0F), {});
        for (const float threshold : {0.2F, 0.5F, 0.7F}) {
            const auto boundary = [&](float weight) {
                const auto found =
                    componentsOfFusion(volume.slice(0), contours,
                                       {.threshold = threshold, .refinement = {.weight = weight}});
                return QList<std::uint32_t>(found.labels.begin(), found.labels.end());
            };
            const float saturated = saturatedWeight(threshold);
            QCOMPARE(boundary(saturated + 0.01F), boundary(1.0F));
            QVERIFY(boundary(saturated - 0.2F) != boundary(1.0F));
        }
    }

    void mapsInStepsAndInFloatsGiveTheSame_data() {
        QTest::addColumn<float>("threshold");
        QTest::addColumn<float>("weight");
        for (const float threshold : {0.2F, 0.4F, 0.5F, 0.8F})
            for (const float weight : {0.0F, 0.1F, 0.4F, 0.5F, 1.0F})
                QTest::addRow("t %g, w_f %g", threshold, weight) << threshold << weight;
    }
    void mapsInStepsAndInFloatsGiveTheSame() {
        QFETCH(const float, threshold);
        QFETCH(const float, weight);
        Image<std::uint8_t> steps = randomHeights(7, 60, 45, 256);
        Image<float> floats(60, 45);
        std::transform(steps.begin(), steps.end(), floats.begin(),
                       [](std::uint8_t p) { return static_cast<float>(p) / 255; });
        const PartitionRule rule{
            .threshold = threshold, .smallest = 3, .refinement = {weight, 1.0F, 0.06F, 0.4F}};
        const auto a = partitionOf(std::as_const(steps).view(), rule);
        const auto b = partitionOf(std::as_const(floats).view(), rule);
        QVERIFY(std::ranges::equal(a.labels, b.labels));
        QCOMPARE(a.contacts.size(), b.contacts.size());
    }

    void knownContoursGiveThePartitionOfAll() {
        for (std::uint32_t seed = 1; seed < 6; ++seed) {
            const Image<std::uint8_t> map = randomHeights(seed, 70, 50, 256);
            for (const float weight : {0.0F, 0.3F, 0.6F}) {
                const PartitionRule rule{.smallest = 4, .refinement = {weight, 1.5F, 0.1F, 0.5F}};
                const auto contours = contoursOf(landscapeOf(map.view(), 1.5F), rule.refinement);
                const auto whole = partitionOf(map.view(), rule);
                const auto fast = componentsOfFusion(map.view(), contours, rule);
                QCOMPARE(fast.count, whole.count);
                QVERIFY(std::ranges::equal(fast.labels, whole.labels));
                const auto known = partitionOf(map.view(), contours, rule);
                QVERIFY(std::ranges::equal(known.labels, whole.labels));
                QCOMPARE(known.contacts.size(), whole.contacts.size());
                Image<std::uint32_t> labels(70, 50);
                QCOMPARE(labelFusion(map.view(), contours, rule, labels), whole.count);
                QVERIFY(std::ranges::equal(labels, whole.labels));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestRefinement)
#include "test_refinement.moc"
