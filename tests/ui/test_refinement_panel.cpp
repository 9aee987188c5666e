#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "core/io/stack_writer.h"
#include "tests/ui/gap_stack.h"
#include "tests/ui/window_support.h"
#include "ui/comparison.h"
#include "ui/curve_plot.h"
#include "ui/main_window.h"
#include "ui/refinement_curve.h"

using namespace axolemma;
using namespace axolemma::test;

class TestRefinementPanel : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void keysOnTheSliderMoveBoundariesInOneUndoStep();
    void dragIsOneUndoStep();
    void shortcutsStepTheWeightByATwentieth();
    void sliderFollowsUndo();
    void curveCountsComponents();
    void fitNeedsATruthAndFindsTheWeight();
    void advancedValuesChangeThePartition();
    void modelsValuesComeBack();
    void truthOfAnotherSizeIsRefused();

  private:
    template <typename T>
    T* child(const char* name) {
        return partOf<T>(*window_, name);
    }
    void loadTruth();

    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
    OwnSettings settings_;
};

void TestRefinementPanel::init() {
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
    window_ = std::make_unique<MainWindow>(*document_);
    window_->resize(1280, 900);
    showActive(*window_);
    document_->setStack(gapStack());
    document_->setSlice(5);
    document_->segment({});
    QTRY_VERIFY(!document_->busy());
    auto* dock = child<QDockWidget>("refinementDock");
    dock->raise();
    QTRY_VERIFY(child<QSlider>("weightSlider")->isVisible());
    QVERIFY(!gapIsClosed(*document_, 5));
}

void TestRefinementPanel::cleanup() {
    window_.reset();
    document_.reset();
}

void TestRefinementPanel::loadTruth() {
    Volume<std::uint8_t> truth(kWidth, kHeight, kDepth);
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) truth(x, y, z) = isMembrane(x, y) ? 0 : 255;
    const auto path = settings_.folder() / "truth.tif";
    writeStack(path, Stack(AnyVolume(std::move(truth)), Spacing{4, 4, 50}));
    auto* comparison = window_->findChild<Comparison*>();
    QSignalSpy changed(comparison, &Comparison::truthChanged);
    comparison->load(path);
    QTRY_COMPARE(changed.count(), 1);
}

void TestRefinementPanel::keysOnTheSliderMoveBoundariesInOneUndoStep() {
    auto* slider = child<QSlider>("weightSlider");
    slider->setFocus();
    QCOMPARE(slider->value(), 0);
    const int steps = document_->undoStack().count();
    const auto before = document_->segmentation();
    for (int i = 1; i <= 10; ++i) {
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(slider->value(), 5 * i);
    }
    QTRY_VERIFY(!document_->busy());
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
    QCOMPARE(document_->undoStack().count(), steps + 1);
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document_->segmentation(), before);
    QCOMPARE(slider->value(), 0);
}

void TestRefinementPanel::dragIsOneUndoStep() {
    auto* slider = child<QSlider>("weightSlider");
    const int steps = document_->undoStack().count();
    const QPoint start(8, slider->height() / 2);
    QTest::mousePress(slider, Qt::LeftButton, {}, start);
    for (int share = 1; share <= 6; ++share) {
        QTest::mouseMove(slider, {8 + slider->width() * share / 10, slider->height() / 2});
        QTest::qWait(20);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {},
                        {8 + slider->width() * 6 / 10, slider->height() / 2});
    QTRY_VERIFY(!document_->busy());
    QVERIFY(slider->value() > 40);
    QVERIFY(gapIsClosed(*document_, 5) && gapIsClosed(*document_, 0));
    QCOMPARE(document_->undoStack().count(), steps + 1);
}

void TestRefinementPanel::shortcutsStepTheWeightByATwentieth() {
    window_->view().setFocus();
    for (int i = 0; i < 10; ++i)
        QTest::keyClick(window_.get(), Qt::Key_BracketRight, Qt::ControlModifier);
    QCOMPARE(document_->rule().refinement.weight, 0.5F);
    QTest::keyClick(window_.get(), Qt::Key_BracketLeft, Qt::ControlModifier);
    QCOMPARE(document_->rule().refinement.weight, 0.45F);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->segmentation()->rule.refinement.weight, 0.45F);
    QVERIFY(gapIsClosed(*document_, 11));
}

