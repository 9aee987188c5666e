#include "tests/ui/document_project_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace fs = std::filesystem;

/// What a network or other labels said of a document, stored and read again by its project.
class TestDocumentProposals : public DocumentWithProject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { document_.reset(); }

    void segmentationItselfIsUndoneAcrossARestart() {
        const fs::path project = twoMerges();
        start();
        open(project);
        document_->undoStack().setIndex(0);
        QTRY_VERIFY(!document_->busy());
        QVERIFY(document_->segmentation()->empty());
        document_->undoStack().setIndex(3);
        QTRY_VERIFY(!document_->busy());
        QTRY_VERIFY(one(kA, kC));
    }

    void proposalThatWasNotStoredLosesNoEdit() {
        const fs::path project = twoMerges();
        fs::remove_all(project / "proposals");
        start();
        QSignalSpy noted(document_.get(), &Document::noted);
        open(project);
        QVERIFY(!noted.isEmpty());
        QCOMPARE(document_->undoStack().count(), 3);
        segment();
        QTRY_VERIFY(one(kA, kC));
    }

    void labelsOfAnyToolAreProofreadAndComeBackWithTheProject() {
        Volume<std::uint64_t> labels(kWidth, kHeight, kDepth, 0);
        for (int z = 0; z < kDepth; ++z)
            for (int y = 0; y < kHeight; ++y)
                for (int x = 0; x < kWidth; ++x)
                    labels(x, y, z) = x < 20 ? ~std::uint64_t(0) : x < 40 ? 7 : 1000;
        const fs::path file = folder() / "labels.tif";
        writeStack(file, Stack(AnyVolume(labels.clone()), Spacing{4, 4, 50}));
        start();
        open(stackFile());
        document_->importLabels(file);
        QTRY_VERIFY(!document_->busy());
        QCOMPARE(document_->neuronAt(kA), ~std::uint64_t(0));
        QCOMPARE(document_->neuronAt(kB), std::uint64_t(7));
        make(merge(document_->settled(), kB, {50, 8, 3}));
        QCOMPARE(document_->neuronAt({50, 8, 0}), std::uint64_t(7));
        const fs::path project = document_->project()->folder();
        document_.reset();
        start();
        open(project);
        QCOMPARE(document_->neuronAt(kA), ~std::uint64_t(0));
        QCOMPARE(document_->neuronAt({50, 8, 0}), std::uint64_t(7));
        document_->undoStack().undo();
        document_->settled();
        QCOMPARE(document_->neuronAt({50, 8, 0}), std::uint64_t(1000));
    }

    void labelsOfAnotherSizeAreRefused() {
        writeStack(folder() / "small.tif", gridStack(2));
        start();
        open(stackFile());
        QSignalSpy failed(document_.get(), &Document::failed);
        document_->importLabels(folder() / "small.tif");
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains("small.tif"));
        QVERIFY(document_->segmentation()->empty());
    }

    void undoInAReopenedProjectEndsARunAndLetsAnotherBegin() {
        const fs::path project = twoMerges();
        network_ = std::make_shared<FakeNetwork>();
        start();
        open(project);
        document_->undoStack().setIndex(1);
        network_->allowed = 0;
        document_->segment({});
        document_->undoStack().undo();
        QTRY_VERIFY(!document_->busy());
        QVERIFY(!document_->segmenting());
        network_->allowed = 1'000'000;
        segment();
        QVERIFY(!document_->segmentation()->empty());
        QCOMPARE(document_->history().position(),
                 static_cast<std::size_t>(document_->undoStack().index()));
    }

    void proposalThatCannotBeReadLeavesListAndPictureAsTheyWere() {
        const fs::path project = twoMerges();
        start();
        open(project);
        document_->undoStack().setIndex(0);
        QTRY_VERIFY(!document_->busy());
        fs::remove_all(project / "slices");
        QSignalSpy failed(document_.get(), &Document::failed);
        document_->undoStack().redo();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(document_->undoStack().index(), 0);
        QCOMPARE(document_->history().position(), std::size_t(0));
        QVERIFY(document_->segmentation()->empty());
    }

    void whatANetworkSaidUntilTheEndIsKept() {
        network_ = std::make_shared<FakeNetwork>();
        network_->allowed = 3;
        start();
        open(stackFile());
        document_->segment({});
        QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 3);
        const fs::path project = document_->project()->folder();
        document_->cancelJobs();
        document_.reset();
        network_ = std::make_shared<FakeNetwork>();
        start();
        open(project);
        QCOMPARE(document_->segmentation()->segmentedSlices(), 3);
    }

    void runThatIsLeftForAnotherStackIsKept() {
        network_ = std::make_shared<FakeNetwork>();
        start();
        open(stackFile());
        segmentSlices(3);
        const fs::path project = document_->project()->folder();
        const fs::path other = folder() / "other.tif";
        writeStack(other, gridStack(2));
        document_->open({other});
        QTRY_COMPARE(document_->depth(), 2);
        QTRY_VERIFY(!document_->busy());
        open(project);
        QCOMPARE(document_->segmentation()->segmentedSlices(), 3);
    }

    void anotherRunLeavesWhatTheFirstSaid() {
        network_ = std::make_shared<FakeNetwork>();
        start();
        open(stackFile());
        segmentSlices(3);
        const fs::path project = document_->project()->folder();
        document_->segment({});
        network_->allowed = 1'000'000;
        QTRY_VERIFY(!document_->busy());
        QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
        QCOMPARE(document_->undoStack().count(), 2);
        document_.reset();
        start();
        open(project);
        document_->undoStack().undo();
        QTRY_VERIFY(!document_->busy());
        QCOMPARE(document_->segmentation()->segmentedSlices(), 3);
    }

    void oldStatesAreReadAgainInsteadOfKept() {
        start();
        open(stackFile());
        segment();
        const auto ids = document_->neurons().neurons().size();
        std::vector<std::weak_ptr<const Segmentation>> made;
        constexpr int kTimes = 7;
        const auto thresholdOf = [](int n) { return 0.2F + 0.05F * static_cast<float>(n); };
        for (int n = 0; n < kTimes; ++n) {
            PartitionRule rule = document_->rule();
            rule.threshold = thresholdOf(n);
            document_->refine(rule, n + 1);
            QTRY_VERIFY(!document_->busy());
            made.push_back(document_->segmentation());
        }
        QTRY_VERIFY(made[0].expired() && made[1].expired());
        const auto shown = [&](int n) {
            return !document_->busy() && document_->rule().threshold == thresholdOf(n) &&
                   document_->neurons().neurons().size() == ids;
        };
        for (int n = kTimes - 2; n >= 0; --n) {
            document_->undoStack().undo();
            QTRY_VERIFY(shown(n));
        }
        for (int n = 1; n < kTimes; ++n) {
            document_->undoStack().redo();
            QTRY_VERIFY(shown(n));
        }
        // All at once.
        document_->undoStack().setIndex(0);
        QTRY_VERIFY(!document_->busy() && document_->segmentation()->empty());
        document_->undoStack().setIndex(document_->undoStack().count());
        QTRY_VERIFY(shown(kTimes - 1));
    }

    void refinementOnItsWayIsTakenBackWhenTheDocumentCloses() {
        const fs::path project = twoMerges();
        start();
        open(project);
        PartitionRule rule = document_->rule();
        rule.threshold = 0.8F;
        document_->refine(rule, 1);
        QTRY_VERIFY(!document_->busy() || document_->undoStack().count() > 3);
        rule.threshold = 0.3F;
        document_->refine(rule, 2);
        document_.reset();
        start();
        QSignalSpy noted(document_.get(), &Document::noted);
        open(project);
        QVERIFY2(noted.isEmpty(), noted.isEmpty() ? "" : qPrintable(noted[0][0].toString()));
        QVERIFY(!document_->segmentation()->empty());
    }

    void lateReadDoesNotComeOverWhatIsNewer() {
        network_ = std::make_shared<FakeNetwork>();
        start();
        open(stackFile());
        segmentSlices(3);
        const fs::path project = document_->project()->folder();
        document_.reset();
        network_->allowed = 1'000'000;
        start();
        open(project);
        segment();
        QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
        const std::string last = document_->history().proposal();
        document_->undoStack().setIndex(0);
        QTRY_VERIFY(!document_->busy());
        // The first of both steps begins to read; the second has what it needs.
        document_->undoStack().setIndex(2);
        QTRY_VERIFY(!document_->busy());
        QTest::qWait(50);
        QCOMPARE(document_->history().proposal(), last);
        QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
    }

    void severalStepsBackThatCannotBeReadAreTakenBack() {
        network_ = std::make_shared<FakeNetwork>();
        start();
        open(stackFile());
        segmentThreeThenAll();
        make(merge(document_->settled(), kA, kB));
        segment();
        const fs::path project = document_->project()->folder();
        document_.reset();
        start();
        open(project);
        QCOMPARE(document_->undoStack().count(), 4);
        fs::remove_all(project / "slices");
        QSignalSpy failed(document_.get(), &Document::failed);
        // The last run, the merge and the run before, while nothing could be read yet.
        document_->undoStack().setIndex(1);
        QTRY_VERIFY(!document_->busy());
        QTRY_VERIFY(!failed.isEmpty());
        QCOMPARE(document_->undoStack().index(), 4);
        QCOMPARE(document_->history().position(), std::size_t(4));
        QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
        QTRY_VERIFY(one(kA, kB));
    }
};

QTEST_GUILESS_MAIN(TestDocumentProposals)
#include "test_document_proposals.moc"
