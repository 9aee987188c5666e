#include <QtTest>
#include <array>
#include <cmath>
#include <vector>

#include "core/components.h"
#include "core/proofreading/brush.h"
#include "core/proofreading/evidence.h"
#include "core/proofreading/pixel_regions.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

constexpr int kSize = 60;

Image<std::uint8_t> painted(const PixelRuns& pixels, int size = kSize) {
    Image<std::uint8_t> mask(size, size, 0);
    pixels.clipped(mask.bounds()).paint<std::uint8_t>(mask, 1);
    return mask;
}

/// Somewhere in and around the picture.
PointF anywhere(RandomPixels& random) {
    return {random.share() * 1.4 * kSize - 0.2 * kSize, random.share() * 1.4 * kSize - 0.2 * kSize};
}

double distanceFromSegment(PointF p, PointF a, PointF b) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double t =
        length == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// By the number of edges to the left.
bool isInside(PointF p, const std::vector<PointF>& points) {
    bool inside = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const PointF a = points[i];
        const PointF b = points[(i + 1) % points.size()];
        if ((a.y <= p.y) == (b.y <= p.y)) continue;
        const PointF& upper = a.y < b.y ? a : b;
        const PointF& lower = a.y < b.y ? b : a;
        const double x = upper.x + (p.y - upper.y) * (lower.x - upper.x) / (lower.y - upper.y);
        if (x <= p.x) inside = !inside;
    }
    return inside;
}

}  // namespace

