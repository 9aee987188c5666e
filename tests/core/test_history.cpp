#include <QElapsedTimer>
#include <QtTest>
#include <map>

#include "core/error.h"
#include "core/proofreading/history.h"
#include "tests/support/random_gestures.h"

using namespace axolemma;
using axolemma::test::RandomGestures;

namespace {

/// Every state there was, whole.
struct Model {
    struct State {
        Assertions assertions;
        std::string proposal;
    };
    std::vector<State> states = {State()};
    std::size_t position = 0;
};

/// What a project does: keeps gestures where memory does not count.
class Shelf {
  public:
    History::Loader loader() {
        return [this](const HistoryStep& step) {
            ++read;
            if (broken) throw Error("The shelf fell down. Lift it.");
            return gestures.at(step.stored.offset);
        };
    }
    JournalSpan put(const Gesture& gesture) {
        gestures[gesture.sequence] = gesture;
        return {gesture.sequence, 1};
    }
    std::map<std::uint64_t, Gesture> gestures;
    int read = 0;
    bool broken = false;
};

Gesture stroke(RandomGestures& random, int n) {
    Gesture gesture;
    gesture.name = "Stroke " + std::to_string(n);
    const int x = random.below(2048);
    const int y = random.below(2048);
    gesture.said = {PixelAssertion{
        n % 30, test::capsule(x, y, random.below(2048), random.below(2048), 32, 2048, 2048),
        n % 2 == 0 ? PixelClaim::Boundary : PixelClaim::Interior}};
    return gesture;
}

}  // namespace

class TestHistory : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void undoAndRedoReachEveryStateThatWas_data() {
        QTest::addColumn<bool>("withShelf");
        QTest::addColumn<int>("budget");
        QTest::newRow("all in memory") << false << 0;
        QTest::newRow("nothing in memory") << true << 0;
        QTest::newRow("some in memory") << true << 3000;
    }
    void undoAndRedoReachEveryStateThatWas() {
        QFETCH(bool, withShelf);
        QFETCH(int, budget);
        RandomGestures random(11, 30, 20, 3);
        Shelf shelf;
        History history(withShelf ? shelf.loader() : History::Loader(), budget);
        Model model;
        for (int step = 0; step < 2500; ++step) {
            const int what = random.below(8);
            if (what < 4) {
                auto gesture = random.gesture();
                const auto done = history.commit(gesture);
                if (withShelf) history.setStored(shelf.put(done));
                model.states.resize(model.position + 1);
                auto next = model.states.back();
                gesture.before = next.assertions.say(gesture.said);
                if (!gesture.proposal.empty()) {
                    gesture.proposalBefore = next.proposal;
                    next.proposal = gesture.proposal;
                }
                model.states.push_back(next);
                ++model.position;
                gesture.sequence = done.sequence;
                QVERIFY(done == gesture);
            } else if (what < 6 && history.canUndo()) {
                const auto undone = history.undo();
                QCOMPARE(undone.name, history.steps()[history.position()].name);
                --model.position;
            } else if (history.canRedo()) {
                const auto redone = history.redo();
                QVERIFY(redone == history.gesture(history.position() - 1));
                ++model.position;
            }
            const auto& truth = model.states[model.position];
            QVERIFY(history.assertions() == truth.assertions);
            QCOMPARE(history.proposal(), truth.proposal);
            QCOMPARE(history.position(), model.position);
            QCOMPARE(history.steps().size(), model.states.size() - 1);
            QCOMPARE(history.canUndo(), model.position > 0);
            QCOMPARE(history.canRedo(), model.position + 1 < model.states.size());
            // The last step may be larger than the budget.
            if (withShelf) QVERIFY(history.memoryUsed() <= static_cast<std::size_t>(budget) + 2000);
        }
        while (history.canUndo()) (void)history.undo();
        QVERIFY(history.assertions().empty());
        QVERIFY(history.proposal().empty());
        if (withShelf) QVERIFY(shelf.read > 0);
    }

    void aStateThatWasKeptElsewhereGoesOn() {
        RandomGestures random(12, 30, 20, 3);
        Shelf shelf;
        History history(shelf.loader());
        std::vector<Assertions> states = {Assertions()};
        for (int n = 0; n < 60; ++n) {
            history.setStored(shelf.put(history.commit(random.gesture())));
            states.push_back(history.assertions());
        }
        for (int n = 0; n < 20; ++n) (void)history.undo();
        History again(history.state(), shelf.loader());
        QCOMPARE(again.memoryUsed(), std::size_t{0});
        QVERIFY(again.assertions() == states[40]);
        while (again.canRedo()) (void)again.redo();
        QVERIFY(again.assertions() == states[60]);
        for (std::size_t n = 60; n-- > 30;) {
            (void)again.undo();
            QVERIFY(again.assertions() == states[n]);
        }
        again.setStored(shelf.put(again.commit(random.gesture())));
        QCOMPARE(again.steps().size(), std::size_t{31});
        QVERIFY(!again.canRedo());
        while (again.canUndo()) (void)again.undo();
        QVERIFY(again.assertions().empty());
    }

    void aStepThatCannotBeReadBackChangesNothing() {
        RandomGestures random(13, 30, 20, 3);
        Shelf shelf;
        History history(shelf.loader(), 0);
        for (int n = 0; n < 3; ++n) history.setStored(shelf.put(history.commit(random.gesture())));
        (void)history.undo();  // The last one is in memory.
        const Assertions before = history.assertions();
        shelf.broken = true;
        QVERIFY_EXCEPTION_THROWN((void)history.undo(), Error);
        QVERIFY(history.assertions() == before);
        QCOMPARE(history.position(), std::size_t{2});
        shelf.broken = false;
        (void)history.undo();
        QCOMPARE(history.position(), std::size_t{1});
    }

    void aThousandStrokesFitInto64Megabytes() {
        RandomGestures random(14, 2048, 2048, 30);
        History history;
        for (int n = 0; n < 1000; ++n) (void)history.commit(stroke(random, n));
        qInfo("1000 strokes of radius 32 across 2048 x 2048: %.1f MB",
              static_cast<double>(history.memoryUsed()) / 1e6);
        QVERIFY(history.memoryUsed() < 64U << 20U);
        // A limit that a busy machine keeps; the benchmark has the exact number.
        qint64 slowest = 0;
        while (history.canUndo()) {
            QElapsedTimer timer;
            timer.start();
            (void)history.undo();
            slowest = std::max(slowest, timer.nsecsElapsed());
        }
        qInfo("the slowest undo: %.2f ms", static_cast<double>(slowest) / 1e6);
        QVERIFY(history.assertions().empty());
        QVERIFY(slowest < 500'000'000);
    }
};

QTEST_APPLESS_MAIN(TestHistory)
#include "test_history.moc"
