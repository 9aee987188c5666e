#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <fstream>

#include "core/colours.h"
#include "core/io/stack_writer.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/empty_state.h"
#include "ui/main_window.h"
#include "ui/recent_files.h"

using namespace axolemma;
using namespace axolemma::test;

class TestMainWindow : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void emptyStateOffersWhatToDo();
    void opensAFileAndShowsIt();
    void badFileShowsTheErrorAndKeepsTheOldStack();
    void droppedFileIsOpened();
    void recentFilesSurviveARestart();
    void arrowsAndSliderMoveThroughSlices();
    void goToAsksForASliceOrAPlace();
    void f5SegmentsAndTheColoursAppear();
    void escCancelsAndKeepsFinishedSlices();
    void undoAndRedoByKeys();
    void windowStaysResponsiveDuringARun();
    void overlayKeysChangeTheView();
    void homeFitsAndCCentresTheSelection();
    void statusBarTellsWhatIsUnderTheMouse();
    void unknownVoxelSizeIsAskedForWithoutBlocking();
    void sideOutputIsComputedWhenChosen();
    void noteOfTheNetworkIsShown();
    void layoutAndAppearanceSurviveARestart();

  private:
    void start();
    void restart();
    void openGrid();
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&window_->view(), key, modifiers);
    }
    template <typename Widget>
    Widget* part(const char* name) {
        return partOf<Widget>(*window_, name);
    }
    SliceView& view() { return window_->view(); }
    QImage frame() {
        view().repaint();
        return view().grabFramebuffer();
    }

    OwnSettings settings_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
};

void TestMainWindow::start() {
    document_ = std::make_unique<Document>(factoryOf(network_));
    window_ = std::make_unique<MainWindow>(*document_);
    showActive(*window_);
}

void TestMainWindow::restart() {
    window_->close();
    window_.reset();
    document_.reset();
    start();
}

void TestMainWindow::init() {
    QSettings().clear();
    network_ = std::make_shared<FakeNetwork>();
    start();
}

void TestMainWindow::cleanup() {
    window_.reset();
    document_.reset();
}

void TestMainWindow::openGrid() {
    QSignalSpy shown(window_.get(), &MainWindow::sliceShown);
    document_->setStack(gridStack());
    document_->setContrast({0, 255});
    QTRY_COMPARE(shown.count(), 1);
    view().setFocus();
}

void TestMainWindow::emptyStateOffersWhatToDo() {
    QVERIFY(part<QPushButton>("emptyOpen")->isVisible());
    QVERIFY(!view().isVisible());
    QVERIFY(!window_->action("segment")->isEnabled());
    QTest::mouseClick(part<QPushButton>("emptySample"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(document_->hasStack(), 60000);
    QVERIFY(view().isVisible());
    QVERIFY(!part<QPushButton>("emptyOpen")->isVisible());
    QVERIFY(window_->action("segment")->isEnabled());
}

void TestMainWindow::opensAFileAndShowsIt() {
    const auto path = settings_.folder() / "grid.tif";
    writeStack(path, gridStack());
    QSignalSpy shown(window_.get(), &MainWindow::sliceShown);
    window_->open({path});
    // What the strip offers, Esc does.
    QVERIFY(window_->action("cancel")->isEnabled());
    QTRY_COMPARE(shown.count(), 1);
    QTRY_VERIFY(!window_->action("cancel")->isEnabled());
    QVERIFY(window_->windowTitle().startsWith("grid"));
    document_->setContrast({0, 255});
    document_->setSlice(2);
    const QImage picture = frame();
    QVERIFY(isGrey(shownAt(view(), picture, 24, 24), greyAt(24, 24, 2)));
    QVERIFY(isGrey(shownAt(view(), picture, 32, 24), kMembrane, 8));
}

void TestMainWindow::badFileShowsTheErrorAndKeepsTheOldStack() {
    openGrid();
    const auto before = document_->stack();
    const auto path = settings_.folder() / "broken.tif";
    std::ofstream(path) << "this is no picture";
    window_->open({path});
    QTRY_VERIFY(window_->findChild<QMessageBox*>("errorDialog"));
    auto* dialog = part<QMessageBox>("errorDialog");
    QTRY_VERIFY(dialog->isVisible());
    QVERIFY(dialog->text().contains("broken.tif"));
    QCOMPARE(document_->stack(), before);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!window_->findChild<QMessageBox*>("errorDialog"));
    QVERIFY(recentFiles().empty());
}

void TestMainWindow::droppedFileIsOpened() {
    const auto path = settings_.folder() / "dropped.nrrd";
    writeStack(path, gridStack(3));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
    QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QVERIFY(part<EmptyState>("emptyState")->dropping());
    QDragLeaveEvent leave;
    QApplication::sendEvent(window_.get(), &leave);
    QVERIFY(!part<EmptyState>("emptyState")->dropping());
    QApplication::sendEvent(window_.get(), &enter);
    QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window_.get(), &drop);
    QTRY_COMPARE(document_->depth(), 3);
    QCOMPARE(recentFiles().size(), std::size_t(1));
}

