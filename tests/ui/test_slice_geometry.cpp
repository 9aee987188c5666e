#include <QTest>

#include "core/colours.h"
#include "ui/overlay_buffer.h"
#include "ui/scale_bar.h"
#include "ui/shortcuts.h"
#include "ui/view_transform.h"

using namespace axolemma;

class TestSliceGeometry : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void screenAndImageAreInverse();
    void zoomKeepsThePointUnderTheCursor();
    void zoomStopsAtItsLimits();
    void fitShowsTheWholeSlice();
    void scaleBarIsRound_data();
    void scaleBarIsRound();
    void overlayColoursOnlyTheRectangle();
    void largeOverlayIsColouredWhole();
    void overlayMarksTheSelectedNeuron();
    void membraneIsBrighterThanCell();
    void noTwoActionsShareAKey();
};

void TestSliceGeometry::screenAndImageAreInverse() {
    const ViewTransform view{100, 50, 3.5, 800, 600};
    for (const double x : {-20.0, 0.0, 17.25, 300.0}) {
        QVERIFY(qAbs(view.imageX(view.screenX(x)) - x) < 1e-9);
        QVERIFY(qAbs(view.imageY(view.screenY(x)) - x) < 1e-9);
    }
    QCOMPARE(view.imageX(400), 100.0);
    QCOMPARE(view.imageY(300), 50.0);
}

void TestSliceGeometry::zoomKeepsThePointUnderTheCursor() {
    ViewTransform view{100, 50, 1, 800, 600};
    for (const double factor : {1.25, 0.1, 7.0, 0.9}) {
        const double x = view.imageX(123);
        const double y = view.imageY(456);
        view.zoomAt(123, 456, factor);
        QVERIFY(qAbs(view.imageX(123) - x) < 1e-9);
        QVERIFY(qAbs(view.imageY(456) - y) < 1e-9);
    }
}

void TestSliceGeometry::zoomStopsAtItsLimits() {
    ViewTransform view{100, 50, 1, 800, 600};
    view.zoomAt(10, 10, 1e9);
    QCOMPARE(view.scale, ViewTransform::kLargestScale);
    view.zoomAt(10, 10, 1e-9);
    QCOMPARE(view.scale, ViewTransform::kSmallestScale);
}

void TestSliceGeometry::fitShowsTheWholeSlice() {
    ViewTransform view{0, 0, 1, 800, 600};
    view.fit(512, 2048);
    QVERIFY(view.screenY(0) >= 0 && view.screenY(2048) <= 600);
    QVERIFY(view.screenY(2048) - view.screenY(0) > 570);
    QCOMPARE(view.screenX(256), 400.0);
}

void TestSliceGeometry::scaleBarIsRound_data() {
    QTest::addColumn<double>("longest");
    QTest::addColumn<double>("length");
    QTest::addColumn<QString>("text");
    QTest::newRow("nm") << 730.0 << 500.0 << "500 nm";
    QTest::newRow("exact") << 1000.0 << 1000.0 << "1 µm";
    QTest::newRow("um") << 4999.0 << 2000.0 << "2 µm";
    QTest::newRow("hundreds of um") << 2.3e5 << 2e5 << "200 µm";
    QTest::newRow("mm") << 1.0e6 << 1e6 << "1 mm";
    QTest::newRow("below one") << 0.7 << 0.5 << "0.5 nm";
}

void TestSliceGeometry::scaleBarIsRound() {
    QFETCH(double, longest);
    QFETCH(double, length);
    QFETCH(QString, text);
    const ScaleBarLength bar = roundScaleBar(longest);
    QVERIFY(qAbs(bar.nanometres - length) < 1e-6 * length);
    QCOMPARE(QString::fromStdString(bar.text), text);
}

void TestSliceGeometry::overlayColoursOnlyTheRectangle() {
    OverlayBuffer overlay;
    overlay.resize(8, 6);
    Image<std::uint32_t> labels(8, 6, 1);
    labels(3, 3) = 0;
    labels(4, 3) = 99;
    const std::vector<Rgba> table{{}, {10, 20, 30, OverlayBuffer::kColoured}};
    overlay.colourComponents(labels, table, {2, 2, 6, 5});
    const auto pixels = overlay.pixels();
    for (int y = 0; y < 6; ++y) {
        for (int x = 0; x < 8; ++x) {
            const bool inside = x >= 2 && x < 6 && y >= 2 && y < 5;
            const bool cell = labels(x, y) == 1;
            QVERIFY(pixels(x, y) == (inside && cell ? table[1] : Rgba{}));
        }
    }
}

void TestSliceGeometry::largeOverlayIsColouredWhole() {
    OverlayBuffer overlay;
    overlay.resize(1300, 1111);
    Image<std::uint32_t> labels(1300, 1111);
    for (std::size_t i = 0; i < labels.size(); ++i) labels.data()[i] = i % 3;
    const std::vector<Rgba> table{{}, {1, 2, 3, 128}, {4, 5, 6, 255}};
    overlay.colourComponents(labels, table, overlay.bounds());
    const auto pixels = overlay.pixels();
    for (std::size_t i = 0; i < labels.size(); ++i) QVERIFY(pixels.data()[i] == table[i % 3]);
}

void TestSliceGeometry::overlayMarksTheSelectedNeuron() {
    const std::vector<std::uint64_t> ids{0, 7, 9, 7, 0};
    NeuronColours colours;
    const auto table = colours.ofComponents(ids, {7});
    QCOMPARE(table.size(), ids.size());
    QCOMPARE(table[0].a, OverlayBuffer::kNothing);
    QCOMPARE(table[1].a, OverlayBuffer::kSelected);
    QCOMPARE(table[2].a, OverlayBuffer::kColoured);
    QVERIFY(table[1] == table[3]);
    QCOMPARE(table[4].a, OverlayBuffer::kNothing);
    const Rgb nine = colourOf(9);
    QVERIFY((table[2] == Rgba{nine.r, nine.g, nine.b, OverlayBuffer::kColoured}));
    QCOMPARE(colours.ofComponents(ids, {})[1].a, OverlayBuffer::kColoured);
}

void TestSliceGeometry::membraneIsBrighterThanCell() {
    const auto colours = probabilityColours();
    int last = 1000;
    for (int cell = 0; cell < 256; cell += 5) {
        const int light = 2 * colours[cell].r + 5 * colours[cell].g + colours[cell].b;
        QVERIFY(light <= last || cell == 0);
        last = light;
    }
}

void TestSliceGeometry::noTwoActionsShareAKey() {
    QHash<QString, QString> owner;
    for (const ActionEntry& entry : actionEntries()) {
        QVERIFY(*entry.name && *entry.text);
        for (const QKeySequence& keys : entry.keySequences()) {
            QVERIFY2(!keys.isEmpty(), entry.name);
            const QString text = keys.toString();
            QVERIFY2(!owner.contains(text), qPrintable(text + " of " + entry.name));
            owner.insert(text, entry.name);
        }
    }
    QCOMPARE(owner.value("F5"), QString("segment"));
    QCOMPARE(owner.value("Esc"), QString("cancel"));
}

QTEST_APPLESS_MAIN(TestSliceGeometry)
#include "test_slice_geometry.moc"
