#include "tests/ui/document_project_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace fs = std::filesystem;

/// The steps of a document, kept by its project.
class TestDocumentProject : public DocumentWithProject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { begin(); }
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
        saveAs(named);
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
        // However the stack was named.
        const fs::path here = fs::current_path();
        fs::current_path(folder());
        open("grid.tif");
        const auto found = document_->earlierProject();
        fs::current_path(here);
        QVERIFY(found);
    }

    void projectOfAStackThatIsGoneSaysWhatIsMissing() {
        const fs::path project = twoMerges();
        fs::remove(stackFile());
        start();
        QSignalSpy missing(document_.get(), &Document::stackNotFound);
        document_->openProject(project);
        QTRY_COMPARE(missing.count(), 1);
        const QString said = missing[0][1].toString();
        QVERIFY2(said.contains("grid.tif"), qPrintable(said));
        QVERIFY(!document_->hasStack());
    }

    void projectOpensWhereSomebodySaysThatItsStackIs() {
        const fs::path project = twoMerges();
        const fs::path now = folder() / "archive" / "old grid.tif";
        fs::create_directory(now.parent_path());
        fs::rename(stackFile(), now);
        start();
        QSignalSpy failed(document_.get(), &Document::failed);
        writeStack(folder() / "other.tif", gridStack(3));
        document_->openProject(project, folder() / "other.tif");
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(!document_->hasStack());
        QSignalSpy saved(document_.get(), &Document::projectSaved);
        document_->openProject(project, now);
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(one(kA, kC));
        document_.reset();
        start();
        // From then on it knows.
        open(project);
        QVERIFY(one(kA, kC));
    }

    void voxelSizeOfTheUserComesBackWithTheProject() {
        start();
        open(stackFile());
        document_->setSpacing({8, 8, 30});
        segment();
        const fs::path project = document_->project()->folder();
        document_.reset();
        start();
        open(project);
        QVERIFY(document_->spacing() == (Spacing{8, 8, 30}));
        QSignalSpy saved(document_.get(), &Document::projectSaved);
        document_->setSpacing({6, 6, 40});
        QTRY_COMPARE(saved.count(), 1);
        document_.reset();
        start();
        open(project);
        QVERIFY(document_->spacing() == (Spacing{6, 6, 40}));
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
        saveAs(folder() / "rescued.axo");
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
        QSignalSpy refused(document_.get(), &Document::failed);
        document_->saveProjectAs(folder() / "rescued.axo");
        QCOMPARE(refused.count(), 1);
        QVERIFY(!fs::exists(folder() / "rescued.axo"));
        document_->cancelJobs();
        QTRY_VERIFY(!document_->busy());
        saveAs(folder() / "rescued.axo");
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
