#include <QtTest>
#include <vector>

#include "core/proofreading/fill_hole.h"
#include "core/proofreading/pixel_regions.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

/// By a flood from the edge of the slice over corners.
Image<std::uint8_t> enclosedByFlood(const Image<std::uint32_t>& labels, std::uint32_t component) {
    const int width = labels.width();
    const int height = labels.height();
    Image<std::uint8_t> enclosed(width, height);
    std::vector<Point> queue;
    const auto reach = [&](int x, int y) {
        if (!labels.bounds().contains({x, y}) || enclosed(x, y) == 0) return;
        enclosed(x, y) = 0;
        queue.push_back({x, y});
    };
    for (std::size_t i = 0; i < labels.size(); ++i)
        enclosed.begin()[i] = labels.begin()[i] != component;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (x == 0 || y == 0 || x == width - 1 || y == height - 1) reach(x, y);
    while (!queue.empty()) {
        const Point p = queue.back();
        queue.pop_back();
        for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx) reach(p.x + dx, p.y + dy);
    }
    return enclosed;
}

}  // namespace

class TestFillHole : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void itIsWhatAFloodFromOutsideDoesNotReach() {
        RandomPixels random(1);
        std::uint64_t found = 0;
        for (int round = 0; round < 400; ++round) {
            const int width = 1 + static_cast<int>(random.below(40));
            const int height = 1 + static_cast<int>(random.below(30));
            Image<std::uint32_t> labels(width, height);
            if (round % 2 == 0) {
                const float density = 0.4F + 0.5F * random.share();
                for (auto& label : labels) label = random.share() < density ? 1 : random.below(3);
            } else {
                labels = random.patches(width, height, 12);
            }
            for (const std::uint32_t component : {1U, 2U, 77U}) {
                const PixelRuns holes = enclosedBy(labels, component);
                QCOMPARE(holes, PixelRuns::of(enclosedByFlood(labels, component)));
                found += holes.pixels();
            }
        }
        QVERIFY(found > 1000);
    }

    void aRingOfCornersEnclosesNothing() {
        Image<std::uint32_t> labels(5, 5, 0);
        for (const Point p : {Point{2, 1}, {1, 2}, {3, 2}, {2, 3}}) labels(p.x, p.y) = 1;
        QVERIFY(enclosedBy(labels, 1).empty());
        for (const Point p : {Point{1, 1}, {3, 1}, {1, 3}, {3, 3}}) labels(p.x, p.y) = 1;
        QCOMPARE(enclosedBy(labels, 1), PixelRuns({{2, 2, 3}}));
    }

    void otherComponentsWithinAreFilledToo() {
        Image<std::uint32_t> labels(9, 9, 1);
        for (int y = 2; y < 7; ++y)
            for (int x = 2; x < 7; ++x) labels(x, y) = x == 4 && y == 4 ? 5 : 0;
        QCOMPARE(enclosedBy(labels, 1).pixels(), std::uint64_t{25});
    }

    void regionsAroundASeedAreThoseOfTheWholeSlice() {
        RandomPixels random(2);
        for (int round = 0; round < 100; ++round) {
            const auto labels = random.patches(300, 200, 9);
            const Point seed{static_cast<int>(random.below(300)),
                             static_cast<int>(random.below(200))};
            PixelRuns expected;
            for (const auto& part :
                 partsOf(PixelRuns::of(labels, labels(seed.x, seed.y), labels.bounds()),
                         Connectivity::Edges))
                if (part.contains(seed)) expected = part;
            QCOMPARE(regionAround(labels, seed, {seed.x, seed.y, seed.x + 9, seed.y + 5}),
                     expected);
        }
    }
};

QTEST_APPLESS_MAIN(TestFillHole)
#include "test_fill_hole.moc"
