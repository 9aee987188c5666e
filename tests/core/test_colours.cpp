#include <QtTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/colours.h"

using namespace axolemma;

namespace {

struct Lab {
    double lightness = 0;
    double a = 0;
    double b = 0;

    double chroma() const { return std::hypot(a, b); }
    double distanceTo(const Lab& o) const {
        return std::hypot(lightness - o.lightness, a - o.a, b - o.b);
    }
};

/// sRGB to Oklab, the way back from what the implementation does.
Lab labOf(Rgb colour) {
    const auto linear = [](std::uint8_t v) {
        const double s = v / 255.0;
        return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
    };
    const double r = linear(colour.r);
    const double g = linear(colour.g);
    const double b = linear(colour.b);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double nearestPair(std::uint64_t first, std::uint64_t count) {
    double nearest = 9;
    for (auto i = first; i < first + count; ++i) {
        for (auto k = i + 1; k < first + count; ++k) {
            nearest = std::min(nearest, labOf(colourOf(i)).distanceTo(labOf(colourOf(k))));
        }
    }
    return nearest;
}

}  // namespace

class TestColours : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void boundaryIsBlack() { QVERIFY(colourOf(0) == Rgb{}); }

    void coloursDoNotChangeFromVersionToVersion() {
        // Pictures of different versions are compared by eye: these may not change by accident.
        const auto hex = [](std::uint64_t id) {
            const Rgb c = colourOf(id);
            return QString::asprintf("%02x%02x%02x", c.r, c.g, c.b);
        };
        QCOMPARE(hex(1), QString("01cede"));
        QCOMPARE(hex(2), QString("fa7701"));
        QCOMPARE(hex(3), QString("2c8dff"));
        QCOMPARE(hex(~std::uint64_t{0}), QString("01a860"));
    }

    void everyColourIsBrightAndFarFromGrey() {
        for (std::uint64_t id = 1; id < 20000; ++id) {
            const Lab lab = labOf(colourOf(id));
            QVERIFY(lab.lightness > 0.57 && lab.lightness < 0.85);
            QVERIFY(lab.chroma() > 0.075);
        }
    }

    void consecutiveIdsHaveColoursFarApart() {
        for (std::uint64_t id = 1; id < 5000; ++id) {
            const Lab lab = labOf(colourOf(id));
            QVERIFY(lab.distanceTo(labOf(colourOf(id + 1))) > 0.2);
        }
    }

    void coloursOfManyIdsStayApart_data() {
        QTest::addColumn<quint64>("first");
        QTest::newRow("from 1") << quint64{1};
        QTest::newRow("from 100") << quint64{100};
        QTest::newRow("from a million") << quint64{1'000'000};
        QTest::newRow("beyond 32 bits") << (quint64{1} << 40);
    }
    void coloursOfManyIdsStayApart() {
        QFETCH(quint64, first);
        QVERIFY(nearestPair(first, 12) > 0.07);
        QVERIFY(nearestPair(first, 50) > 0.04);
        QVERIFY(nearestPair(first, 200) > 0.018);
    }
};

QTEST_APPLESS_MAIN(TestColours)
#include "test_colours.moc"
