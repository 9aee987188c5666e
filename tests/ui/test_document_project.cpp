#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "core/io/stack_writer.h"
#include "core/proofreading/edits.h"
#include "tests/ui/ui_support.h"

using namespace axolemma;
using namespace axolemma::test;

namespace fs = std::filesystem;

namespace {

constexpr Place kA{8, 8, 0};
constexpr Place kB{24, 8, 0};
constexpr Place kC{40, 8, 0};

}  // namespace

/// A document and the project that keeps it.
class TestDocumentProject : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;

    fs::path folder() const { return folder_->path().toStdString(); }
    fs::path stackFile() const { return folder() / "grid.tif"; }

    void start() {
        document_ = std::make_unique<Document>(factoryOf(network_));
        document_->keepProjectsIn(folder() / "projects");
    }
    void open(const fs::path& path) {
        QSignalSpy ended(document_.get(), &Document::jobEnded);
        QSignalSpy failed(document_.get(), &Document::failed);
        document_->open({path});
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
    }
    void segment() {
        document_->segment({});
        QTRY_VERIFY(!document_->busy());
    }
    /// Leaves the run after so many slices.
    void segmentSlices(int count) {
        network_->finished = 0;
        network_->allowed = count;
        document_->segment({});
        QTRY_COMPARE(document_->segmentation()->segmentedSlices(), count);
    }
    /// Two runs, of which the first is stopped.
    void segmentThreeThenAll() {
        segmentSlices(3);
        document_->cancelJobs();
        QTRY_VERIFY(!document_->busy());
        network_->allowed = 1'000'000;
        segment();
    }
    void make(const Edit& edit) {
        QVERIFY2(edit.allowed(), edit.refusal.c_str());
        QVERIFY(document_->apply(edit));
        document_->settled();
    }
    bool one(Place a, Place b) const {
        return document_->neuronAt(a) != 0 && document_->neuronAt(a) == document_->neuronAt(b);
    }
    /// Segments, merges A with B and then B with C, and closes. Returns the project's folder.
    fs::path twoMerges() {
        start();
        open(stackFile());
        segment();
        make(merge(document_->settled(), kA, kB));
        make(merge(document_->settled(), kB, kC));
        const fs::path project = document_->project()->folder();
        document_.reset();
        return project;
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        network_ = std::make_shared<FakeNetwork>();
        writeStack(stackFile(), gridStack());
    }
    void cleanup() { document_.reset(); }

    void firstStepOpensAProjectInSilence() {
        start();
        open(stackFile());
        QVERIFY(!document_->project());
        segment();
        QVERIFY(document_->project());
        QVERIFY(document_->projectIsUnnamed());
        QCOMPARE(document_->history().steps().size(), std::size_t(1));
        QVERIFY(!document_->history().proposal().empty());
    }

    void stepsComeBackAfterARestartAndCanBeUndone() {
        const fs::path project = twoMerges();
        start();
        open(project);
        QCOMPARE(document_->width(), kWidth);
        QVERIFY(one(kA, kC));
        QCOMPARE(document_->undoStack().count(), 3);
        QCOMPARE(document_->undoStack().undoText().left(5), QString("Merge"));
        document_->undoStack().undo();
        document_->settled();
        QVERIFY(one(kA, kB) && !one(kA, kC));
        document_->undoStack().undo();
        document_->settled();
        QVERIFY(!one(kA, kB));
        document_->undoStack().redo();
        document_->undoStack().redo();
        document_->settled();
        QVERIFY(one(kA, kC));
    }

    void undoneStepsAreThereToBeDoneAgainAfterARestart() {
        const fs::path project = twoMerges();
        start();
        open(project);
        document_->undoStack().undo();
        document_.reset();
        start();
        open(project);
        QVERIFY(one(kA, kB) && !one(kA, kC));
        QVERIFY(document_->undoStack().canRedo());
        document_->undoStack().redo();
        document_->settled();
        QVERIFY(one(kA, kC));
    }

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

    void idsAreTheSameAfterARestart() {
        start();
        open(stackFile());
        segment();
        make(merge(document_->settled(), kA, kB));
        make(split(document_->settled(), {{4, 8, 0}}, {kB}));
        const auto idA = document_->neuronAt(kA);
        const auto idB = document_->neuronAt(kB);
        const fs::path project = document_->project()->folder();
        document_.reset();
        start();
        open(project);
        QCOMPARE(document_->neuronAt(kA), idA);
        QCOMPARE(document_->neuronAt(kB), idB);
    }

    void everythingIsOnTheDiskWithoutSaving() {
        start();
        open(stackFile());
        segment();
        make(merge(document_->settled(), kA, kB));
        const fs::path project = document_->project()->folder();
        QTRY_VERIFY(fs::exists(project / "proposals") && !fs::is_empty(project / "proposals"));
        // As it is found when this program is killed now.
        const ProjectState state = readProject(project);
        QVERIFY(state.assertions == document_->assertions());
        QCOMPARE(state.proposal, document_->history().proposal());
    }

    void secondInstanceIsReadOnlyAndSaysSo() {
        const fs::path project = twoMerges();
        start();
        open(project);
        Document other(factoryOf(std::make_shared<FakeNetwork>()));
        QSignalSpy noted(&other, &Document::noted);
        QSignalSpy refused(&other, &Document::refused);
        QSignalSpy ended(&other, &Document::jobEnded);
        other.openProject(project);
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(other.project() && other.project()->readOnly());
        QVERIFY(!noted.isEmpty());
        QVERIFY(!other.apply(split(other.settled(), {kA}, {kB})));
        QCOMPARE(refused.count(), 1);
        QVERIFY(one(kA, kC));
    }

    void projectIsMovedToItsNameAndGoesOnThere() {
        start();
        open(stackFile());
        segment();
        const fs::path unnamed = document_->project()->folder();
        const fs::path named = folder() / "mine.axo";
        document_->saveProjectAs(named);
        QVERIFY(!fs::exists(unnamed));
        QVERIFY(!document_->projectIsUnnamed());
        make(merge(document_->settled(), kA, kB));
        document_.reset();
        start();
        open(named);
        QVERIFY(one(kA, kB));
    }

    void earlierWorkOnAStackIsFound() {
        const fs::path project = twoMerges();
        start();
        open(stackFile());
        const auto earlier = document_->earlierProject();
        QVERIFY(earlier);
        QVERIFY(fs::equivalent(earlier->folder, project));
        // One in which nothing was done is none.
        Project::create(folder() / "projects" / "empty.axo", *document_->stack(), {});
        QVERIFY(fs::equivalent(document_->earlierProject()->folder, project));
        document_->setStack(gridStack(3));
        QVERIFY(!document_->earlierProject());
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

    void projectOfAStackThatIsGoneSaysWhatIsMissing() {
        const fs::path project = twoMerges();
        fs::remove(stackFile());
        start();
        QSignalSpy failed(document_.get(), &Document::failed);
        document_->openProject(project);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY2(failed[0][0].toString().contains("grid.tif"), qPrintable(failed[0][0].toString()));
        QVERIFY(!document_->hasStack());
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

    void projectThatIsOpenIsNotOpenedOnceMore() {
        const fs::path project = twoMerges();
        start();
        open(project);
        QSignalSpy noted(document_.get(), &Document::noted);
        document_->openProject(project);
        QCOMPARE(noted.count(), 1);
        QVERIFY(!document_->project()->readOnly());
    }

    void stepsOfMemoryAreSavedWhereTheUserWants() {
        start();
        // No folder can be made within a file.
        document_->keepProjectsIn(stackFile() / "projects");
        open(stackFile());
        QSignalSpy problem(document_.get(), &Document::projectProblem);
        segment();
        make(merge(document_->settled(), kA, kB));
        QVERIFY(!document_->project());
        QVERIFY(!problem.isEmpty());
        QVERIFY(document_->workIsInMemoryAlone());
        document_->saveProjectAs(folder() / "rescued.axo");
        QVERIFY(!document_->workIsInMemoryAlone());
        make(merge(document_->settled(), kB, kC));
        document_.reset();
        start();
        open(folder() / "rescued.axo");
        QVERIFY(one(kA, kC));
        QCOMPARE(document_->undoStack().count(), 3);
    }

    void everyStepOfMemoryCanBeUndoneWhereItWasSaved() {
        network_ = std::make_shared<FakeNetwork>();
        start();
        document_->keepProjectsIn(stackFile() / "projects");
        open(stackFile());
        segmentThreeThenAll();
        make(merge(document_->settled(), kA, kB));
        document_->undoStack().undo();
        // Not while a network runs.
        network_->allowed = 0;
        network_->finished = 0;
        document_->segment({});
        QVERIFY_EXCEPTION_THROWN(document_->saveProjectAs(folder() / "rescued.axo"), Error);
        document_->cancelJobs();
        QTRY_VERIFY(!document_->busy());
        document_->saveProjectAs(folder() / "rescued.axo");
        QSignalSpy failed(document_.get(), &Document::failed);
        QCOMPARE(document_->undoStack().count(), 3);
        QCOMPARE(document_->undoStack().index(), 2);
        document_->undoStack().undo();
        QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 3);
        QTRY_VERIFY(!document_->busy());
        document_->undoStack().setIndex(3);
        QTRY_COMPARE(document_->segmentation()->segmentedSlices(), kDepth);
        QTRY_VERIFY(!document_->busy());
        QTRY_VERIFY(one(kA, kB));
        QVERIFY(failed.isEmpty());
    }

    void stepThatIsUndoneBeforeItWasDerivedLeavesNothing() {
        start();
        open(stackFile());
        segment();
        QSignalSpy derived(document_.get(), &Document::neuronsChanged);
        QVERIFY(document_->apply(merge(document_->settled(), kA, kB)));
        document_->undoStack().undo();
        // Whatever was on its way has arrived.
        (void)derived.wait(300);
        QVERIFY(!one(kA, kB));
        QCOMPARE(document_->derived()->assertions == document_->assertions(), true);
        QVERIFY(!document_->derived()->slices.empty());
    }

    void withoutAFolderStepsAreInMemoryAlone() {
        document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
        open(stackFile());
        segment();
        make(merge(document_->settled(), kA, kB));
        QVERIFY(!document_->project());
        document_->undoStack().undo();
        document_->settled();
        QVERIFY(!one(kA, kB));
    }
};

QTEST_GUILESS_MAIN(TestDocumentProject)
#include "test_document_project.moc"
