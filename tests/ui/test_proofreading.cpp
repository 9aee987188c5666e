#include <QAction>
#include <QInputDialog>
#include <QListView>
#include <QUndoView>

#include "tests/ui/proofreading_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr Place up(Place place) {
    return {place.x, place.y, place.z + 1};
}

}  // namespace

/// Everything an expert does, with real events.
class TestProofreading : public ProofreadingWindow {
    Q_OBJECT

  private Q_SLOTS:
    void init() {
        begin();
        QCOMPARE(document_->neurons().neurons().size(), std::size_t(kCells));
        QTRY_VERIFY(view().transform().scale > 4);
    }
    void cleanup() { end(); }

    void strokeOfBoundaryCutsAndIsOneStep() {
        key(Qt::Key_P);
        QCOMPARE(view().tools().chosen(), ToolId::Paint);
        view().tools().setRadius(1);
        drag({{8, 0, 0}, {8, 8, 0}, {8, 16, 0}});
        QVERIFY(!one({4, 8, 0}, {12, 8, 0}));
        QCOMPARE(document_->undoStack().undoText(), QString("Paint boundary, slice 0"));
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(one({4, 8, 0}, {12, 8, 0}));
        key(Qt::Key_Y, Qt::ControlModifier);
        QVERIFY(!one({4, 8, 0}, {12, 8, 0}));
    }

    void strokeIsShownWhileItIsDrawn() {
        key(Qt::Key_P);
        view().tools().setRadius(2);
        mouse(QEvent::MouseButtonPress, kA, Qt::LeftButton, Qt::LeftButton, {});
        mouse(QEvent::MouseMove, {12, 8, 0}, Qt::NoButton, Qt::LeftButton, {});
        const QColor painted = shownAt(view(), view().grabFramebuffer(), 10, 8);
        // Yellow over the grey of the cell.
        QVERIFY2(painted.red() > painted.blue() + 40, qPrintable(painted.name()));
        QVERIFY(document_->assertions().empty());
        // Esc gives the stroke up.
        key(Qt::Key_Escape);
        mouse(QEvent::MouseButtonRelease, {12, 8, 0}, Qt::LeftButton, Qt::NoButton, {});
        QVERIFY(document_->assertions().empty());
        const QColor back = shownAt(view(), view().grabFramebuffer(), 10, 8);
        QVERIFY(back != painted);
    }

    void rightDragErasesBoundaryAndJoins() {
        key(Qt::Key_P);
        view().tools().setRadius(2);
        QVERIFY(!one(kA, kB));
        drag({{14, 8, 0}, {18, 8, 0}}, Qt::RightButton);
        QVERIFY(one(kA, kB));
        QCOMPARE(document_->undoStack().undoText(), QString("Paint interior, slice 0"));
    }

    void eraserErasesAndCtrlShiftTakesBackWhatWasPainted() {
        key(Qt::Key_E);
        view().tools().setRadius(2);
        drag({{14, 8, 0}, {18, 8, 0}});
        QVERIFY(one(kA, kB));
        drag({{14, 8, 0}, {18, 8, 0}}, Qt::LeftButton, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!one(kA, kB));
    }