class TestBrush : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aCapsuleHasThePixelsWhoseCentreIsWithinItsRadius() {
        RandomPixels random(1);
        for (int round = 0; round < 300; ++round) {
            const PointF a = anywhere(random);
            const PointF b = round % 5 == 0 ? a : anywhere(random);
            const double radius = random.share() * (round % 2 ? 3 : 30);
            const auto mask = painted(capsule(a, b, radius));
            for (int y = 0; y < kSize; ++y)
                for (int x = 0; x < kSize; ++x)
                    QCOMPARE(mask(x, y) != 0,
                             distanceFromSegment(centreOf({x, y}), a, b) <= radius);
        }
    }

    void whatIsExactlyOnTheRimOfACapsuleBelongsToIt() {
        const auto runs = capsule({10.5, 10.5}, {14.5, 10.5}, 2);
        QCOMPARE(runs.bounds(), (Rect{8, 8, 17, 13}));
        QVERIFY(runs.contains({10, 8}) && runs.contains({16, 10}) && !runs.contains({9, 8}));
        QCOMPARE(capsule({3.5, 3.5}, {3.5, 3.5}, 0).pixels(), std::uint64_t{1});
    }

    void aCapsuleMayLieAnywhere() {
        QCOMPARE(capsule({-20, -30}, {-20, -30}, 5).pixels(),
                 capsule({20, 30}, {20, 30}, 5).pixels());
        QVERIFY(capsule({0, 0}, {1, 1}, -1).empty());
    }

    void strokesAreTheUnionOfTheirCapsules() {
        // No seam where one ends and the next begins.
        const PixelRuns there = capsule({10, 10}, {30, 12}, 4);
        const PixelRuns on = capsule({30, 12}, {50, 40}, 4);
        QCOMPARE(partsOf(there.united(on), Connectivity::Edges).size(), std::size_t{1});
    }

    void aPolygonHasThePixelsWhoseCentreIsInside() {
        RandomPixels random(2);
        for (int round = 0; round < 300; ++round) {
            std::vector<PointF> points(3 + random.below(9));
            for (PointF& p : points) {
                p = anywhere(random);
                // Corners and edges on centres and between pixels too.
                if (round % 3 == 0) p = {std::floor(p.x), std::floor(p.y)};
                if (round % 3 == 1) p = centreOf(pixelAt(p));
            }
            const auto mask = painted(polygon(points));
            for (int y = 0; y < kSize; ++y)
                for (int x = 0; x < kSize; ++x)
                    QCOMPARE(mask(x, y) != 0, isInside(centreOf({x, y}), points));
        }
    }

    void polygonsThatShareAnEdgeShareNoPixelAndLeaveNoneOut() {
        RandomPixels random(3);
        const std::array<PointF, 4> corners = {
            PointF{0, 0}, {kSize, 0}, {kSize, kSize}, {0, kSize}};
        for (int round = 0; round < 50; ++round) {
            const PointF middle = centreOf(
                {static_cast<int>(random.below(kSize)), static_cast<int>(random.below(kSize))});
            PixelRuns all;
            std::uint64_t pixels = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                const std::array<PointF, 3> points = {corners[i], corners[(i + 1) % 4], middle};
                const PixelRuns part = polygon(points);
                all = all.united(part);
                pixels += part.pixels();
            }
            QCOMPARE(all.pixels(), std::uint64_t{kSize * kSize});
            QCOMPARE(pixels, std::uint64_t{kSize * kSize});
        }
    }

    void twoPointsEncloseNothing() {
        const std::array<PointF, 2> points = {PointF{1, 1}, {50, 40}};
        QVERIFY(polygon(points).empty());
        QVERIFY(polygon({}).empty());
    }

    void aLineFromEdgeToEdgeSeparatesEvenWhatMeetsByCorners() {
        RandomPixels random(4);
        for (int round = 0; round < 100; ++round) {
            const std::vector<PointF> points = {{-2, random.share() * kSize},
                                                {random.share() * kSize, random.share() * kSize},
                                                {kSize + 2.0, random.share() * kSize}};
            const PixelRuns drawn = line(points);
            const auto around = complementOf(drawn, {0, -1, kSize, kSize + 1});
            const auto regions = regionsOf(around, Connectivity::Corners);
            // Above and below are the first and the last; a line that turns back may enclose more.
            QVERIFY(regions.count >= 2);
            QVERIFY(regions.of.front() != regions.of.back());
        }
    }

    void aLineIsOnePixelWideAndConnected() {
        RandomPixels random(5);
        for (int round = 0; round < 100; ++round) {
            const std::array<PointF, 2> ends = {anywhere(random), anywhere(random)};
            const PixelRuns drawn = line(ends);
            const Point a = pixelAt(ends[0]);
            const Point b = pixelAt(ends[1]);
            QCOMPARE(drawn.pixels(),
                     static_cast<std::uint64_t>(std::abs(a.x - b.x) + std::abs(a.y - b.y) + 1));
            QVERIFY(drawn.contains(a) && drawn.contains(b));
            QCOMPARE(partsOf(drawn, Connectivity::Edges).size(), std::size_t{1});
        }
        const std::array<PointF, 1> one = {PointF{3.9, 4.1}};
        QVERIFY(line(one).contains({3, 4}));
        QVERIFY(line({}).empty());
    }

    void aClaimAgainstWhatTheNetworkIsSureOfContradictsIt() {
        Image<std::uint8_t> map(20, 20, 250);
        for (int y = 0; y < 20; ++y) map(10, y) = 5, map(11, y) = 128;
        const PixelRuns membrane({{3, 10, 11}, {4, 10, 11}});
        const PixelRuns cell({{3, 2, 8}});
        const PixelRuns unsure({{3, 11, 12}});
        QVERIFY(contradictsEvidence(map, membrane, PixelClaim::Interior));
        QVERIFY(!contradictsEvidence(map, membrane, PixelClaim::Boundary));
        QVERIFY(contradictsEvidence(map, cell, PixelClaim::Boundary));
        QVERIFY(!contradictsEvidence(map, cell, PixelClaim::Interior));
        for (const auto claim : {PixelClaim::Interior, PixelClaim::Boundary})
            QVERIFY(!contradictsEvidence(map, unsure, claim));
        QCOMPARE(shareAgainstEvidence(map, PixelRuns({{3, 9, 13}}), PixelClaim::Boundary), 0.5);
        QCOMPARE(shareAgainstEvidence(map, PixelRuns({{3, -4, 2}}), PixelClaim::Boundary), 1.0);
        QCOMPARE(shareAgainstEvidence(map, membrane, PixelClaim::None), 0.0);
        QCOMPARE(shareAgainstEvidence({}, membrane, PixelClaim::Interior), 0.0);
        QCOMPARE(shareAgainstEvidence(map, {}, PixelClaim::Interior), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestBrush)
#include "test_brush.moc"
