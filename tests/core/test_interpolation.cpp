#include <QtTest>
#include <cmath>
#include <set>

#include "core/proofreading/brush.h"
#include "core/proofreading/interpolation.h"
#include "core/synthetic_stack.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

PixelRuns disc(double x, double y, double radius) {
    return capsule({x, y}, {x, y}, radius);
}

double dice(const PixelRuns& a, const PixelRuns& b) {
    return 2.0 * static_cast<double>(a.intersected(b).pixels()) /
           static_cast<double>(a.pixels() + b.pixels());
}

}  // namespace

class TestInterpolation : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void distancesAreThoseToTheNearestPixel() {
        RandomPixels random(1);
        for (int round = 0; round < 60; ++round) {
            const int width = 1 + static_cast<int>(random.below(40));
            const int height = 1 + static_cast<int>(random.below(40));
            const auto mask = random.mask(width, height, round % 3 == 0 ? 0.005F : 0.05F);
            const auto distance = distanceTo(mask);
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x) {
                    int nearest = INT_MAX;
                    for (int v = 0; v < height; ++v)
                        for (int u = 0; u < width; ++u)
                            if (mask(u, v) != 0)
                                nearest = std::min(nearest, (u - x) * (u - x) + (v - y) * (v - y));
                    const float expected = nearest == INT_MAX
                                               ? HUGE_VALF
                                               : static_cast<float>(std::sqrt(double(nearest)));
                    QCOMPARE(distance(x, y), expected);
                }
        }
    }

    void signedDistancesAreNegativeInsideAndHalfAPixelAtTheOutline() {
        const auto distance =
            signedDistance(PixelRuns({{5, 5, 8}, {6, 5, 8}, {7, 5, 8}}), {3, 4, 12, 10});
        QCOMPARE(distance(5 - 3, 5 - 4), -0.5F);
        QCOMPARE(distance(6 - 3, 6 - 4), -1.5F);
        QCOMPARE(distance(8 - 3, 6 - 4), 0.5F);
        QCOMPARE(distance(11 - 3, 6 - 4), 3.5F);
    }

    void atTheEndsItIsWhatItIsBetween() {
        const PixelRuns a = disc(30, 30, 12);
        const PixelRuns b = disc(90, 35, 20);
        QCOMPARE(interpolated(a, b, 0), a);
        QCOMPARE(interpolated(a, b, 1), b);
        QCOMPARE(interpolated(a, a, 0.5), a);
        QVERIFY(interpolated(a, {}, 0.5).empty());
        QVERIFY(interpolated({}, b, 0.5).empty());
    }

    void betweenDiscsIsADiscOnTheWay_data() {
        QTest::addColumn<double>("distance");
        QTest::newRow("overlapping") << 6.0;
        QTest::newRow("apart") << 80.0;
    }

    void betweenDiscsIsADiscOnTheWay() {
        QFETCH(const double, distance);
        for (const double t : {0.25, 0.5, 0.75}) {
            const PixelRuns found = interpolated(disc(50, 50, 10), disc(50 + distance, 50, 18), t);
            const PixelRuns expected = disc(50 + t * distance, 50, 10 + t * 8);
            QVERIFY2(dice(found, expected) > 0.93,
                     qPrintable(QString::number(dice(found, expected))));
        }
    }

    void aProfileIsMovedOntoTheMembraneAroundIt() {
        Image<std::uint8_t> map(100, 100, 245);
        const PixelRuns cell = disc(50, 50, 20);
        disc(50, 50, 24).without(cell).paint<std::uint8_t>(map, 10);
        QVERIFY(dice(fittedToMembrane(disc(54, 48, 18), map), cell) > 0.99);
        QVERIFY(dice(fittedToMembrane(disc(47, 50, 23), map), cell) > 0.99);
        QCOMPARE(fittedToMembrane(disc(54, 48, 18), {}), disc(54, 48, 18));
        QVERIFY(fittedToMembrane({}, map).empty());
        // Beyond the edge of the slice there is nothing to fit to.
        QVERIFY(!fittedToMembrane(disc(2, 2, 10), map).empty());
    }

    /// Sections of the sample are out of register by some pixels, so that small profiles cannot be
    /// right without the map of their own slice; that is measured in tests/app.
    void ofWholeProfilesLeftOutNearlyNineTenthsAreFound() {
        const auto truth = makeSyntheticStack().truth;
        double common = 0;
        double both = 0;
        std::vector<double> large;
        for (int z = 1; z + 1 < truth.depth(); ++z) {
            const auto slice = truth.slice(z);
            const std::set<std::uint32_t> ids(slice.data(), slice.data() + slice.size());
            for (const std::uint32_t id : ids) {
                const auto profile = [&](int at) {
                    return PixelRuns::of(truth.slice(at), id, slice.bounds());
                };
                const PixelRuns before = profile(z - 1);
                const PixelRuns after = profile(z + 1);
                if (id == 0 || before.empty() || after.empty()) continue;
                const PixelRuns left = profile(z);
                const PixelRuns found = interpolated(before, after);
                common += 2.0 * static_cast<double>(found.intersected(left).pixels());
                both += static_cast<double>(found.pixels() + left.pixels());
                if (left.pixels() >= 4096) large.push_back(dice(found, left));
            }
        }
        std::ranges::sort(large);
        qInfo("Dice of all pixels %.3f; median of %zu profiles of 4096 pixels and more %.3f",
              common / both, large.size(), large[large.size() / 2]);
        QVERIFY(common / both > 0.87);
        QVERIFY(large[large.size() / 2] >= 0.9);
    }
};

QTEST_APPLESS_MAIN(TestInterpolation)
#include "test_interpolation.moc"
