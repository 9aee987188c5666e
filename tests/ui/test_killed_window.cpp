// Kills the window while somebody paints in it, and looks for every finished gesture.
#include <signal.h>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>
#include <chrono>
#include <random>
#include <thread>

#include "core/io/project.h"
#include "core/io/stack_writer.h"
#include "tests/ui/ui_support.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr int kRounds = 8;
/// A gesture that ended so long ago is on the disk: 20 ms on a machine that has nothing else to do,
/// which tests/io/test_project.cpp holds the writer to.
constexpr std::int64_t kSafeNs = 250'000'000;

struct Finished {
    int changes = 0;
    std::int64_t at = 0;
};

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// The lines of a journal that are whole and make, undo or redo a step.
int changesIn(const std::filesystem::path& project) {
    QFile journal(QString::fromStdString((project / "journal.jsonl").string()));
    if (!journal.open(QFile::ReadOnly)) return -1;
    int changes = 0;
    while (!journal.atEnd()) {
        const QByteArray line = journal.readLine();
        if (!line.endsWith('\n')) continue;
        const QJsonObject step = QJsonDocument::fromJson(line).object();
        if (step.contains("name") || step.contains("undo") || step.contains("redo")) ++changes;
    }
    return changes;
}

}  // namespace

class TestKilledWindow : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path projects() const {
        return std::filesystem::path(folder_.path().toStdString()) / "projects";
    }

    /// Paints until so many gestures are made, is killed a moment later, and returns what it said
    /// of them.
    std::vector<Finished> paintUntilKilled(int round, int gestures, int ms,
                                           std::int64_t& killedAt) {
        QProcess window;
        window.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        window.start(AXOLEMMA_PAINTING_WINDOW, {folder_.path(), QString::number(round)});
        QByteArray said;
        while (said.count('\n') < gestures && window.waitForReadyRead(60000))
            said += window.readAllStandardOutput();
        std::this_thread::sleep_for(std::chrono::milliseconds(ms));
        killedAt = now();
        ::kill(static_cast<pid_t>(window.processId()), SIGKILL);
        window.waitForFinished();
        said += window.readAllStandardOutput();
        const QStringList lines = QString::fromLatin1(said).split('\n');
        std::vector<Finished> finished;
        for (const QString& line : lines.first(lines.size() - 1)) {
            const QStringList parts = line.split(' ');
            finished.push_back(
                {parts[0].toInt(), static_cast<std::int64_t>(parts[1].toLongLong())});
        }
        return finished;
    }

  private Q_SLOTS:
    void everyFinishedGestureIsOnTheDisk() {
        const auto stack = std::filesystem::path(folder_.path().toStdString()) / "stack.tif";
        writeStack(stack, gridStack());
        std::mt19937 random(7);
        int before = 0;
        std::int64_t oldestLost = 0;
        for (int round = 0; round < kRounds; ++round) {
            std::int64_t killedAt = 0;
            const auto below = [&](int end) {
                return std::uniform_int_distribution<int>(0, end - 1)(random);
            };
            const auto finished = paintUntilKilled(round, 5 + below(20), below(40), killedAt);
            QVERIFY2(finished.size() >= 5, "the window did not begin to paint");
            // One project, whichever sitting it was.
            std::vector<std::filesystem::path> found;
            for (const auto& entry : std::filesystem::directory_iterator(projects()))
                found.push_back(entry.path());
            QCOMPARE(found.size(), std::size_t(1));
            const int made = changesIn(found[0]) - before;
            for (const Finished& gesture : finished)
                if (made < gesture.changes)
                    oldestLost = std::max(oldestLost, killedAt - gesture.at);
            for (const Finished& gesture : finished)
                if (killedAt - gesture.at >= kSafeNs)
                    QVERIFY2(made >= gesture.changes,
                             qPrintable(QString("%1 of %2 are there, and that one ended %3 ns ago")
                                            .arg(made)
                                            .arg(gesture.changes)
                                            .arg(killedAt - gesture.at)));
            // The segmentation of the first sitting, and one that was not told of any more.
            QVERIFY(made <= finished.back().changes + 2);
            const auto project = Project::open(found[0], {}, {});
            QVERIFY2(!project->rest(), "a line in the middle is damaged");
            QVERIFY(project->assertions() == readProject(found[0]).assertions);
            before += made;
        }
        qInfo("%d kills, %d steps; of those that were told none older than %.1f ms is lost",
              kRounds, before, static_cast<double>(oldestLost) / 1e6);
        QVERIFY(before > 5 * kRounds);
    }
};

QTEST_MAIN(TestKilledWindow)
#include "test_killed_window.moc"
