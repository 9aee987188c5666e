#include <QApplication>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>
#include <filesystem>

#include "core/components.h"
#include "core/synthetic_stack.h"
#include "core/targets.h"
#include "segmentation/library.h"
#include "segmentation/model_store.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/main_window.h"
#include "ui/teaching.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr SyntheticSettings kSettings{.width = 256, .height = 224, .depth = 7, .seed = 5};

/// What an expert says who draws every cell of a slice and verifies it.
Edit verified(int z, ImageView<const std::uint32_t> truth) {
    Edit edit;
    edit.name = "Verify slice";
    edit.place = {truth.width() / 2, truth.height() / 2, z};
    edit.said.emplace_back(
        PixelAssertion{z, PixelRuns::of(truth, 0, truth.bounds()), PixelClaim::Boundary});
    const SliceComponents cells = regionsOfEqualLabel(truth);
    for (std::uint32_t c = 1; c <= cells.count; ++c) {
        const PixelRuns pixels = PixelRuns::of(cells.labels.view(), c, truth.bounds());
        const Point at = pixels.place();
        edit.said.emplace_back(ProfileAssertion{{at.x, at.y, z}, pixels, true});
    }
    return edit;
}

}  // namespace

/// From what was verified to a network that is in use, by keys and mouse.
class TestTeaching : public QObject {
    Q_OBJECT

    std::unique_ptr<OwnSettings> settings_;
    std::unique_ptr<QTemporaryDir> data_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
    QTemporaryDir young_;
    SyntheticStack sample_;

    template <typename T>
    T* child(const char* name) {
        return partOf<T>(*window_, name);
    }
    QString outlook() { return child<QLabel>("teachingOutlook")->text(); }
    QString state() { return child<QLabel>("teachingState")->text(); }
    QWidget* verdict() { return child<QPushButton>("teachingUse"); }
    int models() { return static_cast<int>(availableModels().size()); }

    /// A network that has begun to learn, from one slice.
    void makeYoungNetwork() {
        TargetVolume targets(kSettings.width, kSettings.height, kSettings.depth);
        for (std::size_t i = 0; i < targets.size(); ++i)
            targets.data()[i] = sample_.truth.data()[i] == 0 ? kTargetMembrane : kTargetCell;
        TrainingRequest request;
        request.images = std::make_shared<const Stack>(makeSyntheticStack(kSettings).images);
        request.targets = std::make_shared<const TargetVolume>(std::move(targets));
        request.training = {1, 1};
        request.architecture = Architecture::recommended();
        request.architecture.width = 8;
        request.output = young_.filePath("young.axomodel").toStdString();
        request.steps = 120;
        request.batch = 2;
        request.crop = 128;
        (void)segmentationLibrary().train(request, {}, {});
    }

