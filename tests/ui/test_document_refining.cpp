#include <QSignalSpy>
#include <QTest>

#include "tests/ui/gap_stack.h"
#include "ui/refinement_run.h"

using namespace axolemma;
using namespace axolemma::test;

class TestDocumentRefining : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void weightClosesTheGapInEverySliceWithoutTheNetwork();
    void visibleSliceIsShownFirst();
    void oneGestureIsOneUndoStep();
    void anotherGestureIsAnotherStep();
    void editWhileAWeightSpreadsKeepsBoth();
    void idsElsewhereStayAndOldOnesComeBack();
    void newestValueWins();
    void nothingHappensDuringARunOrBeforeOne();
    void cancelGoesBackToBeforeTheGesture();
    void cancelAfterThePreviewGoesBackToo();
    void undoWhileRefiningLeavesNothingHalfDone();
    void undoneRunIsNotRefinedAnyMore();
    void anotherRunOfTheSameModelKeepsTheRule();
    void cacheGivesWhatTheWatershedGives();

  private:
    void segment(int depth = kDepth);
    PartitionRule withWeight(float weight) const {
        PartitionRule rule = document_->rule();
        rule.refinement.weight = weight;
        return rule;
    }

    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    OwnSettings settings_;
};

void TestDocumentRefining::init() {
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
}

void TestDocumentRefining::segment(int depth) {
    document_->setStack(gapStack(depth));
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    for (int z = 0; z < depth; ++z) QVERIFY(!gapIsClosed(*document_, z));
}

void TestDocumentRefining::weightClosesTheGapInEverySliceWithoutTheNetwork() {
    segment();
    const int predicted = network_->finished;
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
    QCOMPARE(document_->segmentation()->rule, withWeight(0.5F));
    QCOMPARE(int(network_->finished), predicted);
    document_->refine(withWeight(0), 2);
    QTRY_VERIFY(!document_->busy());
    for (int z = 0; z < kDepth; ++z) QVERIFY(!gapIsClosed(*document_, z));
}

void TestDocumentRefining::visibleSliceIsShownFirst() {
    segment();
    document_->setSlice(7);
    std::vector<int> closed;
    connect(document_.get(), &Document::componentsChanged, this, [&] {
        if (!closed.empty()) return;
        // Components, for neurons may still be one through the slices that wait for their turn.
        for (int z = 0; z < kDepth; ++z) {
            const auto labels = document_->components(z)->labels.view();
            if (labels(kLeftOfGap) != labels(kRightOfGap)) closed.push_back(z);
        }
    });
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(closed, std::vector<int>{7});
}

void TestDocumentRefining::oneGestureIsOneUndoStep() {
    segment();
    const auto before = document_->segmentation();
    const int steps = document_->undoStack().count();
    for (const float weight : {0.1F, 0.2F, 0.3F, 0.45F, 0.5F}) {
        document_->refine(withWeight(weight), 1);
        if (weight != 0.2F) QTRY_VERIFY(!document_->busy());
    }
    QCOMPARE(document_->undoStack().count(), steps + 1);
    QVERIFY(document_->undoStack().undoText().contains("0.50"));
    document_->undoStack().undo();
    QCOMPARE(document_->segmentation(), before);
    QCOMPARE(document_->rule().refinement.weight, 0.0F);
    document_->undoStack().redo();
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
    QCOMPARE(document_->rule().refinement.weight, 0.5F);
}

void TestDocumentRefining::editWhileAWeightSpreadsKeepsBoth() {
    segment();
    const int steps = document_->undoStack().count();
    const Edit edit = setComment(document_->settled(), {3, 3, 0}, "here");
    document_->refine(withWeight(0.5F), 1);
    QVERIFY(document_->busy());
    QVERIFY(document_->apply(edit));
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->rule().refinement.weight, 0.5F);
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
    QCOMPARE(document_->undoStack().count(), steps + 2);
    QVERIFY(!document_->assertions().empty());
    // The edit lies below what it would otherwise have taken back.
    document_->undoStack().undo();
    QCOMPARE(document_->rule().refinement.weight, 0.0F);
    QVERIFY(!document_->assertions().empty());
}

void TestDocumentRefining::anotherGestureIsAnotherStep() {
    segment();
    const int steps = document_->undoStack().count();
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    document_->refine(withWeight(0.6F), 2);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->undoStack().count(), steps + 2);
    document_->undoStack().undo();
    QCOMPARE(document_->rule().refinement.weight, 0.5F);
    // What was undone is over: the same gesture begins a new step.
    document_->refine(withWeight(0.7F), 2);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->undoStack().count(), steps + 2);
}

