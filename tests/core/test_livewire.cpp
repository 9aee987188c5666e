#include <QtTest>
#include <cmath>
#include <queue>
#include <set>
#include <vector>

#include "core/components.h"
#include "core/proofreading/livewire.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

Image<std::uint8_t> randomMap(RandomPixels& random, int width, int height) {
    const auto volume = random.map(width, height, 1);
    Image<std::uint8_t> map(width, height);
    std::ranges::transform(volume, map.begin(), [](float value) {
        return static_cast<std::uint8_t>(std::lround(255 * std::clamp(2 * value - 0.5F, 0.F, 1.F)));
    });
    return map;
}

int stepCost(const Evidence& evidence, Point from, Point to) {
    const int cost = Livewire::costOf(evidence.membraneAt(to.x, to.y));
    return from.x == to.x || from.y == to.y ? cost : (cost * 141 + 50) / 100;
}

/// Dijkstra's algorithm over the whole slice.
Image<std::int64_t> costsFrom(const Evidence& evidence, Point start, bool fourConnected) {
    const Rect area = evidence.bounds();
    Image<std::int64_t> costs(area.width(), area.height(), INT64_MAX);
    using Entry = std::pair<std::int64_t, std::pair<int, int>>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    costs(start.x, start.y) = 0;
    queue.push({0, {start.x, start.y}});
    while (!queue.empty()) {
        const auto [cost, at] = queue.top();
        queue.pop();
        const Point p{at.first, at.second};
        if (cost > costs(p.x, p.y)) continue;
        for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx) {
                const Point q{p.x + dx, p.y + dy};
                if (!area.contains(q) || (fourConnected && dx != 0 && dy != 0)) continue;
                const std::int64_t reached = cost + stepCost(evidence, p, q);
                if (reached >= costs(q.x, q.y)) continue;
                costs(q.x, q.y) = reached;
                queue.push({reached, {q.x, q.y}});
            }
    }
    return costs;
}

std::int64_t costAlong(const Evidence& evidence, const std::vector<Point>& pixels) {
    std::int64_t cost = 0;
    for (std::size_t i = 1; i < pixels.size(); ++i)
        cost += stepCost(evidence, pixels[i - 1], pixels[i]);
    return cost;
}

/// Why a path is none; empty if it is one.
QString faultOf(const LivewirePath& path, Point start, Point end, bool fourConnected) {
    if (path.pixels.empty()) return "empty";
    if (path.pixels.front() != start) return "starts elsewhere";
    if (path.pixels.back() != end) return "ends elsewhere";
    std::set<std::pair<int, int>> seen;
    for (std::size_t i = 0; i < path.pixels.size(); ++i) {
        const Point p = path.pixels[i];
        if (!seen.insert({p.x, p.y}).second) return "crosses itself";
        if (i == 0) continue;
        const int dx = std::abs(p.x - path.pixels[i - 1].x);
        const int dy = std::abs(p.y - path.pixels[i - 1].y);
        if (dx > 1 || dy > 1 || (fourConnected && dx + dy > 1)) return "jumps";
    }
    return {};
}

/// Two cells of 30 x 40 with a membrane of 5 pixels between them, which has a gap of 12.
Image<std::uint8_t> mapWithGap() {
    Image<std::uint8_t> map(75, 50, 245);
    for (int y = 0; y < 50; ++y)
        for (int x = 0; x < 75; ++x) {
            const bool wall = y < 5 || y > 44 || x < 5 || x > 69 || (x >= 35 && x < 40);
            const bool gap = x >= 35 && x < 40 && y >= 19 && y < 31;
            if (wall && !gap) map(x, y) = 10;
        }
    return map;
}

Image<std::uint32_t> componentsOf(const Image<std::uint8_t>& map) {
    Image<std::uint8_t> cell(map.width(), map.height());
    std::ranges::transform(map, cell.begin(), [](int value) { return value > 127 ? 1 : 0; });
    return labelComponents(cell).labels;
}

}  // namespace