    void verifySlices() {
        for (const int z : {0, 3, 6})
            QVERIFY(document_->apply(verified(z, sample_.truth.slice(z))));
        child<QDockWidget>("teachingDock")->raise();
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>("teachButton")->isEnabled(), 20000);
    }

  private Q_SLOTS:
    void initTestCase() {
        sample_ = makeSyntheticStack(kSettings);
        makeYoungNetwork();
    }
    void init() {
        settings_ = std::make_unique<OwnSettings>();
        data_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", data_->path().toUtf8());
        document_ = std::make_unique<Document>();
        window_ = std::make_unique<MainWindow>(*document_);
        window_->resize(1280, 900);
        showActive(*window_);
        window_->view().setFocus();
        Stack stack = makeSyntheticStack(kSettings).images;
        stack.name = "cells.tif";
        document_->setStack(std::move(stack));
        const ModelEntry model = importModel(young_.filePath("young.axomodel").toStdString());
        SegmentationSettings young;
        young.model = model.path.string();
        window_->setSegmentation(young);
        QTest::keyClick(window_.get(), Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(!document_->busy() && !document_->segmentation()->empty(), 60000);
    }
    void cleanup() {
        window_.reset();
        document_.reset();
    }

    void withoutAnythingVerifiedF6SaysWhatIsMissing() {
        QTest::keyClick(window_.get(), Qt::Key_F6);
        QTRY_VERIFY_WITH_TIMEOUT(outlook().contains("Nothing is verified"), 10000);
        QVERIFY(!child<QPushButton>("teachButton")->isEnabled());
        QVERIFY(!window_->findChild<Teaching*>()->running());
    }

    void whatWasVerifiedIsLearntJudgedAndUsed() {
        verifySlices();
        QVERIFY2(outlook().contains("slice"), qPrintable(outlook()));
        child<QDoubleSpinBox>("teachingMinutes")->setValue(0.15);
        const int before = models();
        QTest::keyClick(window_.get(), Qt::Key_F6);
        auto* teaching = window_->findChild<Teaching*>();
        QTRY_VERIFY_WITH_TIMEOUT(teaching->running(), 10000);
        // The window goes on meanwhile, and the training can be held up.
        auto* pause = child<QPushButton>("teachingPause");
        QVERIFY(pause->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(state().startsWith("Step"), 30000);
        QTest::mouseClick(pause, Qt::LeftButton);
        QVERIFY(teaching->paused());
        QCOMPARE(state(), QString("Paused."));
        QTest::mouseClick(pause, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!teaching->running(), 120000);
        QVERIFY2(teaching->taught(), qPrintable(state()));
        QTRY_VERIFY(verdict()->isVisible());
        QVERIFY(teaching->taught()->verdict.after.has_value());
        QVERIFY(!child<QLabel>("teachingHeading")->text().isEmpty());
        QCOMPARE(models(), before + 1);
        QCOMPARE(document_->segmentation()->model->name, std::string("young"));
        // Whether they differ depends on how far it came in that time.
        QCOMPARE(window_->findChildren<QToolButton*>("changePicture").size(),
                 static_cast<qsizetype>(teaching->taught()->pictures.size()));
        QVERIFY(!child<QLabel>("changesHeading")->text().isEmpty());

        QTest::mouseClick(child<QPushButton>("teachingUse"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            !document_->busy() && document_->segmentation()->model->name == "cells", 60000);
        QVERIFY(!verdict()->isVisible());
        QVERIFY(!teaching->taught());
        // Nor does it come back, to be discarded while it is in use, when something is said.
        QVERIFY(document_->apply(setName(document_->settled(), {128, 112, 1}, "axon")));
        QTest::qWait(1500);
        QVERIFY(!verdict()->isVisible());
        QCOMPARE(models(), before + 1);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        // Every edit holds, and one step takes the new segmentation back.
        QVERIFY(document_->settled().adrift.empty());
        QVERIFY(document_->assertions().slice(3)->profiles.size() > 3);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(document_->segmentation()->model->name, std::string("young"));
    }

    void F6BeforeThePanelWasSeenStartsToo() {
        for (const int z : {0, 3, 6})
            QVERIFY(document_->apply(verified(z, sample_.truth.slice(z))));
        auto* teaching = window_->findChild<Teaching*>();
        child<QDockWidget>("displayDock")->raise();
        QTest::keyClick(window_.get(), Qt::Key_F6);
        QTRY_VERIFY_WITH_TIMEOUT(teaching->running(), 20000);
        QVERIFY(child<QPushButton>("teachingCancel")->isVisible());
        QTest::mouseClick(child<QPushButton>("teachingCancel"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!teaching->running(), 60000);
    }

    void aNetworkThatIsDiscardedLeavesNothing() {
        verifySlices();
        child<QDoubleSpinBox>("teachingMinutes")->setValue(0.1);
        const int before = models();
        QTest::keyClick(window_.get(), Qt::Key_F6);
        auto* teaching = window_->findChild<Teaching*>();
        QTRY_VERIFY_WITH_TIMEOUT(teaching->taught().has_value(), 120000);
        QTRY_VERIFY(child<QPushButton>("teachingDiscard")->isVisible());
        QTest::mouseClick(child<QPushButton>("teachingDiscard"), Qt::LeftButton);
        QCOMPARE(models(), before);
        QVERIFY(!verdict()->isVisible());
        QCOMPARE(document_->segmentation()->model->name, std::string("young"));
    }

    void aRunThatIsCancelledLeavesNothing() {
        verifySlices();
        child<QDoubleSpinBox>("teachingMinutes")->setValue(5);
        const int before = models();
        QTest::keyClick(window_.get(), Qt::Key_F6);
        auto* teaching = window_->findChild<Teaching*>();
        QTRY_VERIFY_WITH_TIMEOUT(state().startsWith("Step"), 30000);
        QTest::mouseClick(child<QPushButton>("teachingCancel"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!teaching->running(), 30000);
        QCOMPARE(models(), before);
        QVERIFY(!verdict()->isVisible());
        QVERIFY(child<QPushButton>("teachButton")->isVisible());
    }
};

QTEST_MAIN(TestTeaching)
#include "test_teaching.moc"
