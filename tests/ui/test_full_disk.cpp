// The window on a disk that is full: a small one of the test's own.
#include <fstream>

#include "core/io/project.h"
#include "tests/support/small_disk.h"
#include "tests/ui/proofreading_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace fs = std::filesystem;

class TestFullDisk : public ProofreadingWindow {
    Q_OBJECT

    SmallDisk disk_;

    fs::path filler() const { return disk_.folder() / "others"; }
    /// Takes whatever room is left.
    void fill() const {
        std::ofstream file(filler(), std::ios::binary | std::ios::app);
        const std::vector<char> page(4096, 'x');
        while (file.write(page.data(), 4096) && file.flush()) {
        }
    }
    QWidget* banner() { return window_->findChild<QWidget*>("projectProblemBanner"); }
    bool bannerIsShown() { return banner() && banner()->isVisible(); }
    /// A stroke that says something whatever was said before.
    void stroke(int n) {
        const int y = 2 + n % 40;
        const auto button = n / 40 % 2 == 0 ? Qt::LeftButton : Qt::RightButton;
        drag({{2, y, 0}, {60, (y * 7) % 44 + 1, 0}}, button);
    }
    std::size_t steps() const { return document_->history().steps().size(); }

  private Q_SLOTS:
    void cleanup() {
        end();
        disk_.unmount();
    }

    void strokesOnAFullDiskAreKeptAndWrittenWhenThereIsRoom() {
        if (!disk_.mount("size=400k"))
            QSKIP("a small disk needs root or user namespaces, and this system allows neither");
        begin(gridStack(), disk_.folder() / "projects");
        const fs::path project = document_->project()->folder();
        QTRY_VERIFY(fs::exists(project / "proposals") && !fs::is_empty(project / "proposals"));
        key(Qt::Key_P);
        view().tools().setRadius(1);
        stroke(0);
        QCOMPARE(steps(), std::size_t(2));
        fill();
        int n = 1;
        // What is left of the last page takes some lines.
        for (; n < 400 && !bannerIsShown(); ++n) {
            stroke(n);
            QTest::qWait(5);
        }
        QVERIFY(bannerIsShown());
        const auto* text = banner()->findChild<QLabel*>();
        QVERIFY(text);
        QVERIFY2(text->text().contains("in memory") && text->text().contains("full"),
                 qPrintable(text->text()));
        // Nobody leaves it without being asked.
        QString question;
        denyNext(this, question);
        QVERIFY(!window_->close());
        QVERIFY2(question.contains("memory"), qPrintable(question));
        // Work goes on, and undo too.
        const int until = n + 30;
        for (; n < until; ++n) stroke(n);
        key(Qt::Key_Z, Qt::ControlModifier);
        key(Qt::Key_Z, Qt::ControlModifier);
        key(Qt::Key_Y, Qt::ControlModifier);
        QVERIFY(bannerIsShown());
        const Assertions said = document_->assertions();
        QVERIFY(!(readProject(project).assertions == said));
        fs::remove(filler());
        QTRY_VERIFY_WITH_TIMEOUT(!bannerIsShown(), 10000);
        QVERIFY(window_->mayLeaveWork());
        const ProjectState written = readProject(project);
        QVERIFY(written.notes.empty());
        QVERIFY(written.assertions == said);
        const std::size_t made = steps();
        end();
        const auto again = Project::open(project, {.readOnly = true});
        QCOMPARE(again->history().steps().size(), made);
        QVERIFY(again->assertions() == said);
    }

    void segmentationOnAFullDiskIsStoredWhenThereIsRoom() {
        if (!disk_.mount("size=400k"))
            QSKIP("a small disk needs root or user namespaces, and this system allows neither");
        begin(gridStack(), disk_.folder() / "projects");
        const fs::path project = document_->project()->folder();
        document_->saveProject();
        QTRY_VERIFY(fs::exists(project / "snapshot.bin"));
        fill();
        // The maps are there already, but even the rule has no room.
        PartitionRule rule = document_->rule();
        rule.threshold = 0.7F;
        document_->refine(rule, 1);
        QTRY_VERIFY(!document_->busy());
        QTRY_VERIFY(bannerIsShown());
        fs::remove(filler());
        QTRY_VERIFY_WITH_TIMEOUT(!bannerIsShown(), 10000);
        const std::string proposal = document_->history().proposal();
        end();
        const auto again = Project::open(project, {.readOnly = true});
        QCOMPARE(again->history().proposal(), proposal);
        QCOMPARE(again->proposals().load(proposal).rule.threshold, 0.7F);
    }

    void projectLeavesAFullDiskWithEverything() {
        if (!disk_.mount("size=400k"))
            QSKIP("a small disk needs root or user namespaces, and this system allows neither");
        QTemporaryDir elsewhere;
        begin(gridStack(), disk_.folder() / "projects");
        QTRY_VERIFY(fs::exists(document_->project()->folder() / "proposals"));
        fill();
        key(Qt::Key_P);
        view().tools().setRadius(1);
        for (int n = 0; n < 400 && !bannerIsShown(); ++n) {
            stroke(n);
            QTest::qWait(5);
        }
        QVERIFY(bannerIsShown());
        const fs::path rescued = fs::path(elsewhere.path().toStdString()) / "rescued.axo";
        document_->saveProjectAs(rescued);
        QTRY_VERIFY(!document_->busy());
        QCOMPARE(document_->project()->folder(), rescued);
        QTRY_VERIFY(!bannerIsShown());
        stroke(7);
        const Assertions said = document_->assertions();
        end();
        QVERIFY(readProject(rescued).assertions == said);
    }
};

int main(int argc, char** argv) {
    SmallDisk::prepare();
    QApplication application(argc, argv);
    TestFullDisk test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_full_disk.moc"