void TestMainWindow::recentFilesSurviveARestart() {
    const auto first = settings_.folder() / "first & last.nrrd";
    const auto second = settings_.folder() / "second.nrrd";
    writeStack(first, gridStack(2));
    writeStack(second, gridStack(4));
    window_->open({first});
    QTRY_COMPARE(document_->depth(), 2);
    window_->open({second});
    QTRY_COMPARE(document_->depth(), 4);
    restart();
    auto* menu = part<QMenu>("recentMenu");
    Q_EMIT menu->aboutToShow();
    QVERIFY(menu->actions().size() >= 2);
    QVERIFY(menu->actions()[0]->text().contains("second.nrrd"));
    // Doubled, so that it is shown and makes no shortcut.
    QVERIFY(menu->actions()[1]->text().contains("first && last.nrrd"));
    menu->actions()[1]->trigger();
    QTRY_COMPARE(document_->depth(), 2);
}

void TestMainWindow::arrowsAndSliderMoveThroughSlices() {
    openGrid();
    press(Qt::Key_PageDown);
    press(Qt::Key_Down);
    press(Qt::Key_Right);
    QCOMPARE(document_->slice(), 3);
    QCOMPARE(part<QSlider>("sliceSlider")->value(), 3);
    QCOMPARE(part<QSpinBox>("sliceNumber")->value(), 3);
    press(Qt::Key_PageUp);
    press(Qt::Key_Up);
    press(Qt::Key_Left);
    press(Qt::Key_Left);
    QCOMPARE(document_->slice(), 0);
    part<QSlider>("sliceSlider")->setValue(7);
    QCOMPARE(document_->slice(), 7);
    auto* number = part<QSpinBox>("sliceNumber");
    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, "9");
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(document_->slice(), 9);
}

void TestMainWindow::goToAsksForASliceOrAPlace() {
    openGrid();
    const auto ask = [&](const QString& text) {
        press(Qt::Key_G, Qt::ControlModifier);
        auto* line = part<QLineEdit>("goToPlace");
        QApplication::setActiveWindow(line->window());
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    };
    const auto answer = [&] {
        QTest::keyClick(part<QLineEdit>("goToPlace"), Qt::Key_Return);
        QTRY_VERIFY(!window_->findChild<QDialog*>("goToDialog"));
    };
    ask("8");
    answer();
    QCOMPARE(document_->slice(), 8);
    ask("20, 30, 3");
    answer();
    QCOMPARE(document_->slice(), 3);
    QCOMPARE(view().transform().centreX, 20.5);
    QCOMPARE(view().transform().centreY, 30.5);

    ask("12");
    QCOMPARE(part<QLabel>("goToHint")->text(),
             QString("There is no slice 12: slices are 0 to 11."));
    QVERIFY(!part<QPushButton>("goToGo")->isEnabled());
    QTest::keyClick(part<QLineEdit>("goToPlace"), Qt::Key_Return);
    QVERIFY(part<QDialog>("goToDialog")->isVisible());
    QTest::keyClick(part<QDialog>("goToDialog"), Qt::Key_Escape);
    QTRY_VERIFY(!window_->findChild<QDialog*>("goToDialog"));
    QCOMPARE(document_->slice(), 3);
}