void TestRefinementPanel::sliderFollowsUndo() {
    auto* spin = child<QDoubleSpinBox>("weight");
    spin->setValue(0.55);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(child<QSlider>("weightSlider")->value(), 55);
    document_->undoStack().undo();
    QCOMPARE(child<QSlider>("weightSlider")->value(), 0);
    QCOMPARE(spin->value(), 0.0);
}

void TestRefinementPanel::curveCountsComponents() {
    auto* curve = window_->findChild<RefinementCurve*>();
    QTRY_COMPARE(curve->points().size(), curveWeights().size());
    QCOMPARE(curve->points().front().components, std::uint64_t((kCells - 1) * kDepth));
    QCOMPARE(curve->points()[10].components, std::uint64_t(kCells * kDepth));
    QVERIFY(!curve->points().front().randError);
    loadTruth();
    QTRY_VERIFY(!curve->points().empty() && curve->points().front().randError);
    QVERIFY(*curve->points().front().randError > *curve->points()[10].randError);
    // A move of the slider does not compute it again.
    QSignalSpy changed(curve, &RefinementCurve::changed);
    child<QSlider>("weightSlider")->setValue(30);
    QTRY_VERIFY(!document_->busy());
    QTest::qWait(400);
    QCOMPARE(changed.count(), 0);
}

void TestRefinementPanel::fitNeedsATruthAndFindsTheWeight() {
    auto* fit = child<QPushButton>("fitWeight");
    QVERIFY(!fit->isEnabled());
    loadTruth();
    QTRY_VERIFY(fit->isEnabled());
    const int steps = document_->undoStack().count();
    QTest::mouseClick(fit, Qt::LeftButton);
    QTRY_VERIFY(document_->rule().refinement.weight > 0);
    QTRY_VERIFY(!document_->busy());
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
    QCOMPARE(document_->undoStack().count(), steps + 1);
    QTRY_VERIFY(child<QLabel>("refinementState")->text().contains("Rand error"));
}

void TestRefinementPanel::advancedValuesChangeThePartition() {
    child<QDoubleSpinBox>("threshold")->setValue(0.05);
    QTRY_VERIFY(!document_->busy());
    // Everything has at least that much membrane.
    QCOMPARE(document_->neurons().neurons().size(), std::size_t(0));
    document_->undoStack().undo();
    QVERIFY(document_->neurons().neurons().size() > 0);
    QCOMPARE(child<QDoubleSpinBox>("threshold")->value(), 0.5);
}

void TestRefinementPanel::modelsValuesComeBack() {
    auto* reset = child<QPushButton>("resetRefinement");
    QVERIFY(!reset->isEnabled());
    child<QSlider>("weightSlider")->setValue(50);
    QTRY_VERIFY(!document_->busy());
    QVERIFY(reset->isEnabled());
    QTest::mouseClick(reset, Qt::LeftButton);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->rule(), document_->segmentation()->model->partition);
    QVERIFY(!gapIsClosed(*document_, 0));
}

void TestRefinementPanel::truthOfAnotherSizeIsRefused() {
    const auto path = settings_.folder() / "small.tif";
    writeStack(path, Stack(AnyVolume(Volume<std::uint8_t>(8, 8, 2, 1)), Spacing{4, 4, 50}));
    auto* comparison = window_->findChild<Comparison*>();
    QSignalSpy failed(comparison, &Comparison::failed);
    comparison->load(path);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains("small.tif"));
    QVERIFY(!comparison->truth());
    // The sentence is shown, and is in the way of nothing else.
    QTRY_VERIFY(window_->findChild<QDialog*>("errorDialog"));
    window_->findChild<QDialog*>("errorDialog")->close();
}

QTEST_MAIN(TestRefinementPanel)
#include "test_refinement_panel.moc"
