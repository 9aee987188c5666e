#include <QtTest>
#include <array>
#include <cmath>
#include <vector>

#include "core/overlay.h"

using namespace axolemma;

namespace {

/// Components 1 and 2 left and right of a boundary column, 3 touching 2 from below.
Image<std::uint32_t> threeComponents() {
    Image<std::uint32_t> labels(7, 6, 0);
    for (int y = 0; y < 6; ++y) {
        for (int x = 0; x < 7; ++x) {
            if (x != 3) labels(x, y) = x < 3 ? 1 : y < 3 ? 2 : 3;
        }
    }
    return labels;
}

const std::array<std::uint64_t, 4> kIds = {0, 10, 20, 30};

Rgb grey(std::uint8_t value) {
    return {value, value, value};
}

bool about(std::uint8_t shown, double expected) {
    return std::abs(shown - expected) <= 1.0;
}

}  // namespace

class TestOverlay : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void coloursAreMixedByOpacityAndBoundaryStaysGrey_data() {
        QTest::addColumn<float>("opacity");
        for (const float opacity : {0.0F, 0.25F, 0.4F, 0.5F, 0.99F, 1.0F}) {
            QTest::addRow("%.2f", static_cast<double>(opacity)) << opacity;
        }
    }
    void coloursAreMixedByOpacityAndBoundaryStaysGrey() {
        QFETCH(float, opacity);
        const auto labels = threeComponents();
        for (int value = 0; value < 256; value += 5) {
            const auto level = static_cast<std::uint8_t>(value);
            const auto shown =
                blendOverlay(Image<std::uint8_t>(7, 6, level).view(), labels.view(), kIds, opacity);
            for (int y = 0; y < 6; ++y) {
                for (int x = 0; x < 7; ++x) {
                    if (labels(x, y) == 0) {
                        QVERIFY(shown(x, y) == grey(level));
                        continue;
                    }
                    const Rgb colour = colourOf(kIds[labels(x, y)]);
                    const auto mixed = [&](std::uint8_t c) {
                        return (1 - opacity) * level + opacity * c;
                    };
                    QVERIFY(about(shown(x, y).r, mixed(colour.r)));
                    QVERIFY(about(shown(x, y).g, mixed(colour.g)));
                    QVERIFY(about(shown(x, y).b, mixed(colour.b)));
                }
            }
        }
    }

    void atFullOpacityPixelsHaveTheColourOfTheirNeuron() {
        const auto shown = blendOverlay(Image<std::uint8_t>(7, 6, std::uint8_t{77}).view(),
                                        threeComponents().view(), kIds, 1.0F);
        QVERIFY(shown(0, 0) == colourOf(10));
        QVERIFY(shown(6, 0) == colourOf(20));
        QVERIFY(shown(6, 5) == colourOf(30));
    }

    void opacityOutsideItsRangeIsClamped() {
        const Image<std::uint8_t> image(7, 6, std::uint8_t{77});
        const auto labels = threeComponents();
        QVERIFY(blendOverlay(image, labels, kIds, 7.0F)(0, 0) == colourOf(10));
        QVERIFY(blendOverlay(image, labels, kIds, -1.0F)(0, 0) == grey(77));
        QVERIFY(blendOverlay(image, labels, kIds, std::nanf(""))(0, 0) == grey(77));
    }

    void outlinesAreThePixelsNextToAnotherNeuronOrTheBoundary() {
        const auto labels = threeComponents();
        const auto shown = blendOverlay(Image<std::uint8_t>(7, 6, std::uint8_t{77}).view(),
                                        labels.view(), kIds, 1.0F, true);
        for (int y = 0; y < 6; ++y) {
            for (int x = 0; x < 7; ++x) {
                const bool besideBoundary = x == 2 || x == 4;
                const bool betweenNeurons = x > 3 && (y == 2 || y == 3);
                const bool drawn = x != 3 && (besideBoundary || betweenNeurons);
                QCOMPARE(shown(x, y) == grey(77), !drawn);
            }
        }
    }

    void componentsOfOneNeuronHaveNoOutlineBetweenThem() {
        const std::array<std::uint64_t, 4> oneNeuron = {0, 10, 20, 20};
        const auto shown = blendOverlay(Image<std::uint8_t>(7, 6, std::uint8_t{77}).view(),
                                        threeComponents().view(), oneNeuron, 1.0F, true);
        QVERIFY(shown(5, 2) == grey(77));
        QVERIFY(shown(5, 3) == grey(77));
        QVERIFY(shown(4, 3) == colourOf(20));
    }

    void aSliceNotSegmentedIsGrey() {
        const Image<std::uint8_t> image(5, 4, std::uint8_t{120});
        const auto shown = blendOverlay(image.view(), {}, {}, 1.0F);
        for (const Rgb pixel : shown) QVERIFY(pixel == grey(120));
    }
};

QTEST_APPLESS_MAIN(TestOverlay)
#include "test_overlay.moc"
