// The threads that write a journal to disks that are full, slow or gone.
#include <sys/resource.h>

#include <mutex>
#include <thread>

#include "core/error.h"
#include "core/io/journal_writer.h"
#include "files.h"
#include "tests/support/small_disk.h"

using namespace axolemma;
namespace fs = std::filesystem;

class TestJournalWriter : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    test::SmallDisk disk_;

    fs::path path() const { return folder_.filePath("journal.jsonl").toStdString(); }
    std::string content(const fs::path& file) const {
        return test_files::bytesOf(file).toStdString();
    }

  private Q_SLOTS:
    void init() { test_files::write(path(), ""); }
    void cleanup() { disk_.unmount(); }

    void linesOfManyThreadsAreWrittenWhole() {
        std::vector<std::vector<JournalSpan>> spans(4);
        const auto textOf = [](int thread, int n) {
            return std::string(static_cast<std::size_t>(n % 90), static_cast<char>('a' + thread)) +
                   "\n";
        };
        {
            JournalWriter writer(path(), 0, false);
            std::vector<std::thread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&, t] {
                    for (int n = 0; n < 500; ++n) spans[t].push_back(writer.append(textOf(t, n)));
                });
            for (auto& thread : threads) thread.join();
            QVERIFY(writer.read(spans[2][77]) == textOf(2, 77));
            QVERIFY(writer.flush());
            QVERIFY(writer.read(spans[2][77]) == textOf(2, 77));
            QVERIFY(writer.problem().empty());
        }
        const std::string written = content(path());
        for (int t = 0; t < 4; ++t)
            for (int n = 0; n < 500; ++n)
                QCOMPARE(written.substr(spans[t][n].offset, spans[t][n].length), textOf(t, n));
    }

    void aLineIsInTheSystemsHandsAtOnceAndAppendDoesNotWait() {
        JournalWriter writer(path(), 0, false);
        qint64 slowest = 0;
        for (int n = 0; n < 50; ++n) {
            QElapsedTimer timer;
            timer.start();
            const auto span = writer.append(std::string(20000, 'x') + "\n");
            slowest = std::max(slowest, timer.nsecsElapsed());
            QTRY_VERIFY_WITH_TIMEOUT(fs::file_size(path()) == span.offset + span.length, 1000);
        }
        qInfo("the slowest append: %.3f ms", static_cast<double>(slowest) / 1e6);
    }

    void aTornLineIsCutOffBeforeTheNextIsWritten() {
        test_files::write(path(), "whole\ntorn and longer than what follows");
        JournalWriter writer(path(), 6, false);
        QVERIFY(content(path()).ends_with("follows"));
        (void)writer.append("next\n");
        QVERIFY(writer.flush());
        QCOMPARE(content(path()), std::string("whole\nnext\n"));
    }

    void aMissingNewlineComesFirst() {
        test_files::write(path(), "whole");
        JournalWriter writer(path(), 5, true);
        const auto span = writer.append("next\n");
        QCOMPARE(span.offset, std::uint64_t{6});
        QVERIFY(writer.flush());
        QCOMPARE(content(path()), std::string("whole\nnext\n"));
    }

    void aFullDiskKeepsLinesInMemoryUntilThereIsRoom() {
        if (!disk_.mount("size=200k")) QSKIP("a small disk needs root or user namespaces");
        const fs::path file = disk_.folder() / "journal.jsonl";
        test_files::write(file, "");
        std::mutex mutex;
        std::vector<std::string> told;
        std::string expected;
        std::vector<JournalSpan> spans;
        {
            JournalWriter writer(file, 0, false, [&](const std::string& problem) {
                const std::lock_guard lock(mutex);
                told.push_back(problem);
            });
            test_files::write(disk_.folder() / "other", QByteArray(100000, 'x'));
            for (int n = 0; n < 40; ++n) {
                const std::string line = std::string(5000, static_cast<char>('a' + n % 26)) + "\n";
                spans.push_back(writer.append(line));
                expected += line;
            }
            QVERIFY(!writer.flush());
            QVERIFY(QString::fromStdString(writer.problem()).contains("disk is full"));
            QVERIFY(writer.problem().ends_with("."));
            // What is on disk is a part of what was said, and all can be read back.
            QVERIFY(expected.starts_with(content(file)));
            for (const auto& span : spans)
                QVERIFY(writer.read(span) == expected.substr(span.offset, span.length));
            // A copy on another disk has everything.
            writer.copyTo(path(), writer.end());
            QVERIFY(content(path()) == expected);
            const auto more = writer.append("one more\n");
            expected += "one more\n";
            QVERIFY(writer.read(more) == "one more\n");
            fs::remove(disk_.folder() / "other");
            // Not asked to: it tries every second.
            QTRY_VERIFY_WITH_TIMEOUT(writer.problem().empty(), 5000);
            QVERIFY(content(file) == expected);
            (void)writer.append("last\n");
            expected += "last\n";
        }
        QVERIFY(content(file) == expected);
        QCOMPARE(told.size(), std::size_t{2});
        QVERIFY(QString::fromStdString(told[0]).contains("full"));
        QVERIFY(told[1].empty());
    }

    void aFileThatMayGrowNoMoreIsAProblemAndNotTheEnd() {
        rlimit old{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &old), 0);
        std::string expected;
        {
            JournalWriter writer(path(), 0, false);
            rlimit small = old;
            small.rlim_cur = 7000;
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
            for (int n = 0; n < 10; ++n) {
                const std::string line = std::string(1500, static_cast<char>('a' + n)) + "\n";
                (void)writer.append(line);
                expected += line;
            }
            const bool flushed = writer.flush();
            const auto onDisk = content(path());
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &old), 0);
            QVERIFY(!flushed);
            QVERIFY(!writer.problem().empty());
            // A part of a line may be there: the rest follows it.
            QVERIFY(expected.starts_with(onDisk) && onDisk.size() <= 7000);
            QVERIFY(writer.flush());
            QVERIFY(writer.problem().empty());
        }
        QVERIFY(content(path()) == expected);
    }

    void aDiskThatGoesAwayAndComesBackHasAllLines() {
        const auto away = fs::path(folder_.filePath("away").toStdString());
        const auto drive = fs::path(folder_.filePath("drive").toStdString());
        fs::create_directory(drive);
        test_files::write(drive / "journal.jsonl", "");
        JournalWriter writer(drive / "journal.jsonl", 0, false);
        (void)writer.append("before\n");
        QVERIFY(writer.flush());
        // Removed while it is open, as a drive that comes back has other files.
        fs::copy(drive, away);
        fs::remove(drive / "journal.jsonl");
        (void)writer.append("meanwhile\n");
        QTRY_VERIFY_WITH_TIMEOUT(!writer.problem().empty(), 3000);
        QVERIFY2(QString::fromStdString(writer.problem()).contains("journal.jsonl"),
                 writer.problem().c_str());
        (void)writer.append("later\n");
        fs::rename(away / "journal.jsonl", drive / "journal.jsonl");
        QTRY_VERIFY_WITH_TIMEOUT(writer.problem().empty(), 5000);
        QCOMPARE(content(drive / "journal.jsonl"), std::string("before\nmeanwhile\nlater\n"));
    }

    void aJournalThatWasReplacedByAShorterOneIsNotWrittenTo() {
        JournalWriter writer(path(), 0, false);
        (void)writer.append("a line of some length\n");
        QVERIFY(writer.flush());
        fs::remove(path());
        (void)writer.append("meanwhile\n");
        QTRY_VERIFY_WITH_TIMEOUT(!writer.problem().empty(), 3000);
        test_files::write(path(), "short\n");
        QTRY_VERIFY_WITH_TIMEOUT(QString::fromStdString(writer.problem()).contains("replaced"),
                                 5000);
        QCOMPARE(content(path()), std::string("short\n"));
        QVERIFY(!writer.flush());
    }
};

int main(int argc, char** argv) {
    test::SmallDisk::prepare();
    TestJournalWriter test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_journal_writer.moc"
