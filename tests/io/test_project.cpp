// Projects: opened again, killed, torn, damaged, locked, moved and on full disks.
#include <sys/stat.h>

#include <QElapsedTimer>
#include <array>
#include <atomic>
#include <limits>
#include <ranges>
#include <set>
#include <thread>

#include "core/error.h"
#include "core/io/journal_line.h"
#include "core/io/project.h"
#include "core/io/project_lock.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "files.h"
#include "journal_child.h"
#include "tests/support/random_gestures.h"
#include "tests/support/small_disk.h"

using namespace axolemma;
using axolemma::test::RandomGestures;
namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 60;
constexpr int kHeight = 40;
constexpr int kDepth = 5;

RandomGestures gestures(std::uint32_t seed) {
    return {seed, kWidth, kHeight, kDepth};
}

Project::Options byMe() {
    return {.author = "me", .readOnly = false, .problem = {}};
}

/// What a project holds, to be compared later.
struct Held {
    Assertions assertions;
    std::string proposal;
    std::vector<HistoryStep> steps;
    std::size_t position = 0;
    std::vector<MintedId> minted;
    bool operator==(const Held&) const = default;
};

Held heldBy(const Project& project) {
    const auto steps = project.history().steps();
    return {project.assertions(),
            project.history().proposal(),
            {steps.begin(), steps.end()},
            project.history().position(),
            project.minted()};
}

/// Some gestures, with undo, redo and minting between them.
void edit(Project& project, RandomGestures& random, int times) {
    for (int n = 0; n < times; ++n) {
        const int what = random.below(10);
        if (what < 6)
            (void)project.commit(random.gesture());
        else if (what < 8 && project.history().canUndo())
            (void)project.undo();
        else if (what == 8 && project.history().canRedo())
            (void)project.redo();
        else
            project.mint({{~std::uint64_t{0} - static_cast<unsigned>(n), random.place()}});
    }
}

