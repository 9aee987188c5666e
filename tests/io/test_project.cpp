// Projects: opened again, undone, gone back to, killed.
#include <array>
#include <atomic>
#include <limits>
#include <thread>

#include "journal_child.h"
#include "project_fixture.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

class TestProject : public QObject, private ProjectFixture {
    Q_OBJECT

  private Q_SLOTS:
    void init() { renew(); }

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
        const Shared<Finished> finished;
        const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
        (void)create();
        auto random = gestures(34);
        std::size_t known = 0;
        std::size_t notes = 0;
        std::int64_t youngest = std::numeric_limits<std::int64_t>::max();
        for (int round = 0; round < kRounds; ++round) {
            finished->steps = known;
            const pid_t child = startChild([&] {
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
            QVERIFY(WIFSIGNALED(endOf(child)));
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

QTEST_APPLESS_MAIN(TestProject)
#include "test_project.moc"
