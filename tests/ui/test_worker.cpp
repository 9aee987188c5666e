#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>
#include <memory>
#include <vector>

#include "ui/worker.h"

using namespace axolemma;

class TestWorker : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void runsElsewhereAndDeliversHere();
    void deliversWhatCanOnlyBeMoved();
    void turnsExceptionsIntoOutcomes();
    void postsArriveBeforeTheEndAndInOrder();
    void latestJobWins();
    void cancelledJobStillDeliversItsOutcome();
    void destructionStopsAndWaits();
};

void TestWorker::runsElsewhereAndDeliversHere() {
    Worker worker;
    QSignalSpy busy(&worker, &Worker::busyChanged);
    QThread* ranIn = nullptr;
    QThread* deliveredIn = nullptr;
    worker.start([](const Worker::Context&) { return QThread::currentThread(); },
                 [&](Outcome<QThread*> outcome) {
                     ranIn = *outcome.value;
                     deliveredIn = QThread::currentThread();
                 });
    QVERIFY(worker.busy());
    QTRY_VERIFY(deliveredIn);
    QVERIFY(ranIn != thread());
    QCOMPARE(deliveredIn, thread());
    QVERIFY(!worker.busy());
    QCOMPARE(busy.count(), 2);
}

void TestWorker::deliversWhatCanOnlyBeMoved() {
    Worker worker;
    auto input = std::make_unique<int>(20);
    std::unique_ptr<int> result;
    worker.start(
        [input = std::move(input)](const Worker::Context&) mutable {
            return std::make_unique<int>(*input + 1);
        },
        [&](Outcome<std::unique_ptr<int>> outcome) { result = std::move(*outcome.value); });
    QTRY_VERIFY(result);
    QCOMPARE(*result, 21);
}

void TestWorker::turnsExceptionsIntoOutcomes() {
    Worker worker;
    std::vector<Outcome<std::monostate>> outcomes;
    const auto keep = [&](Outcome<std::monostate> outcome) { outcomes.push_back(outcome); };
    worker.start([](const Worker::Context&) { throw Error("a.tif: truncated."); }, keep);
    QTRY_COMPARE(outcomes.size(), 1U);
    worker.start([](const Worker::Context&) { throw Cancelled(); }, keep);
    QTRY_COMPARE(outcomes.size(), 2U);
    worker.start([](const Worker::Context&) { throw std::bad_alloc(); }, keep);
    QTRY_COMPARE(outcomes.size(), 3U);
    QCOMPARE(outcomes[0].error, std::string("a.tif: truncated."));
    QVERIFY(!outcomes[0].cancelled && !outcomes[0].value);
    QVERIFY(outcomes[1].cancelled && outcomes[1].error.empty());
    QVERIFY(outcomes[2].error.find("memory") != std::string::npos);
}

void TestWorker::postsArriveBeforeTheEndAndInOrder() {
    Worker worker;
    std::vector<int> seen;
    worker.start(
        [&seen](const Worker::Context& context) {
            for (int i = 0; i < 50; ++i) {
                auto value = std::make_unique<int>(i);
                context.post([&seen, value = std::move(value)] { seen.push_back(*value); });
            }
        },
        [&](Outcome<std::monostate>) { seen.push_back(-1); });
    QTRY_VERIFY(!seen.empty() && seen.back() == -1);
    QCOMPARE(seen.size(), 51U);
    for (int i = 0; i < 50; ++i) QCOMPARE(seen[i], i);
}

void TestWorker::latestJobWins() {
    Worker worker;
    std::vector<int> ends;
    std::atomic<bool> firstWasStopped = false;
    int posted = 0;
    worker.start(
        [&](const Worker::Context& context) {
            context.post([&posted] { ++posted; });
            while (!context.stop().stop_requested()) QThread::msleep(1);
            firstWasStopped = true;
            return 1;
        },
        [&](Outcome<int> outcome) { ends.push_back(*outcome.value); });
    worker.start([](const Worker::Context&) { return 2; },
                 [&](Outcome<int> outcome) { ends.push_back(*outcome.value); });
    QTRY_VERIFY(!worker.busy());
    QVERIFY(firstWasStopped);
    QCOMPARE(ends, std::vector<int>{2});
    QCOMPARE(posted, 0);
}

void TestWorker::cancelledJobStillDeliversItsOutcome() {
    Worker worker;
    std::optional<int> result;
    worker.start(
        [](const Worker::Context& context) {
            while (!context.stop().stop_requested()) QThread::msleep(1);
            return 7;
        },
        [&](Outcome<int> outcome) { result = outcome.value; });
    worker.cancel();
    QTRY_VERIFY(result);
    QCOMPARE(*result, 7);
}

void TestWorker::destructionStopsAndWaits() {
    std::atomic<bool> ended = false;
    bool delivered = false;
    {
        Worker worker;
        worker.start(
            [&](const Worker::Context& context) {
                while (!context.stop().stop_requested()) QThread::msleep(1);
                ended = true;
            },
            [&](Outcome<std::monostate>) { delivered = true; });
    }
    QVERIFY(ended);
    QCoreApplication::processEvents();
    QVERIFY(!delivered);
}

QTEST_GUILESS_MAIN(TestWorker)
#include "test_worker.moc"