template <typename Work>
QString refusal(const Work& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

class TestProject : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<Stack> stack_;
    test::SmallDisk disk_;

    fs::path at(const char* name) const { return fs::path(folder_->path().toStdString()) / name; }
    fs::path folder() const { return at("cells.axo"); }
    fs::path journal() const { return folder() / "journal.jsonl"; }
    std::string journalText() const { return test_files::bytesOf(journal()).toStdString(); }
    std::unique_ptr<Project> create() const { return Project::create(folder(), *stack_, byMe()); }
    std::unique_ptr<Project> open() const { return Project::open(folder(), byMe()); }

    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        std::istringstream text(journalText());
        for (std::string line; std::getline(text, line);) all.push_back(line + "\n");
        return all;
    }
    void writeLines(const std::vector<std::string>& all) const {
        std::string text;
        for (const auto& line : all) text += line;
        test_files::write(journal(), QByteArray::fromStdString(text));
    }

  private Q_SLOTS:
    void initTestCase() { stack_ = test_files::stackOf<std::uint8_t>(kWidth, kHeight, kDepth); }
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void cleanup() { disk_.unmount(); }

    void whatWasSaidIsThereWhenItIsOpenedAgain_data() {
        QTest::addColumn<bool>("saved");
        QTest::newRow("from the journal") << false;
        QTest::newRow("from a snapshot and the journal") << true;
    }
    void whatWasSaidIsThereWhenItIsOpenedAgain() {
        QFETCH(bool, saved);
        auto random = gestures(31);
        auto project = create();
        QVERIFY(isProject(folder()));
        QVERIFY(!project->readOnly());
        for (int session = 0; session < 6; ++session) {
            edit(*project, random, 60);
            project->setSetting("wf", "0.4");
            if (saved) project->save();
            edit(*project, random, session % 3 * 10);
            const Held before = heldBy(*project);
            project.reset();
            project = open();
            QCOMPARE(test_files::joined(project->notes()), QString());
            QVERIFY(heldBy(*project) == before);
            QCOMPARE(project->settings().contains("wf"), saved);
            QVERIFY(!project->rest());
        }
        QCOMPARE(fs::exists(folder() / "snapshot.bin"), saved);
    }

    void undoReachesPastARestartAndASnapshot() {
        auto random = gestures(32);
        auto project = create();
        std::vector<Assertions> states = {Assertions()};
        for (int n = 0; n < 80; ++n) {
            const auto done = project->commit(random.gesture());
            QCOMPARE(done.author, std::string("Ramón \"y\" Cajal"));
            QCOMPARE(done.time.size(), std::size_t{24});
            states.push_back(project->assertions());
            if (n % 30 == 20) project->save();
        }
        project.reset();
        project = open();
        project->goTo(7);
        QVERIFY(project->assertions() == states[7]);
        project.reset();
        project = open();
        QCOMPARE(project->history().position(), std::size_t{7});
        project->goTo(80);
        QVERIFY(project->assertions() == states[80]);
        project->save();
        project.reset();
        project = open();
        for (std::size_t n = 80; n-- > 0;) {
            (void)project->undo();
            QVERIFY(project->assertions() == states[n]);
        }
        QVERIFY(!project->history().canUndo());
    }

    void everyLineCanBeGoneBackTo() {
        auto random = gestures(33);
        auto project = create();
        std::vector<Assertions> states = {Assertions()};
        for (int n = 0; n < 60; ++n) {
            const auto count = lines().size();
            edit(*project, random, 1);
            QVERIFY(project->flush());
            // Undo of nothing writes no line.
            if (lines().size() > count) states.push_back(project->assertions());
            if (n == 40) project->save();
        }
        for (std::size_t n = 0; n < states.size(); ++n) {
            const auto state = readProject(folder(), n);
            QVERIFY(state.assertions == states[n]);
            QCOMPARE(state.sequence, n);
        }
        QVERIFY(readProject(folder()).assertions == states.back());
        const auto said = refusal([&] { (void)readProject(folder(), states.size()); });
        QVERIFY2(said.contains("no step") && said.endsWith('.'), qPrintable(said));
    }

    void nothingIsLostWhenTheProgramIsKilled() {
        constexpr int kRounds = 60;
        constexpr std::size_t kMost = 1 << 16;
        // When each step ended, in ns of the monotonic clock; of the first `steps` of them.
        struct Finished {
            std::atomic<std::size_t> steps{0};
            std::array<std::atomic<std::int64_t>, kMost> at{};
        };
        const test::Shared<Finished> finished;
        const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
        (void)create();
        auto random = gestures(34);
        std::size_t known = 0;
        std::size_t notes = 0;
        std::int64_t youngest = std::numeric_limits<std::int64_t>::max();
        for (int round = 0; round < kRounds; ++round) {
            finished->steps = known;
            const pid_t child = test::startChild([&] {
                const auto project = open();
                auto own = gestures(1000 + static_cast<std::uint32_t>(round));
                while (finished->steps < kMost) {
                    (void)project->commit(own.gesture());
                    finished->at[finished->steps] = now();
                    ++finished->steps;
                    if (own.below(60) == 0) project->save();
                    if (own.below(4) != 0) continue;
                    std::this_thread::sleep_for(std::chrono::microseconds(own.below(25000)));
                }
            });
            std::this_thread::sleep_for(std::chrono::microseconds(20000 + random.below(100000)));
            const auto killedAt = now();
            ::kill(child, SIGKILL);
            QVERIFY(WIFSIGNALED(test::endOf(child)));
            const auto project = open();
            const std::size_t before = std::exchange(known, project->history().steps().size());
            QVERIFY(known >= before);
            // A step that ended 20 ms before is there.
            for (std::size_t step = known; step < finished->steps; ++step) {
                const std::int64_t age = killedAt - finished->at[step];
                QVERIFY2(age < 20'000'000,
                         qPrintable(QString("step %1 is lost, %2 ns old").arg(step).arg(age)));
            }
            if (known > before) youngest = std::min(youngest, killedAt - finished->at[known - 1]);
            notes += project->notes().size();
            QVERIFY(!project->rest());
            // What is there is whole, step by step.
            for (std::size_t step = before; step < known; ++step)
                QCOMPARE(project->history().gesture(step).sequence, step + 1);
            QVERIFY(readProject(folder(), known).assertions == project->assertions());
        }
        qInfo("%d kills, %zu steps, %zu torn lines, the youngest step on disk is %.2f ms old",
              kRounds, known, notes, static_cast<double>(youngest) / 1e6);
        QVERIFY(known > kRounds);
        // From the first line on.
        Assertions again;
        const auto project = open();
        for (std::size_t step = 0; step < known; ++step)
            (void)again.say(project->history().gesture(step).said);
        QVERIFY(again == project->assertions());
    }

    void aTornLastLineIsDroppedWithANote() {
        auto random = gestures(35);
        {
            const auto project = create();
            edit(*project, random, 12);
        }
        const auto all = lines();
        const std::string last = all.back();
        std::string before;
        for (std::size_t i = 0; i + 1 < all.size(); ++i) before += all[i];
        const auto whole = readProject(folder()).assertions;
        for (std::size_t size = 1; size < last.size() - 1; size += 7) {
            test_files::write(journal(), QByteArray::fromStdString(before + last.substr(0, size)));
            const auto project = open();
            QCOMPARE(project->notes().size(), std::size_t{1});
            QVERIFY(test_files::joined(project->notes()).contains("not written to its end"));
            QVERIFY(!project->rest());
            QVERIFY(project->assertions() == readProject(folder(), all.size() - 1).assertions);
            (void)project->commit(random.gesture());
            QVERIFY(project->flush());
            QVERIFY(journalText().starts_with(before + "{\"seq\":" + std::to_string(all.size())));
        }
        // Only the newline is missing: nothing is.
        test_files::write(journal(),
                          QByteArray::fromStdString(before + last.substr(0, last.size() - 1)));
        {
            const auto project = open();
            QVERIFY(project->notes().empty());
            QVERIFY(project->assertions() == whole);
            (void)project->commit(random.gesture());
        }
        QCOMPARE(lines().size(), all.size() + 1);
        QVERIFY(open()->notes().empty());
    }

    void zerosThatAMachineLeavesAreDropped() {
        auto random = gestures(36);
        Held before;
        {
            const auto project = create();
            edit(*project, random, 12);
            before = heldBy(*project);
        }
        fs::resize_file(journal(), fs::file_size(journal()) + 4096);
        const auto project = open();
        QCOMPARE(project->notes().size(), std::size_t{1});
        QVERIFY(heldBy(*project) == before);
    }

    void everyCorruptedByteIsFoundAndKeepsWhatComesBefore() {
        auto random = gestures(37);
        std::vector<Assertions> states = {Assertions()};
        {
            const auto project = create();
            for (int n = 0; n < 6; ++n) {
                (void)project->commit(random.gesture());
                states.push_back(project->assertions());
            }
        }
        const auto all = lines();
        const std::string text = journalText();
        std::size_t line = 0;
        for (std::size_t at = 0, begin = 0; at < text.size(); ++at) {
            if (at == begin + all[line].size()) begin += all[line++].size();
            std::string changed = text;
            changed[at] = static_cast<char>(changed[at] ^ (1 << random.below(8)));
            test_files::write(journal(), QByteArray::fromStdString(changed));
            const auto state = readProject(folder());
            QCOMPARE(state.sequence, line);
            QVERIFY(state.assertions == states[line]);
            if (at % 40 != 0) continue;
            // A copy, for it is written to.
            const auto project = open();
            QVERIFY(project->assertions() == states[line]);
            QVERIFY(!project->notes().empty());
            if (const auto rest = project->rest()) {
                QVERIFY(rest->gestures <= 5 - line);
                QCOMPARE(project->recoverRest(), rest->gestures);
                QVERIFY(!project->rest());
            }
        }
    }

    void whatComesAfterADamagedLineCanBeMadeAgain() {
        auto random = gestures(38);
        std::vector<Gesture> made;
        {
            const auto project = create();
            for (int n = 0; n < 10; ++n) made.push_back(project->commit(random.gesture()));
            (void)project->undo();
            (void)project->undo();
            (void)project->redo();
            project->mint({{77, {1, 2, 3}}});
        }
        auto all = lines();
        all[3][20] ^= 1;
        writeLines(all);
        Held recovered;
        {
            const auto project = open();
            QCOMPARE(project->history().steps().size(), std::size_t{3});
            const auto rest = project->rest();
            QVERIFY(rest);
            // 5 to 9 are done; 10 was undone, 4 is lost.
            QCOMPARE(rest->gestures, std::size_t{5});
            QVERIFY(rest->sentence.find("byte") != std::string::npos);
            QVERIFY(project->minted().empty());
            // What is said before it is asked for stays.
            (void)project->commit(random.gesture());
            QVERIFY(project->rest());
            QCOMPARE(project->recoverRest(), std::size_t{5});
            QCOMPARE(project->history().steps().size(), std::size_t{9});
            for (std::size_t i = 0; i < 5; ++i) {
                const auto step = project->history().gesture(4 + i);
                QVERIFY(step.said == made[4 + i].said);
                QCOMPARE(step.name, made[4 + i].name);
                QCOMPARE(step.time, made[4 + i].time);
            }
            QCOMPARE(project->minted().size(), std::size_t{1});
            recovered = heldBy(*project);
        }
        // Nothing that was there is gone, and nothing is offered twice.
        QVERIFY(std::ranges::equal(all, lines() | std::views::take(all.size())));
        auto project = open();
        QVERIFY(heldBy(*project) == recovered);
        QVERIFY(!project->rest());
        project->goTo(0);
        QVERIFY(project->assertions().empty());
        project->save();
        project.reset();
        QVERIFY(open()->assertions().empty());
    }

    void workGoesOnAfterDamageThatIsNotRecovered() {
        auto random = gestures(39);
        {
            const auto project = create();
            edit(*project, random, 20);
        }
        auto all = lines();
        all[5][9] ^= 4;
        writeLines(all);
        Held now;
        {
            const auto project = open();
            QVERIFY(project->rest());
            edit(*project, random, 15);
            now = heldBy(*project);
        }
        {
            const auto project = open();
            QVERIFY(heldBy(*project) == now);
            QVERIFY(!project->rest());
        }
        // More damage later, and a line that reads well again.
        all[5][9] ^= 4;
        auto repaired = lines();
        repaired[5] = all[5];
        writeLines(repaired);
        QVERIFY(heldBy(*open()) == now);
    }

    void missingLinesAreFound() {
        auto random = gestures(40);
        {
            const auto project = create();
            for (int n = 0; n < 10; ++n) (void)project->commit(random.gesture());
        }
        auto all = lines();
        all.erase(all.begin() + 4);
        writeLines(all);
        const auto project = open();
        QCOMPARE(project->history().steps().size(), std::size_t{4});
        QVERIFY(project->rest());
        QVERIFY(project->rest()->sentence.find("missing") != std::string::npos);
        QCOMPARE(project->rest()->gestures, std::size_t{5});
    }

    void aDamagedSnapshotIsNotUsed() {
        auto random = gestures(41);
        Held before;
        {
            const auto project = create();
            edit(*project, random, 40);
            project->save();
            edit(*project, random, 5);
            before = heldBy(*project);
        }
        const auto snapshot = test_files::bytesOf(folder() / "snapshot.bin");
        for (qsizetype at = 0; at < snapshot.size(); at += 1 + snapshot.size() / 150) {
            QByteArray changed = snapshot;
            changed[at] = static_cast<char>(changed[at] ^ 16);
            if (at % 3 == 0) changed.truncate(at);
            test_files::write(folder() / "snapshot.bin", changed);
            const auto project = open();
            QVERIFY(heldBy(*project) == before);
            QVERIFY(test_files::joined(project->notes()).contains("snapshot"));
        }
        // One of another journal is not used either.
        test_files::write(folder() / "snapshot.bin", snapshot);
        auto all = lines();
        all.resize(3);
        writeLines(all);
        const auto project = open();
        QVERIFY(test_files::joined(project->notes()).contains("not of this journal"));
        QVERIFY(project->assertions() == readProject(folder(), 3).assertions);
    }

    void aStepWhoseLineIsDamagedUnderASnapshotSaysSo() {
        auto random = gestures(42);
        {
            const auto project = create();
            for (int n = 0; n < 50; ++n) (void)project->commit(random.gesture());
            project->save();
        }
        auto all = lines();
        all[10][30] ^= 1;
        writeLines(all);
        const auto project = open();
        project->goTo(11);
        const auto before = heldBy(*project);
        const auto said = refusal([&] { (void)project->undo(); });
        QVERIFY2(said.contains("checksum") && said.endsWith('.'), qPrintable(said));
        QVERIFY(heldBy(*project) == before);
        (void)project->commit(random.gesture());
    }

    void aSecondInstanceIsReadOnlyAndSaysSo() {
        auto random = gestures(43);
        const auto first = create();
        edit(*first, random, 10);
        QVERIFY(first->flush());
        const auto second = open();
        QVERIFY(second->readOnly());
        const auto note = test_files::joined(second->notes());
        QVERIFY2(note.contains("read-only") && note.contains(QString::number(::getpid())),
                 qPrintable(note));
        QVERIFY(second->assertions() == first->assertions());
        for (const auto& work : std::vector<std::function<void()>>{
                 [&] { (void)second->commit(random.gesture()); }, [&] { (void)second->undo(); },
                 [&] {
                     second->mint({{5, {0, 0, 0}}});
                 },
                 [&] { second->save(); }, [&] { (void)second->recoverRest(); },
                 [&] { second->moveTo(at("other.axo")); }}) {
            const auto said = refusal(work);
            QVERIFY2(said.contains("open in another window"), qPrintable(said));
        }
        // Its copy can be written to, and knows every step.
        second->copyTo(at("copy.axo"));
        QVERIFY(!second->readOnly());
        (void)second->commit(random.gesture());
        (void)first->commit(random.gesture());
        second->goTo(0);
        QVERIFY(second->assertions().empty());
        QVERIFY(!first->assertions().empty());
    }

    void theLockOfAnotherProcessCountsUntilItIsGone() {
        (void)create();
        const test::Shared<std::atomic<int>> ready;
        const pid_t child = test::startChild([&] {
            const auto project = open();
            *ready = project->readOnly() ? 2 : 1;
            ::pause();
        });
        QTRY_COMPARE(ready->load(), 1);
        const auto note = open()->readOnlyBecause();
        QVERIFY2(note.find(std::to_string(child)) != std::string::npos, note.c_str());
        ::kill(child, SIGKILL);
        (void)test::endOf(child);
        // What it wrote about itself is still there.
        QVERIFY(fs::file_size(folder() / ProjectLock::kFileName) > 0);
        QVERIFY(!open()->readOnly());
        QVERIFY(!open()->readOnly());
    }

    void aFolderThatMayNotBeWrittenToOpensReadOnly() {
        auto random = gestures(44);
        {
            const auto project = create();
            edit(*project, random, 10);
        }
        QCOMPARE(::chmod(folder().c_str(), 0555), 0);
        QCOMPARE(::chmod((folder() / ProjectLock::kFileName).c_str(), 0444), 0);
        QCOMPARE(::chmod(folder_->path().toUtf8().constData(), 0755), 0);
        const bool wasRoot = ::geteuid() == 0;
        if (wasRoot) QCOMPARE(::seteuid(65534), 0);
        QString why;
        const auto said = refusal([&] { why = QString::fromStdString(open()->readOnlyBecause()); });
        if (wasRoot) QCOMPARE(::seteuid(0), 0);
        QCOMPARE(::chmod(folder().c_str(), 0755), 0);
        QCOMPARE(said, QString());
        QVERIFY2(why.contains("read-only") && why.contains("Permission"), qPrintable(why));
    }

    void aFullDiskKeepsTheWorkAndSaysSo() {
        if (!disk_.mount("size=300k")) QSKIP("a small disk needs root or user namespaces");
        auto random = gestures(45);
        const fs::path where = disk_.folder() / "cells.axo";
        std::mutex mutex;
        std::string banner;
        auto options = byMe();
        options.problem = [&](const std::string& text) {
            const std::lock_guard lock(mutex);
            banner = text;
        };
        Held before;
        {
            const auto project = Project::create(where, *stack_, options);
            edit(*project, random, 20);
            const auto room = fs::space(disk_.folder()).available;
            test_files::write(disk_.folder() / "other",
                              QByteArray(static_cast<qsizetype>(room - 8192), 'x'));
            edit(*project, random, 200);
            QVERIFY(!project->flush());
            QVERIFY(QString::fromStdString(project->problem()).contains("disk is full"));
            QVERIFY(!refusal([&] { project->save(); }).isEmpty());
            const auto held = heldBy(*project);
            project->goTo(0);
            QVERIFY(project->assertions().empty());
            project->goTo(held.position);
            QVERIFY(project->assertions() == held.assertions);
            {
                const std::lock_guard lock(mutex);
                QVERIFY(banner.find("disk is full") != std::string::npos);
            }
            fs::remove(disk_.folder() / "other");
            QTRY_VERIFY_WITH_TIMEOUT(project->problem().empty(), 5000);
            {
                const std::lock_guard lock(mutex);
                QVERIFY(banner.empty());
            }
            project->save();
            before = heldBy(*project);
        }
        const auto again = Project::open(where, byMe());
        QVERIFY(again->notes().empty());
        QVERIFY(heldBy(*again) == before);
    }

    void aFullDiskCanBeLeftWithEverything() {
        if (!disk_.mount("size=150k")) QSKIP("a small disk needs root or user namespaces");
        auto random = gestures(46);
        const auto project = Project::create(disk_.folder() / "cells.axo", *stack_, byMe());
        edit(*project, random, 400);
        QVERIFY(!project->flush());
        const auto before = heldBy(*project);
        project->copyTo(folder());
        QVERIFY(project->problem().empty());
        QCOMPARE(project->folder(), folder());
        QVERIFY(heldBy(*project) == before);
        edit(*project, random, 10);
        QVERIFY(project->flush());
        QVERIFY(readProject(folder()).assertions == project->assertions());
        // The other way round there is no room, and nothing is left behind.
        const auto said = refusal([&] { project->copyTo(disk_.folder() / "back.axo"); });
        QVERIFY2(said.endsWith('.') && said.size() > 20, qPrintable(said));
        QVERIFY(!fs::exists(disk_.folder() / "back.axo"));
        QCOMPARE(project->folder(), folder());
        (void)project->commit(random.gesture());
        QVERIFY(project->flush());
    }

    void aMovedProjectGoesOnInItsNewPlace_data() {
        QTest::addColumn<bool>("otherDisk");
        QTest::newRow("on the same disk") << false;
        QTest::newRow("to another disk") << true;
    }
    void aMovedProjectGoesOnInItsNewPlace() {
        QFETCH(bool, otherDisk);
        if (otherDisk && !disk_.mount("size=50m"))
            QSKIP("a small disk needs root or user namespaces");
        auto random = gestures(47);
        const fs::path target = (otherDisk ? disk_.folder() : at("")) / "moved.axo";
        const auto project = create();
        edit(*project, random, 20);
        QVERIFY(!refusal([&] { project->moveTo(at("")); }).isEmpty());
        QVERIFY(!refusal([&] { project->moveTo(at("no/such/folder")); }).isEmpty());
        QCOMPARE(project->folder(), folder());
        project->moveTo(target);
        QVERIFY(!fs::exists(folder()));
        QCOMPARE(project->folder(), target);
        edit(*project, random, 20);
        project->save();
        project->goTo(0);
        QVERIFY(project->flush());
        QVERIFY(readProject(target).assertions.empty());
        QVERIFY(Project::open(target, byMe())->readOnly());
    }

    void theStackIsFoundWhereItWasOrMovedAlong() {
        const auto together = at("together");
        fs::create_directory(together);
        const auto file = together / "stack.tif";
        writeStack(file, *stack_);
        stack_->path = file.string();
        (void)Project::create(together / "cells.axo", *stack_, byMe());
        const auto find = [](const fs::path& project) {
            return findStack(readProject(project).stack, project);
        };
        QCOMPARE(find(together / "cells.axo"), file.string());
        // Both moved.
        fs::rename(together, at("elsewhere"));
        QCOMPARE(find(at("elsewhere") / "cells.axo"), (at("elsewhere") / "stack.tif").string());
        // Another stack where it was does not stand in its way.
        fs::create_directory(together);
        writeStack(file, *test_files::stackOf<std::uint8_t>(kWidth, kHeight, kDepth + 1));
        QCOMPARE(find(at("elsewhere") / "cells.axo"), (at("elsewhere") / "stack.tif").string());
        // Only the project was moved, and another stack of that size has its place.
        fs::remove(at("elsewhere") / "stack.tif");
        const Volume<std::uint8_t> flat(kWidth, kHeight, kDepth, 7);
        writeStack(file, Stack(flat.clone()));
        const auto said = refusal([&] { (void)find(at("elsewhere") / "cells.axo"); });
        QVERIFY2(said.contains("There is no") && said.contains("other values") &&
                     said.contains("60 x 40 x 5 voxels of type uint8"),
                 qPrintable(said));
        // The right one, wherever it is, is taken; another is not.
        writeStack(at("found.tif"), *stack_);
        auto found = readStack(at("found.tif"));
        const auto project = Project::open(at("elsewhere") / "cells.axo", byMe());
        project->setStack(found);
        QCOMPARE(project->stack().path, at("found.tif").string());
        project->save();
        QCOMPARE(find(at("elsewhere") / "cells.axo"), at("found.tif").string());
        const auto wrong = refusal([&] { project->setStack(Stack(flat.clone())); });
        QVERIFY2(wrong.contains("other values") && wrong.endsWith('.'), qPrintable(wrong));
        QCOMPARE(project->stack().path, at("found.tif").string());
        stack_->path.clear();
    }

    void aStackMadeInMemoryIsKnownByItsVoxels() {
        const auto project = create();
        QVERIFY(findStack(project->stack(), folder()).empty());
        project->setStack(*test_files::stackOf<std::uint8_t>(kWidth, kHeight, kDepth));
        QVERIFY(!refusal([&] {
                     project->setStack(
                         *test_files::stackOf<std::uint16_t>(kWidth, kHeight, kDepth));
                 }).isEmpty());
    }

    void aProjectOfANewerVersionIsRefused() {
        (void)create();
        auto text = test_files::bytesOf(folder() / "project.json");
        text.replace("\"version\": 1", "\"version\": 2");
        test_files::write(folder() / "project.json", text);
        const auto said = refusal([&] { (void)open(); });
        QVERIFY2(said.contains("newer version") && said.contains("Update"), qPrintable(said));
        QVERIFY(refusal([&] { (void)readProject(folder()); }) == said);
    }

    void whatIsNoProjectIsRefusedWithASentence() {
        QVERIFY(!isProject(folder()));
        for (const char* text : {"", "x", "{}", "[1]", "{\"format\":\"axolemma project\"}",
                                 "{\"format\":3,\"version\":1}",
                                 "{\"format\":\"axolemma project\",\"version\":1,\"stack\":{}}"}) {
            fs::create_directories(folder());
            test_files::write(folder() / "project.json", text);
            const auto said = refusal([&] { (void)open(); });
            QVERIFY2(said.contains("cells.axo") && said.endsWith('.'), qPrintable(said));
        }
        fs::remove(folder() / "project.json");
        QVERIFY(refusal([&] { (void)open(); }).contains("no project"));
        test_files::write(folder() / "mine", "x");
        QVERIFY(refusal([&] { (void)create(); }).contains("already"));
        QVERIFY(fs::exists(folder() / "mine"));
    }

    void whatTheStackDoesNotHoldIsNotSaid() {
        const auto project = create();
        Gesture gesture;
        gesture.place = {1000, -5, 2};
        gesture.said = {PixelAssertion{kDepth, PixelRuns({{1, 1, 2}}), PixelClaim::Boundary}};
        QVERIFY(refusal([&] { (void)project->commit(gesture); }).contains("not in the stack"));
        QVERIFY(!project->history().canUndo());
        gesture.said = {PixelAssertion{2, PixelRuns({{1, 1, kWidth + 1}}), PixelClaim::Boundary}};
        QVERIFY(!refusal([&] { (void)project->commit(gesture); }).isEmpty());
        gesture.said = {PixelAssertion{2, PixelRuns({{1, 1, kWidth}}), PixelClaim::Boundary}};
        // Where the view was may be beside the stack.
        QCOMPARE(project->commit(gesture).place, (Place{kWidth - 1, 0, 2}));
        QVERIFY(project->flush());
        QVERIFY(!readProject(folder()).assertions.empty());
    }

    void aSaveInAWorkerLeavesTheWindowFree() {
        auto random = gestures(48);
        const auto project = create();
        std::vector<std::thread> workers;
        for (int n = 0; n < 20; ++n) {
            edit(*project, random, 10);
            workers.emplace_back(project->saveJob());
        }
        for (auto& worker : workers) worker.join();
        const auto before = heldBy(*project);
        QVERIFY(readProject(folder()).assertions == before.assertions);
        QVERIFY(readProject(folder()).notes.empty());
    }
};

int main(int argc, char** argv) {
    test::SmallDisk::prepare();
    TestProject test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_project.moc"
