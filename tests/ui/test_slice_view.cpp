#include <QSignalSpy>
#include <QTest>

#include "core/colours.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/slice_view.h"

using namespace axolemma;
using namespace axolemma::test;

class TestSliceView : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void showsThePixelsOfTheStack();
    void contrastMapsBlackAndWhite();
    void wheelMovesThroughSlices();
    void fineWheelNeedsAWholeNotch();
    void zoomKeepsThePixelUnderTheCursor();
    void middleDragMovesThePicture();
    void spaceShowsTheRawImageAndDrags();
    void overlayHasTheColoursOfNeurons();
    void outlinesLeaveTheMiddleOfCellsGrey();
    void clickPicksTheNeuron();
    void clickOnBoundaryPicksNothing();
    void probabilityIsAnAlternativeOverlay();
    void hoverTellsTheVoxel();
    void fitFollowsTheWindowUntilZoomed();

  private:
    QImage frame() {
        view_->repaint();
        return view_->grabFramebuffer();
    }
    void segment() {
        document_->segment({});
        QTRY_VERIFY(!document_->segmenting());
    }

    std::unique_ptr<Document> document_;
    std::unique_ptr<SliceView> view_;
};

void TestSliceView::init() {
    document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
    view_ = std::make_unique<SliceView>(*document_);
    view_->resize(700, 520);
    showActive(*view_);
    QSignalSpy shown(view_.get(), &SliceView::sliceShown);
    document_->setStack(gridStack());
    document_->setContrast({0, 255});
    view_->setFocus();
    QTRY_COMPARE(shown.count(), 1);
}

void TestSliceView::cleanup() {
    view_.reset();
    document_.reset();
}

void TestSliceView::showsThePixelsOfTheStack() {
    for (const int z : {0, 7}) {
        document_->setSlice(z);
        const QImage picture = frame();
        for (const auto& [x, y] : {std::pair(8, 8), std::pair(24, 40), std::pair(60, 20)}) {
            QVERIFY(isGrey(shownAt(*view_, picture, x, y), greyAt(x, y, z)));
        }
        QVERIFY(isGrey(shownAt(*view_, picture, 16, 8), kMembrane, 8));
        QVERIFY(isGrey(shownAt(*view_, picture, 40, 32), kMembrane, 8));
    }
}

void TestSliceView::contrastMapsBlackAndWhite() {
    document_->setContrast({100, 200});
    const QImage picture = frame();
    QVERIFY(isGrey(shownAt(*view_, picture, 8, 8), 128));
    QVERIFY(isGrey(shownAt(*view_, picture, 16, 8), 0, 25));
}

void TestSliceView::wheelMovesThroughSlices() {
    const QPointF middle = view_->rect().center();
    wheel(view_.get(), middle, -1);
    QCOMPARE(document_->slice(), 1);
    wheel(view_.get(), middle, -1, Qt::ShiftModifier);
    QCOMPARE(document_->slice(), 11);
    wheel(view_.get(), middle, 1);
    QCOMPARE(document_->slice(), 10);
    wheel(view_.get(), middle, 1, Qt::ShiftModifier);
    QCOMPARE(document_->slice(), 0);
}

void TestSliceView::fineWheelNeedsAWholeNotch() {
    for (int i = 1; i <= 4; ++i) {
        QWheelEvent event(QPointF(50, 50), view_->mapToGlobal(QPointF(50, 50)), {}, {0, -30},
                          Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view_.get(), &event);
        QCOMPARE(document_->slice(), i == 4 ? 1 : 0);
    }
}

void TestSliceView::zoomKeepsThePixelUnderTheCursor() {
    const QPoint at = screenOf(*view_, 24, 24);
    const Place before = *view_->placeAt(at);
    const double scale = view_->transform().scale;
    wheel(view_.get(), at, 3, Qt::ControlModifier);
    QVERIFY(view_->transform().scale > 1.9 * scale);
    QCOMPARE(*view_->placeAt(at), before);
    QCOMPARE(document_->slice(), 0);
    QVERIFY(isGrey(frame().pixelColor(at), greyAt(24, 24, 0)));
    wheel(view_.get(), at, -5, Qt::ControlModifier);
    QCOMPARE(*view_->placeAt(at), before);
}

void TestSliceView::middleDragMovesThePicture() {
    const QPoint from = screenOf(*view_, 24, 24);
    const QPoint to = from + QPoint(70, 40);
    const Place grabbed = *view_->placeAt(from);
    QTest::mousePress(view_.get(), Qt::MiddleButton, {}, from);
    QTest::mouseMove(view_.get(), to);
    QTest::mouseRelease(view_.get(), Qt::MiddleButton, {}, to);
    QTRY_COMPARE(*view_->placeAt(to), grabbed);
    QTest::mouseMove(view_.get(), from);
    QTest::qWait(20);
    QCOMPARE(*view_->placeAt(to), grabbed);
}

void TestSliceView::spaceShowsTheRawImageAndDrags() {
    segment();
    view_->setOverlayOpacity(1);
    const QColor coloured = shownAt(*view_, frame(), 8, 8);
    QVERIFY(!isGrey(coloured, greyAt(8, 8, 0)));
    QTest::keyPress(view_.get(), Qt::Key_Space);
    QVERIFY(isGrey(shownAt(*view_, frame(), 8, 8), greyAt(8, 8, 0)));
    const QPoint from = screenOf(*view_, 24, 24);
    const Place grabbed = *view_->placeAt(from);
    QTest::mousePress(view_.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view_.get(), from + QPoint(-60, 30));
    QTest::mouseRelease(view_.get(), Qt::LeftButton, {}, from + QPoint(-60, 30));
    QTRY_COMPARE(*view_->placeAt(from + QPoint(-60, 30)), grabbed);
    QTest::keyRelease(view_.get(), Qt::Key_Space);
    QCOMPARE(document_->selectedNeuron(), std::uint64_t(0));
    QCOMPARE(shownAt(*view_, frame(), 8, 8), coloured);
}