class TestLivewire : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void thePathCostsWhatAPlainDijkstraFinds_data() {
        QTest::addColumn<bool>("fourConnected");
        QTest::newRow("by corners") << false;
        QTest::newRow("by edges") << true;
    }

    void thePathCostsWhatAPlainDijkstraFinds() {
        QFETCH(const bool, fourConnected);
        for (std::uint32_t seed = 1; seed <= 12; ++seed) {
            RandomPixels random(seed);
            const int width = 40 + static_cast<int>(random.below(80));
            const int height = 40 + static_cast<int>(random.below(80));
            const auto map = randomMap(random, width, height);
            const Evidence evidence{map, {}};
            const auto somewhere = [&] {
                return Point{static_cast<int>(random.below(width)),
                             static_cast<int>(random.below(height))};
            };
            Livewire wire(evidence, {.snap = 0, .fourConnected = fourConnected});
            const Point start = somewhere();
            QCOMPARE(wire.startAt(start), start);
            const auto costs = costsFrom(evidence, start, fourConnected);
            // The same search answers all of them, near and far in any order.
            for (int move = 0; move < 30; ++move) {
                const Point to = somewhere();
                const LivewirePath path = wire.pathTo(to);
                QVERIFY(path.settled);
                const QString fault = faultOf(path, start, to, fourConnected);
                QVERIFY2(fault.isEmpty(), qPrintable(fault));
                QCOMPARE(path.cost, costs(to.x, to.y));
                QCOMPARE(path.cost, costAlong(evidence, path.pixels));
            }
        }
    }

    void aSearchWithoutBudgetGoesOnStraightAndCarriesOnLater() {
        RandomPixels random(3);
        const auto map = randomMap(random, 200, 150);
        const Evidence evidence{map, {}};
        for (const bool fourConnected : {false, true}) {
            Livewire wire(evidence, {.snap = 0, .fourConnected = fourConnected});
            const Point start = wire.startAt({10, 20});
            const Point to{190, 140};
            const auto cheapest = costsFrom(evidence, start, fourConnected)(to.x, to.y);
            LivewirePath path = wire.pathTo(to, 0);
            int questions = 1;
            while (!path.settled) {
                const QString fault = faultOf(path, start, to, fourConnected);
                QVERIFY2(fault.isEmpty(), qPrintable(fault));
                path = wire.pathTo(to, 2000);
                QVERIFY(++questions < 30);
            }
            QVERIFY(questions > 2);
            QCOMPARE(path.cost, cheapest);
        }
    }

    void twoClicksBesideAGapCloseIt() {
        const auto map = mapWithGap();
        const auto labels = componentsOf(map);
        QCOMPARE(labels(20, 25), labels(50, 25));
        for (const bool fourConnected : {false, true}) {
            Livewire wire({map, labels}, {.fourConnected = fourConnected});
            wire.startAt({33, 16});
            const LivewirePath path = wire.pathTo({41, 34});
            auto drawn = map.clone();
            path.runs().paint<std::uint8_t>(drawn, 0);
            const auto parts = componentsOf(drawn);
            QVERIFY(parts(20, 25) != 0 && parts(20, 25) != parts(50, 25));
            for (const Point p : path.pixels) QVERIFY(p.x >= 34 && p.x <= 40);
        }
    }

    void endsSnapToTheStrongestMembraneNearby() {
        Image<std::uint8_t> map(40, 40, 255);
        map(10, 10) = 20;
        map(13, 10) = 0;
        const Livewire wire(Evidence{map, {}}, {.snap = 4});
        QCOMPARE(wire.snapped({11, 10}), (Point{13, 10}));
        QCOMPARE(wire.snapped({8, 10}), (Point{10, 10}));
        // Nothing near is membrane; a corner of the square is farther than four pixels.
        QCOMPARE(wire.snapped({30, 30}), (Point{30, 30}));
        QCOMPARE(wire.snapped({17, 14}), (Point{17, 14}));
        QCOMPARE(Livewire(Evidence{map, {}}, {.snap = 0}).snapped({11, 10}), (Point{11, 10}));
    }

    void withoutAMapItFollowsTheBoundaryOfLabels() {
        // Labels that touch along a bent line, as those of an imported volume do.
        Image<std::uint32_t> labels(60, 60, 1);
        for (int y = 0; y < 60; ++y)
            for (int x = 0; x < 60; ++x)
                if (y > 20 && x > 30) labels(x, y) = 2;
        const Evidence evidence{{}, labels};
        Livewire wire(evidence, {.snap = 0});
        wire.startAt({30, 58});
        const LivewirePath path = wire.pathTo({58, 20});
        for (const Point p : path.pixels) QCOMPARE(evidence.membraneAt(p.x, p.y), 255);
    }

    void boundaryDrawnByHandIsFollowedToo() {
        Image<std::uint8_t> map(60, 40, 255);
        Image<std::uint32_t> labels(60, 40, 1);
        for (int x = 0; x < 60; ++x) labels(x, x < 30 ? 20 : 21) = 0;
        Livewire wire({map, labels}, {.snap = 0});
        wire.startAt({5, 20});
        const LivewirePath path = wire.pathTo({55, 21});
        for (const Point p : path.pixels) QCOMPARE(labels(p.x, p.y), 0U);
    }

    void aPlaceOutsideIsMovedInside() {
        Image<std::uint8_t> map(30, 20, 200);
        Livewire wire(Evidence{map, {}}, {.snap = 0});
        wire.startAt({3, 3});
        QCOMPARE(wire.pathTo({99, -5}).pixels.back(), (Point{29, 0}));
        QCOMPARE(wire.pathTo({3, 3}).pixels.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestLivewire)
#include "test_livewire.moc"
