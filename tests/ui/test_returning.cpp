// Coming back to a stack or a project after the program was closed.
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

#include "core/io/project.h"
#include "core/io/stack_writer.h"
#include "tests/ui/proofreading_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace fs = std::filesystem;

class TestReturning : public ProofreadingWindow {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;

    fs::path folder() const { return folder_->path().toStdString(); }
    fs::path stackFile() const { return folder() / "grid.tif"; }

    /// The program is started, with nothing in its window.
    void startEmpty() {
        settings_.reset();
        settings_ = std::make_unique<OwnSettings>();
        network_ = std::make_shared<FakeNetwork>();
        document_ = std::make_unique<Document>(factoryOf(network_));
        document_->keepProjectsIn(folder() / "projects");
        window_ = std::make_unique<MainWindow>(*document_);
        showActive(*window_);
    }
    /// Opens the stack, joins two neurons, and quits. Returns the project's folder.
    fs::path workAndQuit() {
        startEmpty();
        window_->open({stackFile()});
        if (!QTest::qWaitFor([this] { return document_->hasStack() && !document_->busy(); }))
            qFatal("the stack was not opened");
        window_->segment();
        if (!QTest::qWaitFor([this] { return !document_->busy(); })) qFatal("no end");
        if (!document_->apply(merge(document_->settled(), kA, kB))) qFatal("no merge");
        const fs::path project = document_->project()->folder();
        window_->close();
        end();
        return project;
    }
    QWidget* banner() { return window_->findChild<QWidget*>("earlierWorkBanner"); }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        writeStack(stackFile(), gridStack());
    }
    void cleanup() { end(); }

    void earlierWorkIsOfferedAndGoneOnWith_data() {
        QTest::addColumn<bool>("relative");
        QTest::newRow("whole path") << false;
        QTest::newRow("path from where the program was started") << true;
    }
    void earlierWorkIsOfferedAndGoneOnWith() {
        QFETCH(bool, relative);
        workAndQuit();
        startEmpty();
        const fs::path before = fs::current_path();
        if (relative) fs::current_path(folder());
        window_->open({relative ? fs::path("grid.tif") : stackFile()});
        QTRY_VERIFY(document_->hasStack());
        QTRY_VERIFY(banner() && banner()->isVisible());
        fs::current_path(before);
        auto* goOn = banner()->findChild<QPushButton*>();
        QVERIFY(goOn);
        QTest::mouseClick(goOn, Qt::LeftButton);
        QTRY_VERIFY(document_->project() != nullptr);
        QTRY_VERIFY(!document_->busy());
        QVERIFY(one(kA, kB));
        QTRY_VERIFY(!banner() || !banner()->isVisible());
    }

    void whoeverLeavesIsToldWhatWouldBeLost() {
        startEmpty();
        QString lost = "An export is running.";
        window_->addLoss([&lost](bool quits) { return quits ? lost : QString(); });
        // Another stack costs nothing of it.
        QVERIFY(window_->mayLeaveWork());
        QString question;
        denyNext(this, question);
        QVERIFY(!window_->close());
        QVERIFY2(question.contains(lost), qPrintable(question));
        lost.clear();
        QVERIFY(window_->close());
    }

    void stackThatMovedIsAskedFor() {
        const fs::path project = workAndQuit();
        const fs::path moved = folder() / "moved.tif";
        fs::rename(stackFile(), moved);
        startEmpty();
        window_->open({project});
        QTRY_VERIFY(window_->findChild<QMessageBox*>("questionDialog"));
        auto* question = window_->findChild<QMessageBox*>("questionDialog");
        QVERIFY2(question->text().contains("grid.tif"), qPrintable(question->text()));
        auto* choose = question->findChild<QPushButton*>("questionDeed");
        QVERIFY(choose);
        QTest::mouseClick(choose, Qt::LeftButton);
        QTRY_VERIFY(window_->findChild<QFileDialog*>("findStackDialog"));
        auto* dialog = window_->findChild<QFileDialog*>("findStackDialog");
        QTRY_VERIFY(dialog->isVisible());
        auto* line = dialog->findChild<QLineEdit*>("fileNameEdit");
        line->setText(QString::fromStdString(moved.string()));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(document_->project() != nullptr);
        QTRY_VERIFY(!document_->busy());
        QVERIFY(one(kA, kB));
    }
};

QTEST_MAIN(TestReturning)
#include "test_returning.moc"