    void ctrlStrokeChangesThePickedNeuronAlone() {
        click(kA);
        const auto picked = document_->selectedNeuron();
        QVERIFY(picked != 0);
        key(Qt::Key_P);
        view().tools().setRadius(1);
        drag({{2, 8, 0}, {30, 8, 0}}, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(document_->settled().componentAt({8, 8, 0}), 0U);
        QVERIFY(document_->settled().componentAt({24, 8, 0}) != 0);
        // B goes round what strokes may change.
        key(Qt::Key_B);
        QCOMPARE(view().tools().scope(), StrokeScope::PickedOnly);
        key(Qt::Key_B);
        key(Qt::Key_B);
        QCOMPARE(view().tools().scope(), StrokeScope::Everything);
    }

    void wheelWithShiftAndBracketsChangeTheBrush() {
        key(Qt::Key_P);
        const double before = view().tools().radius();
        wheel(&view(), at(kA), 1, Qt::ShiftModifier);
        QVERIFY(view().tools().radius() > before);
        QCOMPARE(document_->slice(), 0);
        key(Qt::Key_BracketLeft);
        QVERIFY(qAbs(view().tools().radius() - before) < 1e-9);
        key(Qt::Key_BracketRight);
        QVERIFY(view().tools().radius() > before);
    }

    void shiftClickPicksWhateverTheTool() {
        for (const int tool : {Qt::Key_P, Qt::Key_E, Qt::Key_K, Qt::Key_G, Qt::Key_T}) {
            key(tool);
            document_->select(0);
            click(kB, Qt::LeftButton, Qt::ShiftModifier);
            QCOMPARE(document_->selectedNeuron(), neuron(kB));
        }
        QVERIFY(document_->assertions().empty());
    }

    void twoClicksMergeAlsoAcrossSlices() {
        key(Qt::Key_G);
        click(kA);
        wheel(&view(), at(kB), -1);
        QCOMPARE(document_->slice(), 1);
        click(kB);
        QVERIFY(one(kA, kB));
        QVERIFY(document_->undoStack().undoText().startsWith("Merge neurons"));
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!one(kA, kB));
    }

    void dragMergesWhatItConnects() {
        key(Qt::Key_G);
        drag({kA, {16, 8, 0}, kB});
        QVERIFY(one(kA, kB));
        QVERIFY(!one(kA, kC));
    }

    void knifeShowsBothSidesAndAClickCuts() {
        key(Qt::Key_K);
        drag({{24, 1, 0}, {24, 4, 0}, {24, 10, 0}, {24, 15, 0}});
        QCOMPARE(view().tools().tool().marks().areas.size(), std::size_t(3));
        QVERIFY(document_->assertions().empty());
        click({20, 8, 0});
        QVERIFY(!one({19, 8, 0}, {29, 8, 0}));
        QCOMPARE(document_->selectedNeuron(), neuron({20, 8, 0}));
        QVERIFY(document_->undoStack().undoText().startsWith("Cut neuron"));
    }

    void knifeThatCutsNothingSaysWhy() {
        key(Qt::Key_K);
        window_->statusBar()->clearMessage();
        drag({{0, 0, 0}, {0, 2, 0}});
        QVERIFY2(!message().isEmpty(), "no word about it");
        QCOMPARE(document_->undoStack().count(), 1);
    }

    void seedsAreShownAndEnterSplitsBetweenThem() {
        key(Qt::Key_K, Qt::ShiftModifier);
        QCOMPARE(view().tools().chosen(), ToolId::Split);
        click({20, 8, 0});
        click({28, 8, 0}, Qt::RightButton);
        QVERIFY(view().tools().tool().marks().areas.size() >= 2);
        QVERIFY(document_->assertions().empty());
        key(Qt::Key_Return);
        QVERIFY(!one({20, 8, 0}, {28, 8, 0}));
    }

    void seedsInTwoSlicesDropTheLinkBetweenThem() {
        key(Qt::Key_9);
        click(kB);
        wheel(&view(), at(kB), -2);
        click({kB.x, kB.y, 2}, Qt::RightButton);
        key(Qt::Key_Return);
        QVERIFY(!one(kB, {kB.x, kB.y, 2}));
    }

    void retraceMakesBoundaryBetweenTwoClicks() {
        key(Qt::Key_T);
        click({24, 0, 0});
        click({24, 16, 0});
        QCOMPARE(document_->undoStack().undoText(), QString("Retrace boundary, slice 0"));
        QVERIFY(!document_->assertions().empty());
    }

    void lassoMakesAProfileOfThePickedNeuron() {
        click(kA);
        const auto picked = document_->selectedNeuron();
        key(Qt::Key_3);
        for (const Place corner : {Place{20, 4, 0}, {28, 4, 0}, {28, 12, 0}, {20, 12, 0}})
            click(corner);
        key(Qt::Key_Return);
        QCOMPARE(neuron(kB), picked);
        QVERIFY(neuron({18, 14, 0}) != picked);
    }

    void fillMakesEnclosedBoundaryInterior() {
        key(Qt::Key_P);
        view().tools().setRadius(2);
        drag({{24, 8, 0}, {25, 8, 0}});
        QCOMPARE(document_->settled().componentAt(kB), 0U);
        key(Qt::Key_F);
        click({20, 4, 0});
        QVERIFY(one(kB, {20, 4, 0}));
    }

