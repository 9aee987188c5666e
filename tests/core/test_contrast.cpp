#include <QtTest>
#include <algorithm>
#include <limits>

#include "core/contrast.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

/// Values spread evenly over [low, high].
template <typename T>
Volume<T> ramp(int width, int height, int depth, double low, double high) {
    RandomPixels random(1);
    Volume<T> volume(width, height, depth);
    for (auto& voxel : volume) {
        voxel = static_cast<T>(low + (high - low) * static_cast<double>(random.share()));
    }
    return volume;
}

bool within(double value, double low, double high) {
    return value >= low && value <= high;
}

template <typename T>
void displaysLinearly(double low, double high) {
    // A constant-step ramp in which the window cuts off both ends.
    const int n = 101;
    Volume<T> volume(n, 1, 1);
    for (int i = 0; i < n; ++i) volume(i, 0, 0) = static_cast<T>(low + (high - low) * i / (n - 1));
    const Stack stack{AnyVolume(std::move(volume))};
    const double cut = (high - low) / 5;
    const ContrastWindow window{low + cut, high - cut};
    const auto shown = displaySlice(stack, 0, window);
    for (int i = 0; i < n; ++i) {
        const double exact = (stack.valueAt(i, 0, 0) - window.low) / (window.high - window.low);
        const double expected = 255 * std::clamp(exact, 0.0, 1.0);
        QVERIFY2(std::abs(shown(i, 0) - expected) <= 0.501,
                 qPrintable(QString("%1: %2, expected %3").arg(i).arg(shown(i, 0)).arg(expected)));
    }
    QCOMPARE(shown(0, 0), std::uint8_t{0});
    QCOMPARE(shown(n - 1, 0), std::uint8_t{255});
}

}  // namespace