void TestSliceView::overlayHasTheColoursOfNeurons() {
    segment();
    view_->setOverlayOpacity(1);
    QImage picture = frame();
    for (const auto& [x, y] : {std::pair(8, 8), std::pair(24, 40), std::pair(56, 24)}) {
        const Rgb colour = colourOf(document_->neuronAt({x, y, 0}));
        const QColor shown = shownAt(*view_, picture, x, y);
        QVERIFY(near(shown.red(), colour.r) && near(shown.green(), colour.g) &&
                near(shown.blue(), colour.b));
    }
    view_->setOverlayOpacity(0.5);
    const Rgb colour = colourOf(document_->neuronAt({8, 8, 0}));
    const QColor half = shownAt(*view_, frame(), 8, 8);
    QVERIFY(near(half.red(), (colour.r + greyAt(8, 8, 0)) / 2));
    view_->setOverlayVisible(false);
    QVERIFY(isGrey(shownAt(*view_, frame(), 8, 8), greyAt(8, 8, 0)));
    document_->undoStack().undo();
    view_->setOverlayVisible(true);
    QVERIFY(isGrey(shownAt(*view_, frame(), 8, 8), greyAt(8, 8, 0)));
}

void TestSliceView::outlinesLeaveTheMiddleOfCellsGrey() {
    segment();
    view_->setOverlayOpacity(1);
    view_->setOutlinesOnly(true);
    const QImage picture = frame();
    QVERIFY(isGrey(shownAt(*view_, picture, 24, 24), greyAt(24, 24, 0)));
    // The rim lies just inside of the first pixel of the cell.
    const QPointF rim(view_->transform().screenX(17) + 0.6, view_->transform().screenY(24.5));
    const QColor shown = picture.pixelColor(rim.toPoint());
    const Rgb colour = colourOf(document_->neuronAt({24, 24, 0}));
    QVERIFY(near(shown.red(), colour.r) && near(shown.blue(), colour.b));
}

void TestSliceView::clickPicksTheNeuron() {
    segment();
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, screenOf(*view_, 40, 24));
    QCOMPARE(document_->selectedNeuron(), document_->neuronAt({40, 24, 0}));
    QVERIFY(document_->selectedNeuron() != 0);
    // It is shown stronger than the others, with a white rim.
    view_->setOverlayOpacity(0.4);
    const QImage picture = frame();
    const Rgb colour = colourOf(document_->selectedNeuron());
    const QColor shown = shownAt(*view_, picture, 40, 24);
    QVERIFY(near(shown.red(), qRound(colour.r * 0.74 + greyAt(40, 24, 0) * 0.26)));
    const QPointF rim(view_->transform().screenX(33) + 0.6, view_->transform().screenY(24.5));
    QVERIFY(isGrey(picture.pixelColor(rim.toPoint()), 255));
}

void TestSliceView::clickOnBoundaryPicksNothing() {
    segment();
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, screenOf(*view_, 40, 24));
    QVERIFY(document_->selectedNeuron() != 0);
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, screenOf(*view_, 32, 24));
    QCOMPARE(document_->selectedNeuron(), std::uint64_t(0));
}

void TestSliceView::probabilityIsAnAlternativeOverlay() {
    segment();
    view_->setOverlayOpacity(1);
    view_->setOverlayKind(OverlayKind::Probability);
    const QImage picture = frame();
    const auto colours = probabilityColours();
    for (const auto& [x, y] : {std::pair(8, 8), std::pair(16, 24)}) {
        const Rgba expected = colours[(*document_->probability(0))(x, y)];
        const QColor shown = shownAt(*view_, picture, x, y);
        QVERIFY(near(shown.red(), expected.r) && near(shown.green(), expected.g) &&
                near(shown.blue(), expected.b));
    }
}

void TestSliceView::hoverTellsTheVoxel() {
    std::optional<Place> last;
    connect(view_.get(), &SliceView::hovered, this,
            [&](std::optional<Place> place) { last = place; });
    QTest::mouseMove(view_.get(), screenOf(*view_, 10, 20));
    QTRY_VERIFY(last && *last == (Place{10, 20, 0}));
    wheel(view_.get(), screenOf(*view_, 10, 20), -2);
    QVERIFY(last && *last == (Place{10, 20, 2}));
    QVERIFY(!view_->placeAt(QPointF(view_->transform().screenX(-1), 50)));
}

void TestSliceView::fitFollowsTheWindowUntilZoomed() {
    const double before = view_->transform().scale;
    view_->resize(900, 700);
    QTRY_VERIFY(view_->transform().scale > before * 1.2);
    view_->zoomBy(2);
    const double zoomed = view_->transform().scale;
    view_->resize(700, 520);
    QTest::qWait(30);
    QCOMPARE(view_->transform().scale, zoomed);
    view_->fit();
    QCOMPARE(view_->transform().scale, before);
    view_->setScale(1);
    QCOMPARE(view_->transform().scale * view_->devicePixelRatioF(), 1.0);
}

QTEST_MAIN(TestSliceView)
#include "test_slice_view.moc"