    void verifiedNeuronIsFixedUntilThatIsTakenBack() {
        click(kB);
        key(Qt::Key_O);
        QVERIFY(document_->settled().neurons.find(neuron(kB))->verified);
        key(Qt::Key_G);
        drag({kA, {16, 8, 0}, kB});
        QVERIFY(!one(kA, kB));
        QVERIFY2(message().contains("verified"), qPrintable(message()));
        key(Qt::Key_P);
        view().tools().setRadius(1);
        drag({{20, 8, 0}, {28, 8, 0}});
        QVERIFY(neuron({24, 8, 0}) != 0);
        click(kB, Qt::LeftButton, Qt::ShiftModifier);
        key(Qt::Key_O);
        QVERIFY(!document_->settled().neurons.find(neuron(kB))->verified);
        key(Qt::Key_G);
        drag({kA, {16, 8, 0}, kB});
        QVERIFY(one(kA, kB));
    }

    void lockedNeuronIsFixedUntilItIsUnlocked() {
        click(kB);
        key(Qt::Key_O, Qt::ShiftModifier);
        key(Qt::Key_K);
        drag({{24, 1, 0}, {24, 8, 0}, {24, 15, 0}});
        click({20, 8, 0});
        QVERIFY(one({19, 8, 0}, {29, 8, 0}));
        QVERIFY2(message().contains("locked"), qPrintable(message()));
        click(kB, Qt::LeftButton, Qt::ShiftModifier);
        key(Qt::Key_O, Qt::ShiftModifier);
        QVERIFY(!document_->settled().neurons.find(neuron(kB))->locked);
    }

    void undoShowsWhereTheStepWas() {
        key(Qt::Key_P);
        view().tools().setRadius(1);
        document_->setSlice(5);
        drag({{8, 0, 5}, {8, 16, 5}});
        document_->setSlice(0);
        view().zoomBy(6);
        view().centreOn({60, 44, 0});
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(document_->slice(), 5);
        const QPoint shown = at({8, 8, 5});
        QVERIFY(view().rect().contains(shown));
    }

    void historyListsTheStepsAndJumpsToAny() {
        key(Qt::Key_G);
        drag({kA, {16, 8, 0}, kB});
        drag({kB, {32, 8, 0}, kC});
        auto* list = partOf<QUndoView>(*window_, "historyList");
        QCOMPARE(list->model()->rowCount(), 4);
        document_->undoStack().setIndex(1);
        QVERIFY(!one(kA, kB));
        document_->undoStack().setIndex(3);
        QVERIFY(one(kA, kC));
    }

    void hintFollowsToolAndModifiers() {
        auto* hint = partOf<QLabel>(*window_, "toolHint");
        key(Qt::Key_P);
        QVERIFY2(hint->text().contains("paint boundary"), qPrintable(hint->text()));
        key(Qt::Key_G);
        QVERIFY2(hint->text().contains("two neurons"), qPrintable(hint->text()));
        click(kA);
        QVERIFY2(hint->text().contains("merge with"), qPrintable(hint->text()));
        for (int tool = 0; tool < kTools; ++tool) {
            view().tools().choose(static_cast<ToolId>(tool));
            for (const auto modifiers :
                 {Qt::KeyboardModifiers(), Qt::KeyboardModifiers(Qt::ShiftModifier),
                  Qt::KeyboardModifiers(Qt::ControlModifier)})
                QVERIFY(view().tools().tool().hint(modifiers).contains("Wheel"));
        }
    }

    void ringIsAsLargeAsTheBrushAndWarnsOfStrongEvidence() {
        key(Qt::Key_P);
        view().tools().setRadius(4);
        mouse(QEvent::MouseMove, kA, Qt::NoButton, Qt::NoButton, {});
        auto ring = view().tools().tool().marks().ring;
        QVERIFY(ring);
        QCOMPARE(ring->radius, 4.0);
        // The network gives 0.9 to cell here, which is sure enough.
        QVERIFY(ring->warning);
        key(Qt::Key_E);
        mouse(QEvent::MouseMove, kA, Qt::NoButton, Qt::NoButton, {});
        QVERIFY(!view().tools().tool().marks().ring->warning);
    }