void TestDocumentRefining::idsElsewhereStayAndOldOnesComeBack() {
    segment();
    const Place elsewhere{40, 40, 3};
    const auto far = document_->neuronAt(elsewhere);
    const auto merged = document_->neuronAt({kLeftOfGap.x, kLeftOfGap.y, 3});
    QVERIFY(far != 0);
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->neuronAt(elsewhere), far);
    const auto left = document_->neuronAt({kLeftOfGap.x, kLeftOfGap.y, 3});
    const auto right = document_->neuronAt({kRightOfGap.x, kRightOfGap.y, 3});
    QVERIFY(left == merged || right == merged);
    document_->refine(withWeight(0), 2);
    QTRY_VERIFY(!document_->busy());
    document_->refine(withWeight(0.5F), 3);
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->neuronAt({kLeftOfGap.x, kLeftOfGap.y, 3}), left);
    QCOMPARE(document_->neuronAt({kRightOfGap.x, kRightOfGap.y, 3}), right);
}

void TestDocumentRefining::newestValueWins() {
    segment();
    for (int i = 0; i < 50; ++i)
        document_->refine(withWeight(0.01F * static_cast<float>(i % 45)), 1);
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
    QCOMPARE(document_->segmentation()->rule.refinement.weight, 0.5F);
}

void TestDocumentRefining::nothingHappensDuringARunOrBeforeOne() {
    document_->setStack(gapStack());
    document_->refine(withWeight(0.5F), 1);
    QVERIFY(!document_->busy());
    network_->allowed = 2;
    document_->segment({});
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 2);
    const auto before = document_->segmentation();
    document_->refine(withWeight(0.9F), 2);
    QCOMPARE(document_->segmentation(), before);
    network_->allowed = 1000;
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->rule().refinement.weight, 0.0F);
}

void TestDocumentRefining::cancelGoesBackToBeforeTheGesture() {
    segment(400);
    const auto before = document_->segmentation();
    const int steps = document_->undoStack().count();
    document_->refine(withWeight(0.5F), 1);
    document_->cancelJobs();
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(document_->segmentation(), before);
    QCOMPARE(document_->rule().refinement.weight, 0.0F);
    QCOMPARE(document_->undoStack().count(), steps);
}

void TestDocumentRefining::cancelAfterThePreviewGoesBackToo() {
    segment(400);
    const auto before = document_->segmentation();
    const int steps = document_->undoStack().count();
    bool cancelled = false;
    connect(document_.get(), &Document::componentsChanged, this, [&] {
        if (!std::exchange(cancelled, true)) document_->cancelJobs();
    });
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    QVERIFY(cancelled);
    QCOMPARE(document_->segmentation(), before);
    QCOMPARE(document_->rule().refinement.weight, 0.0F);
    QCOMPARE(document_->undoStack().count(), steps);
    // The same value can be asked for again.
    document_->refine(withWeight(0.5F), 2);
    QTRY_VERIFY(!document_->busy());
    QVERIFY(gapIsClosed(*document_, 0) && gapIsClosed(*document_, 11));
}

void TestDocumentRefining::undoWhileRefiningLeavesNothingHalfDone() {
    segment(400);
    const auto before = document_->segmentation();
    bool undone = false;
    connect(document_.get(), &Document::componentsChanged, this, [&] {
        if (std::exchange(undone, true)) return;
        QMetaObject::invokeMethod(
            document_.get(), [&] { document_->undoStack().undo(); }, Qt::QueuedConnection);
    });
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(undone && !document_->busy());
    QTest::qWait(50);
    QCOMPARE(document_->segmentation(), before);
    QCOMPARE(document_->rule().refinement.weight, 0.0F);
    QVERIFY(!document_->undoStack().canRedo());
}

void TestDocumentRefining::undoneRunIsNotRefinedAnyMore() {
    segment();
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    document_->undoStack().undo();
    document_->undoStack().undo();
    QVERIFY(document_->segmentation()->empty());
    document_->refine(withWeight(0.3F), 2);
    QVERIFY(!document_->busy());
    QVERIFY(document_->segmentation()->empty());
}

void TestDocumentRefining::anotherRunOfTheSameModelKeepsTheRule() {
    segment();
    document_->refine(withWeight(0.5F), 1);
    QTRY_VERIFY(!document_->busy());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(document_->rule().refinement.weight, 0.5F);
    for (int z = 0; z < kDepth; ++z) QVERIFY(gapIsClosed(*document_, z));
}

void TestDocumentRefining::cacheGivesWhatTheWatershedGives() {
    segment();
    ContourCache cache;
    for (const float sigma : {2.0F, 1.0F, 2.0F}) {
        Refinement refinement{.sigma = sigma};
        for (const int z : {3, 0, 3}) {
            const auto map = document_->probability(z);
            const auto cached = cache.of(z, map, refinement);
            const auto fresh = contoursOf(landscapeOf(map->view(), sigma), refinement);
            QVERIFY(std::ranges::equal(*cached, fresh));
            QCOMPARE(cache.of(z, map, refinement), cached);
        }
    }
}

QTEST_GUILESS_MAIN(TestDocumentRefining)
#include "test_document_refining.moc"