void TestMainWindow::f5SegmentsAndTheColoursAppear() {
    openGrid();
    view().setOverlayOpacity(1);
    QVERIFY(isGrey(shownAt(view(), frame(), 24, 24), greyAt(24, 24, 0)));
    press(Qt::Key_F5);
    QTRY_VERIFY(document_->segmentation()->segmentedSlices() == kDepth);
    QTRY_VERIFY(!document_->busy());
    const Rgb colour = colourOf(document_->neuronAt({24, 24, 0}));
    const QColor shown = shownAt(view(), frame(), 24, 24);
    QVERIFY(near(shown.red(), colour.r) && near(shown.green(), colour.g));
    QVERIFY(part<QLabel>("segmentationState")->text().startsWith(QString::number(kCells)));
    QVERIFY(!window_->action("cancel")->isEnabled());
}

void TestMainWindow::escCancelsAndKeepsFinishedSlices() {
    openGrid();
    network_->allowed = 2;
    press(Qt::Key_F5);
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 2);
    QCOMPARE(part<QPushButton>("segmentButton")->text(), QString("Cancel"));
    QTRY_VERIFY(part<QWidget>("jobStrip")->isVisible());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->segmentation()->segmentedSlices(), 2);
    QVERIFY(!part<QWidget>("jobStrip")->isVisible());
    QCOMPARE(part<QPushButton>("segmentButton")->text(), QString("Segment"));
    view().setOverlayOpacity(1);
    const Rgb colour = colourOf(document_->neuronAt({24, 24, 0}));
    QVERIFY(near(shownAt(view(), frame(), 24, 24).red(), colour.r));
    document_->setSlice(kDepth - 1);
    QVERIFY(isGrey(shownAt(view(), frame(), 24, 24), greyAt(24, 24, kDepth - 1)));
}