    void profileIsCopiedToTheNextSliceAndInterpolated() {
        click(kB);
        const auto id = neuron(kB);
        key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(document_->slice(), 1);
        QVERIFY(document_->assertions().slice(1));
        QCOMPARE(neuron(up(kB)), id);
        document_->setSlice(5);
        key(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(document_->assertions().slice(5));
        QCOMPARE(neuron({kB.x, kB.y, 5}), id);
    }

    void editsMadeWhileANetworkRunsStayOnTopOfIt() {
        key(Qt::Key_G);
        network_->allowed = network_->finished + 1;
        window_->segment();
        QTRY_COMPARE(document_->undoStack().count(), 2);
        drag({kA, {16, 8, 0}, kB});
        QVERIFY(one(kA, kB));
        network_->allowed = 1'000'000;
        QTRY_VERIFY(!document_->busy());
        QVERIFY(one(kA, kB));
        QVERIFY(document_->settled().adrift.empty());
        QVERIFY(document_->undoStack().undoText().startsWith("Merge"));
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!one(kA, kB));
        QVERIFY(document_->undoStack().undoText().startsWith("Segment"));
    }

    void editWhileTheBoundariesAreRefinedIsWhatUndoTakesBack() {
        key(Qt::Key_G);
        PartitionRule rule = document_->rule();
        rule.threshold = 0.7F;
        document_->refine(rule, 3);
        drag({kA, {16, 8, 0}, kB});
        document_->cancelJobs();
        QTRY_VERIFY(!document_->busy());
        QVERIFY(one(kA, kB));
        QVERIFY(document_->undoStack().undoText().startsWith("Merge"));
        QCOMPARE(document_->history().position(),
                 static_cast<std::size_t>(document_->undoStack().index()));
    }

    void strokeEndsWithItsButtonAlsoAfterAPan() {
        key(Qt::Key_P);
        view().tools().setRadius(1);
        mouse(QEvent::MouseButtonPress, kA, Qt::LeftButton, Qt::LeftButton, {});
        mouse(QEvent::MouseButtonPress, kA, Qt::MiddleButton, Qt::LeftButton | Qt::MiddleButton,
              {});
        mouse(QEvent::MouseButtonRelease, kA, Qt::LeftButton, Qt::MiddleButton, {});
        QCOMPARE(document_->undoStack().count(), 2);
        mouse(QEvent::MouseButtonRelease, kA, Qt::MiddleButton, Qt::NoButton, {});
        mouse(QEvent::MouseMove, kB, Qt::NoButton, Qt::NoButton, {});
        mouse(QEvent::MouseButtonPress, kC, Qt::RightButton, Qt::RightButton, {});
        mouse(QEvent::MouseButtonRelease, kC, Qt::RightButton, Qt::NoButton, {});
        // Nothing was painted on the way.
        QVERIFY(neuron(kB) != 0);
    }

    void neuronThatWasVerifiedMeanwhileIsNotSplit() {
        key(Qt::Key_9);
        click({20, 8, 0});
        click({28, 8, 0}, Qt::RightButton);
        click(kB, Qt::LeftButton, Qt::ShiftModifier);
        key(Qt::Key_O);
        key(Qt::Key_Return);
        QVERIFY(one({20, 8, 0}, {28, 8, 0}));
        QVERIFY2(message().contains("verified"), qPrintable(message()));
    }

    void assertionsHoldUnderAnotherRule() {
        key(Qt::Key_G);
        drag({kA, {16, 8, 0}, kB});
        click(kC, Qt::LeftButton, Qt::ShiftModifier);
        key(Qt::Key_O);
        PartitionRule rule = document_->rule();
        rule.threshold = 0.95F;
        document_->refine(rule, 7);
        QTRY_VERIFY(!document_->busy());
        // No pixel is cell by this rule but those of the profiles and what was painted.
        QVERIFY(document_->settled().neurons.find(neuron(kC))->verified);
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(one(kA, kB));
    }
};

QTEST_MAIN(TestProofreading)
#include "test_proofreading.moc"
