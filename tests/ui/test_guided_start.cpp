#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QtTest>

#include "core/synthetic_stack.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/guided_start.h"
#include "ui/main_window.h"
#include "ui/sample_merge.h"

using namespace axolemma;
using namespace axolemma::test;

/// The first minutes of somebody new.
class TestGuidedStart : public QObject {
    Q_OBJECT

    static constexpr SyntheticSettings kSettings{.width = 192, .height = 160, .depth = 3};

    std::unique_ptr<OwnSettings> settings_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;

    QWidget* guide() { return partOf<QWidget>(*window_, "guidedStart"); }
    QString title() { return partOf<QLabel>(*window_, "guideTitle")->text(); }
    QString text() { return partOf<QLabel>(*window_, "guideText")->text(); }
    void openSample() {
        Stack sample = makeSyntheticStack(kSettings).images;
        sample.name = sampleStack().name;
        document_->setStack(std::move(sample));
    }

  private Q_SLOTS:
    void init() {
        settings_ = std::make_unique<OwnSettings>();
        document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
        window_ = std::make_unique<MainWindow>(*document_);
        showActive(*window_);
        window_->view().setFocus();
    }
    void cleanup() {
        window_.reset();
        document_.reset();
    }

    void sampleIsSegmentedCutAndVerified() {
        openSample();
        QVERIFY(guide()->isVisible());
        QVERIFY2(title().contains("Step 1 of 3"), qPrintable(title()));
        QVERIFY(text().contains("F5"));
        QTest::keyClick(window_.get(), Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(title().contains("Step 2 of 3"), 20000);
        // A place where two cells run into each other is in sight.
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("ring"), 20000);
        const SyntheticStack sample = makeSyntheticStack(kSettings);
        const auto merge = clearestMerge(sample.images, sample.truth, document_->settled());
        QVERIFY(merge);
        QCOMPARE(document_->slice(), merge->z);
        SliceView& view = window_->view();
        const QPoint at = screenOf(view, merge->x, merge->y);
        QVERIFY(view.rect().contains(at));
        // Any cut will do.
        const Neuron& neuron = document_->neurons().neurons().front();
        const Place place{neuron.place.x, neuron.place.y, neuron.placeSlice};
        Edit edit = verifyNeuron(document_->settled(), place);
        edit.name = "Cut neuron 1";
        QVERIFY(document_->apply(edit));
        QVERIFY2(title().contains("Step 3 of 3"), qPrintable(title()));
        QVERIFY(document_->apply(verifySlice(document_->settled(), 1)));
        QVERIFY2(title().contains("all"), qPrintable(title()));
        QTest::mouseClick(partOf<QPushButton>(*window_, "guideSkip"), Qt::LeftButton);
        QVERIFY(!guide()->isVisible());
        QVERIFY(GuidedStart::wasSeen());
    }

    void whoSkipsItIsNotAskedAgain() {
        openSample();
        QTest::mouseClick(partOf<QPushButton>(*window_, "guideSkip"), Qt::LeftButton);
        QVERIFY(!guide()->isVisible());
        openSample();
        QVERIFY(!guide()->isVisible());
        // But can ask for it.
        window_->findChild<QAction*>("guidedStart")->trigger();
        QVERIFY(guide()->isVisible());
    }

    void mergeIsShownOnTheGapBetweenTwoNeurons() {
        Volume<std::uint32_t> truth(40, 20, 2);
        Volume<std::uint8_t> grey(40, 20, 2);
        Image<std::uint32_t> apart(40, 20, 1);
        Image<std::uint32_t> merged(40, 20, 1);
        for (int z = 0; z < 2; ++z)
            for (int y = 0; y < 20; ++y)
                for (int x = 0; x < 40; ++x) {
                    truth(x, y, z) = x == 20 ? 0 : x < 20 ? 5 : 6;
                    grey(x, y, z) = x == 20 ? 90 : 160;
                }
        for (int y = 0; y < 20; ++y) {
            for (int x = 21; x < 40; ++x) apart(x, y) = 2;
            apart(20, y) = 0;
            // A gap in the membrane.
            if (y < 5 || y >= 15) merged(20, y) = 0;
        }
        Derived derived;
        for (Image<std::uint32_t>* labels : {&apart, &merged}) {
            derived.partition.slices.push_back(
                std::make_shared<const SliceComponents>(describeComponents(std::move(*labels))));
        }
        const Stack stack(std::move(grey));
        const auto place = clearestMerge(stack, truth, derived);
        QVERIFY(place);
        QCOMPARE(place->z, 1);
        QCOMPARE(place->x, 20);
        QVERIFY(place->y >= 5 && place->y < 15);
        // A membrane that nobody sees is no place to learn the knife.
        const Stack blank(Volume<std::uint8_t>(40, 20, 2, std::uint8_t{160}));
        QVERIFY(!clearestMerge(blank, truth, derived));
        derived.partition.slices.pop_back();
        QVERIFY(!clearestMerge(stack, truth, derived));
    }
};

QTEST_MAIN(TestGuidedStart)
#include "test_guided_start.moc"