void TestMainWindow::undoAndRedoByKeys() {
    openGrid();
    press(Qt::Key_F5);
    QTRY_VERIFY(!document_->busy() && !document_->segmentation()->empty());
    QVERIFY(window_->action("undo")->text().contains("Segment slices 0"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document_->segmentation()->empty());
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
    press(Qt::Key_Z, Qt::ControlModifier);
    press(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
}

void TestMainWindow::windowStaysResponsiveDuringARun() {
    openGrid();
    network_->allowed = 1;
    press(Qt::Key_F5);
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 1);
    wheel(&view(), QPointF(200, 200), -4);
    QCOMPARE(document_->slice(), 4);
    QVERIFY(isGrey(shownAt(view(), frame(), 24, 24), greyAt(24, 24, 4)));
    QVERIFY(document_->segmenting());
    network_->allowed = 1000;
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
}

void TestMainWindow::overlayKeysChangeTheView() {
    openGrid();
    QVERIFY(view().overlayVisible());
    press(Qt::Key_S);
    QVERIFY(!view().overlayVisible());
    press(Qt::Key_V);
    QVERIFY(view().overlayVisible());
    QVERIFY(window_->action("showOverlay")->isChecked());
    const double opacity = view().overlayOpacity();
    press(Qt::Key_D);
    QCOMPARE(view().overlayOpacity(), opacity + 0.1);
    QCOMPARE(part<QSlider>("overlayOpacity")->value(), qRound(100 * opacity + 10));
    press(Qt::Key_A);
    press(Qt::Key_A);
    QVERIFY(view().overlayOpacity() < opacity);
    press(Qt::Key_W);
    QVERIFY(view().outlinesOnly());
}

void TestMainWindow::homeFitsAndCCentresTheSelection() {
    openGrid();
    const double fitted = view().transform().scale;
    press(Qt::Key_F5);
    QTRY_VERIFY(!document_->busy() && !document_->segmentation()->empty());
    QTest::mouseClick(&view(), Qt::LeftButton, {}, screenOf(view(), 56, 40));
    QVERIFY(document_->selectedNeuron() != 0);
    view().zoomBy(3);
    press(Qt::Key_C);
    const Neuron* neuron = document_->neurons().find(document_->selectedNeuron());
    QCOMPARE(view().transform().centreX, neuron->place.x + 0.5);
    QCOMPARE(document_->slice(), 0);
    press(Qt::Key_Home);
    QCOMPARE(view().transform().scale, fitted);
    QCOMPARE(view().transform().centreX, kWidth / 2.0);
}

void TestMainWindow::statusBarTellsWhatIsUnderTheMouse() {
    openGrid();
    press(Qt::Key_F5);
    QTRY_VERIFY(!document_->busy() && !document_->segmentation()->empty());
    QTest::mouseMove(&view(), screenOf(view(), 10, 20));
    QTRY_COMPARE(part<QLabel>("statusPosition")->text(), QString("x 10  y 20  z 0"));
    QCOMPARE(part<QLabel>("statusNanometres")->text(), QString("40, 80, 0 nm"));
    QCOMPARE(part<QLabel>("statusGrey")->text(), QString("Grey %1").arg(greyAt(10, 20, 0)));
    QCOMPARE(part<QLabel>("statusCell")->text(), QString("P(cell) 0.90"));
    QVERIFY(part<QLabel>("statusNeuron")
                ->text()
                .contains(QString("Neuron %1").arg(document_->neuronAt({10, 20, 0}))));
    QTest::mouseMove(&view(), screenOf(view(), 16, 20));
    QTRY_COMPARE(part<QLabel>("statusNeuron")->text(), QString("Boundary"));
}

void TestMainWindow::unknownVoxelSizeIsAskedForWithoutBlocking() {
    Stack stack = gridStack();
    document_->setStack(Stack(std::move(stack.voxels()), Spacing{}, false));
    auto* banner = window_->findChild<QFrame*>("voxelSizeBanner");
    QVERIFY(banner && banner->isVisible());
    QTest::mouseClick(part<QPushButton>("voxelSizeBannerAction"), Qt::LeftButton);
    auto* dialog = part<QDialog>("spacingDialog");
    dialog->findChild<QDoubleSpinBox*>("spacingX")->setValue(6);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE(document_->spacing().x, 6.0);
    QVERIFY(document_->spacingKnown());
    QVERIFY(!window_->findChild<QFrame*>("voxelSizeBanner"));
}

void TestMainWindow::sideOutputIsComputedWhenChosen() {
    openGrid();
    document_->setSlice(3);
    auto* kind = part<QComboBox>("overlayKind");
    kind->setFocus();
    kind->setCurrentIndex(0);
    for (int i = 0; i < 3; ++i) QTest::keyClick(kind, Qt::Key_Down);
    QCOMPARE(view().overlayKind(), OverlayKind::C2);
    QTRY_VERIFY(document_->outputMap(Output::C2, 3));
    QTRY_VERIFY(!document_->busy());
    view().setOverlayOpacity(1);
    const Rgba expected = probabilityColours()[(*document_->outputMap(Output::C2, 3))(24, 24)];
    QVERIFY(near(shownAt(view(), frame(), 24, 24).red(), expected.r));
    document_->setSlice(4);
    auto* compute = part<QPushButton>("computeOutput");
    QVERIFY(compute->isVisible());
    QTest::mouseClick(compute, Qt::LeftButton);
    QTRY_VERIFY(document_->outputMap(Output::C2, 4));
    QTRY_VERIFY(!compute->isVisible());
}

void TestMainWindow::noteOfTheNetworkIsShown() {
    openGrid();
    network_->note = "The stack was resampled from 6 to 4 nm for the network.";
    press(Qt::Key_F5);
    QTRY_VERIFY(window_->findChild<QFrame*>("note:" + QString::fromStdString(network_->note)));
}

void TestMainWindow::layoutAndAppearanceSurviveARestart() {
    openGrid();
    part<QDockWidget>("displayDock")->hide();
    view().setOverlayOpacity(0.7);
    window_->resize(1111, 777);
    restart();
    QVERIFY(!part<QDockWidget>("displayDock")->isVisible());
    QVERIFY(part<QDockWidget>("segmentationDock")->isVisible());
    QCOMPARE(view().overlayOpacity(), 0.7);
    QCOMPARE(window_->size(), QSize(1111, 777));
}

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