class TestContrast : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theWindowCoversTheTissueOfEveryType() {
        const auto check = [](AnyVolume volume, double low, double high) {
            const auto window = robustWindow(Stack{std::move(volume)});
            const double tenth = (high - low) / 10;
            QVERIFY(within(window.low, low, low + tenth));
            QVERIFY(within(window.high, high - tenth, high));
        };
        check(ramp<std::uint8_t>(90, 80, 3, 40, 200), 40, 200);
        check(ramp<std::int8_t>(90, 80, 3, -100, 100), -100, 100);
        check(ramp<std::uint16_t>(90, 80, 3, 1000, 50000), 1000, 50000);
        check(ramp<std::int16_t>(90, 80, 3, -20000, 3000), -20000, 3000);
        check(ramp<std::uint32_t>(90, 80, 3, 1e5, 3e9), 1e5, 3e9);
        check(ramp<std::int32_t>(90, 80, 3, -1e9, 1e9), -1e9, 1e9);
        check(ramp<std::uint64_t>(90, 80, 3, 0, 1e15), 0, 1e15);
        check(ramp<std::int64_t>(90, 80, 3, -1e15, 1e15), -1e15, 1e15);
        check(ramp<float>(90, 80, 3, -0.5, 0.25), -0.5, 0.25);
        check(ramp<double>(90, 80, 3, 1e200, 2e200), 1e200, 2e200);
    }

    void aFewOutliersDoNotMoveTheWindow() {
        auto volume = ramp<std::uint16_t>(200, 200, 2, 1000, 2000);
        for (int i = 0; i < 80; ++i) volume(2 * i, i, 0) = 65535;
        for (int i = 0; i < 80; ++i) volume(i, 199 - i, 1) = 0;
        const auto window = robustWindow(Stack{AnyVolume(std::move(volume))});
        QVERIFY(within(window.low, 1000, 1020));
        QVERIFY(within(window.high, 1980, 2000));
    }

    void paddingDoesNotMoveTheWindow_data() {
        QTest::addColumn<int>("padding");
        QTest::newRow("black") << 0;
        QTest::newRow("white") << 255;
    }
    void paddingDoesNotMoveTheWindow() {
        QFETCH(int, padding);
        auto volume = ramp<std::uint8_t>(100, 100, 2, 100, 150);
        for (int y = 0; y < 30; ++y) {
            for (int x = 0; x < 100; ++x) volume(x, y, 1) = static_cast<std::uint8_t>(padding);
        }
        const auto window = robustWindow(Stack{AnyVolume(std::move(volume))});
        QVERIFY(within(window.low, 100, 102));
        QVERIFY(within(window.high, 147, 150));
    }

    void valuesThatAreNotFiniteAreIgnored() {
        auto volume = ramp<float>(100, 100, 1, 2, 3);
        for (int x = 0; x < 100; ++x) {
            volume(x, 0, 0) = std::numeric_limits<float>::quiet_NaN();
            volume(x, 1, 0) = std::numeric_limits<float>::infinity();
            volume(x, 2, 0) = -std::numeric_limits<float>::infinity();
        }
        const Stack stack{AnyVolume(std::move(volume))};
        const auto window = robustWindow(stack);
        QVERIFY(within(window.low, 2, 2.1) && within(window.high, 2.9, 3));
        const auto shown = displaySlice(stack, 0, window);
        for (int y = 0; y < 3; ++y) QCOMPARE(shown(50, y), std::uint8_t{0});
    }

    void aWindowIsNeverEmpty() {
        const auto check = [](AnyVolume volume) {
            const Stack stack{std::move(volume)};
            const auto window = robustWindow(stack);
            QVERIFY(window.high > window.low);
            if (!stack.empty()) QVERIFY(within(displaySlice(stack, 0, window)(0, 0), 0, 255));
        };
        check(Volume<std::uint8_t>());
        check(Volume<std::uint8_t>(5, 5, 1, std::uint8_t{0}));
        check(Volume<std::uint8_t>(5, 5, 1, std::uint8_t{255}));
        check(Volume<std::int64_t>(5, 5, 1, std::numeric_limits<std::int64_t>::max()));
        check(Volume<float>(5, 5, 1, std::numeric_limits<float>::quiet_NaN()));
        check(Volume<float>(5, 5, 1, std::numeric_limits<float>::max()));
        check(Volume<double>(5, 5, 1, std::numeric_limits<double>::max()));
        check(Volume<double>(5, 5, 1, std::numeric_limits<double>::lowest()));
        Volume<double> extremes(2, 1, 1, std::numeric_limits<double>::max());
        extremes(0, 0, 0) = std::numeric_limits<double>::lowest();
        check(std::move(extremes));
    }

    void aMaskIsShownBlackAndWhite() {
        Volume<std::uint8_t> mask(64, 64, 1, std::uint8_t{0});
        for (int y = 0; y < 64; ++y) {
            for (int x = 0; x < 40; ++x) mask(x, y, 0) = 1;
        }
        const Stack stack{AnyVolume(std::move(mask))};
        const auto shown = displaySlice(stack, 0, robustWindow(stack));
        QCOMPARE(shown(0, 0), std::uint8_t{255});
        QCOMPARE(shown(63, 63), std::uint8_t{0});
    }

    void aConstantStackIsShownGrey() {
        const Stack stack{AnyVolume(Volume<std::uint16_t>(4, 4, 1, std::uint16_t{700}))};
        QVERIFY(within(displaySlice(stack, 0, robustWindow(stack))(2, 2), 127, 128));
    }

    void theWindowOfALargeStackComesFromASampleOfAllSlices() {
        Volume<std::uint8_t> volume(400, 300, 40);
        for (int z = 0; z < 40; ++z) {
            for (int y = 0; y < 300; ++y) {
                for (int x = 0; x < 400; ++x) {
                    volume(x, y, z) = static_cast<std::uint8_t>(50 + 4 * z + (x + y) % 4);
                }
            }
        }
        const auto window = robustWindow(Stack{AnyVolume(std::move(volume))});
        QVERIFY(within(window.low, 50, 52));
        QVERIFY(within(window.high, 207, 210));
    }

    void everyTypeIsShownLinearly() {
        displaysLinearly<std::uint8_t>(10, 210);
        displaysLinearly<std::int8_t>(-100, 100);
        displaysLinearly<std::uint16_t>(1000, 61000);
        displaysLinearly<std::int16_t>(-30000, 30000);
        displaysLinearly<std::uint32_t>(0, 4e9);
        displaysLinearly<std::int32_t>(-2e9, 2e9);
        displaysLinearly<std::uint64_t>(0, 1e18);
        displaysLinearly<std::int64_t>(-1e18, 1e18);
        displaysLinearly<float>(-3, 1e6);
        displaysLinearly<double>(-1e300, 1e300);
    }

    void memoryThatIsUsedAgainHoldsTheNewSlice() {
        // Large enough for several threads, and of a height that is no whole number of bands.
        Volume<std::uint8_t> voxels(1031, 1023, 2);
        std::uint32_t state = 5;
        for (std::uint8_t& voxel : voxels) {
            state = state * 1664525 + 1013904223;
            voxel = static_cast<std::uint8_t>(state >> 24);
        }
        const Stack stack{AnyVolume(std::move(voxels))};
        const ContrastWindow window{0, 255};
        Image<std::uint8_t> shown(3, 3, 0);
        displaySlice(stack, 0, window, shown);
        const std::uint8_t* const memory = shown.data();
        displaySlice(stack, 1, window, shown);
        QCOMPARE(shown.data(), memory);
        const auto& original = std::get<Volume<std::uint8_t>>(stack.voxels());
        QVERIFY(std::equal(shown.begin(), shown.end(), original.slice(1).data()));
    }

    void aRegionIsThatPartOfTheSlice() {
        const Stack stack{AnyVolume(ramp<std::uint16_t>(40, 30, 3, 0, 60000))};
        const ContrastWindow window{5000, 50000};
        const Rect region{7, 4, 31, 30};
        const auto slice = displaySlice(stack, 2, window);
        const auto part = displayRegion(stack, 2, region, window);
        QCOMPARE(part.width(), region.width());
        QCOMPARE(part.height(), region.height());
        for (int y = 0; y < part.height(); ++y) {
            for (int x = 0; x < part.width(); ++x) {
                QCOMPARE(part(x, y), slice(region.x0 + x, region.y0 + y));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestContrast)
#include "test_contrast.moc"
