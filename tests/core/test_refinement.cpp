#include <QtTest>
#include <algorithm>
#include <cmath>
#include <queue>
#include <set>

#include "core/components.h"
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
        const auto contours = contoursOf(landscapeOf(map, refinement.sigma), refinement);
        const auto without = componentsOfMap(map.view(), 0.5F, 0);
        const auto with = componentsOfMap(refined(map, contours, 0.5F).view(), 0.5F, 0);
        QCOMPARE(without.labels(10, 12), without.labels(25, 12));
        QVERIFY(with.labels(10, 12) != with.labels(25, 12));
        QVERIFY(with.labels(10, 12) != 0 && with.labels(25, 12) != 0);
    }

    void withoutWeightNothingChangesAndWithAllOfItTheContoursAreTheBoundary() {
        RandomPixels random(3);
        const auto volume = random.map(50, 40, 1);
        const auto map = volume.slice(0);
        const auto contours = contoursOf(landscapeOf(map, 1.5F), {});
        const auto same = refined(map, contours, 0);
        QVERIFY(std::equal(same.begin(), same.end(), map.data()));
        const auto all = refined(map, contours, 1);
        for (std::size_t i = 0; i < all.size(); ++i)
            QCOMPARE(all.data()[i] > 0.5F, contours.data()[i] == 0);
    }

    void fromHalfTheWeightOnNothingChangesAnyMoreAtHalfTheThreshold() {
        RandomPixels random(4);
        const auto volume = random.map(50, 40, 1);
        const auto contours = contoursOf(landscapeOf(volume.slice(0), 2.0F), {});
        const auto boundary = [&](float weight) {
            const auto fused = refined(volume.slice(0), contours, weight);
            QList<bool> pixels;
            for (const float p : fused) pixels.push_back(p < 0.4999F);
            return pixels;
        };
        QCOMPARE(boundary(0.55F), boundary(0.9F));
        QVERIFY(boundary(0.3F) != boundary(0.9F));
    }
};

QTEST_APPLESS_MAIN(TestRefinement)
#include "test_refinement.moc"
