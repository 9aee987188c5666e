#include <fstream>

#include "core/io/project.h"
#include "tests/ui/document_project_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace fs = std::filesystem;

/// *Save as*, which copies in the background, and what is left of projects that are closed.
class TestDocumentSaving : public DocumentWithProject {
    Q_OBJECT

    /// A project with a name and with so much in it that copying takes a while.
    void startLargeProject() {
        start();
        open(stackFile());
        segment();
        make(merge(document_->settled(), kA, kB));
        saveAs(named());
        std::vector<char> megabyte(1 << 20, 'x');
        std::ofstream large(named() / "slices" / "large.slice", std::ios::binary);
        for (int i = 0; i < 200; ++i) large.write(megabyte.data(), 1 << 20);
    }
    fs::path named() const { return folder() / "mine.axo"; }
    fs::path copy() const { return folder() / "copy.axo"; }

  private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { document_.reset(); }

    void windowDoesNotWaitWhileAProjectIsCopied() {
        startLargeProject();
        QSignalSpy started(document_.get(), &Document::jobStarted);
        QSignalSpy progress(document_.get(), &Document::jobProgress);
        qint64 longest = 0;
        QElapsedTimer since;
        QTimer beat;
        connect(&beat, &QTimer::timeout, this,
                [&] { longest = std::max(longest, since.restart()); });
        beat.start(1);
        QElapsedTimer call;
        call.start();
        since.start();
        document_->saveProjectAs(copy());
        const qint64 begun = call.elapsed();
        QVERIFY(document_->busy());
        QTRY_VERIFY(!document_->busy());
        qInfo("begun in %lld ms, copied in %lld ms, the window was kept for %lld ms at most", begun,
              call.elapsed(), longest);
        QVERIFY2(begun < 50, qPrintable(QString::number(begun)));
        QVERIFY2(longest < 100, qPrintable(QString::number(longest)));
        QCOMPARE(started.count(), 1);
        QVERIFY(!progress.isEmpty());
        QCOMPARE(document_->project()->folder(), copy());
    }

    void whatIsSaidWhileAProjectIsCopiedGoesAlong() {
        startLargeProject();
        QSignalSpy saved(document_.get(), &Document::projectSaved);
        document_->saveProjectAs(copy());
        QVERIFY(document_->busy());
        make(merge(document_->settled(), kB, kC));
        // A run that is stored meanwhile, too.
        segment();
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(document_->project()->folder(), copy());
        document_->undoStack().undo();
        document_->undoStack().redo();
        document_.reset();
        fs::remove_all(named());
        start();
        QSignalSpy noted(document_.get(), &Document::noted);
        open(copy());
        QVERIFY(noted.isEmpty());
        QVERIFY(one(kA, kC));
        QCOMPARE(document_->undoStack().count(), 4);
        QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
    }

    void cancelledCopyLeavesNothingAndTheOldProjectInUse() {
        startLargeProject();
        QSignalSpy ended(document_.get(), &Document::jobEnded);
        QSignalSpy saved(document_.get(), &Document::projectSaved);
        document_->saveProjectAs(copy());
        make(merge(document_->settled(), kB, kC));
        document_->cancelJobs();
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY2(ended[0][0].toString().contains("cancelled"), qPrintable(ended[0][0].toString()));
        QTRY_VERIFY(!fs::exists(copy()));
        QCOMPARE(document_->project()->folder(), named());
        QVERIFY(saved.isEmpty());
        document_.reset();
        start();
        open(named());
        QVERIFY(one(kA, kC));
    }

    void copyThatFailsSaysWhyAndLeavesTheOldProjectInUse() {
        startLargeProject();
        QSignalSpy failed(document_.get(), &Document::failed);
        document_->saveProjectAs(folder() / "no" / "such" / "copy.axo");
        QTRY_COMPARE(failed.count(), 1);
        QTRY_VERIFY(!document_->busy());
        // What is there is not replaced.
        document_->saveProjectAs(named());
        QTRY_COMPARE(failed.count(), 2);
        QCOMPARE(document_->project()->folder(), named());
        make(merge(document_->settled(), kB, kC));
        QVERIFY(document_->history().steps().size() == 3);
    }

    void anotherStackEndsACopyThatIsBeingMade() {
        startLargeProject();
        document_->saveProjectAs(copy());
        document_->setStack(gridStack(3));
        QTRY_VERIFY(!document_->busy());
        QTRY_VERIFY(!fs::exists(copy()));
        QVERIFY(isProject(named()));
        document_->openProject(named());
        QTRY_VERIFY(document_->project());
        QVERIFY(!document_->project()->readOnly());
        // So does the end of the program.
        document_->saveProjectAs(copy());
        document_.reset();
        QVERIFY(!fs::exists(copy()));
        QVERIFY(isProject(named()));
    }

    void unnamedProjectWithoutAStepIsRemovedWhenItIsClosed() {
        const fs::path empty = folder() / "projects" / "empty.axo";
        const fs::path empty2 = folder() / "empty.axo";
        start();
        open(stackFile());
        fs::create_directory(folder() / "projects");
        for (const fs::path& project : {empty, empty2})
            Project::create(project, *document_->stack(), {});
        open(empty);
        QVERIFY(document_->project());
        QVERIFY(document_->projectIsUnnamed());
        document_->setStack(gridStack(3));
        QVERIFY(!fs::exists(empty));
        // Where the user has put it, it stays.
        open(empty2);
        document_.reset();
        QVERIFY(isProject(empty2));
    }

    void unnamedProjectWithWorkStaysAlsoWhereAllIsUndone() {
        const fs::path project = twoMerges();
        start();
        open(project);
        document_->undoStack().setIndex(0);
        QTRY_VERIFY(!document_->busy());
        document_.reset();
        QVERIFY(isProject(project));
        // Nor is one removed of which nothing can be read.
        std::string lines = "damaged";
        std::ofstream(project / "journal.jsonl") << lines;
        fs::remove(project / "snapshot.bin");
        start();
        open(project);
        QVERIFY(document_->history().steps().empty());
        document_.reset();
        QVERIFY(isProject(project));
    }
};

QTEST_GUILESS_MAIN(TestDocumentSaving)
#include "test_document_saving.moc"
