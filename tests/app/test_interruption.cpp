#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <csignal>

#include "core/io/stack_writer.h"
#include "tests/app/program.h"

using namespace axolemma;

namespace {

/// Ctrl-C once the running program has said `sign`; false if it ended before.
bool interruptAfter(QProcess& process, const QByteArray& sign) {
    QByteArray said;
    while (!said.contains(sign)) {
        if (!process.waitForReadyRead(120'000)) return false;
        said += process.readAllStandardError();
    }
    return ::kill(static_cast<pid_t>(process.processId()), SIGINT) == 0;
}

}  // namespace

/// The first Ctrl-C ends a command in order, with code 130.
class TestInterruption : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void trainingKeepsAModelThatCanBeUsed();
    void aStoppedEnsembleGoesOnWithItsOwnOptionsAlone();
    void segmentingLeavesNoFileBehind();
    void scoringEndsWithoutScores();
    void makingAProjectLeavesNoneBehind();
    void segmentingAProjectAgainChangesNothing();

  private:
    /// A stack on which a network is still at it when the signal comes.
    void makeDeepStack();
    void makeTinyModel();
    /// Runs a command, sends it Ctrl-C once it segments, and returns how it ended.
    void interruptWhileSegmenting(const QStringList& arguments);

    QTemporaryDir folder_;
};

void TestInterruption::initTestCase() {
    QVERIFY(folder_.isValid());
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "128", "128", "4"},
                     folder_.path()),
                 0);
}

void TestInterruption::trainingKeepsAModelThatCanBeUsed() {
    QProcess process;
    prepare(process, folder_.path());
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.setReadChannel(QProcess::StandardError);
    process.setArguments({"train", "--images", "stack.tif", "--labels", "truth.tif", "-o",
                          "tiny.axomodel", "--width", "4", "--crop", "64", "--batch", "1",
                          "--steps", "1000000", "--threads", "1", "--progress", "json"});
    process.start();
    QVERIFY(interruptAfter(process, "\"event\":\"training\""));
    const Outcome outcome = outcomeOf(process);
    COMPARE_CODE(outcome, 130);
    QVERIFY(outcome.out.isEmpty());
    const QJsonObject last = jsonLines(outcome.err).value(jsonLines(outcome.err).size() - 1);
    QCOMPARE(last["event"].toString(), QString("done"));
    QVERIFY(last["stopped"].toBool());
    COMPARE_CODE(run({"info", "tiny.axomodel"}, folder_.path()), 0);
}

void TestInterruption::aStoppedEnsembleGoesOnWithItsOwnOptionsAlone() {
    const auto arguments = [](const QString& more = {}) {
        return ("train --images stack.tif --labels truth.tif -o two.axomodel --members 2 --width 4 "
                "--crop 32 --batch 1 --steps 300 --threads 1 --progress json " +
                more)
            .split(' ', Qt::SkipEmptyParts);
    };
    QProcess process;
    prepare(process, folder_.path());
    process.setReadChannel(QProcess::StandardError);
    process.setArguments(arguments());
    process.start();
    QVERIFY(interruptAfter(process, "network 2 of 2"));
    COMPARE_CODE(outcomeOf(process), 130);
    QVERIFY(QFile::exists(folder_.filePath("two.member1.axomodel")));

    const auto refuses = [&](const QString& options) {
        const Outcome outcome = run(arguments("--resume " + options), folder_.path());
        return outcome.code == 1 && outcome.err.contains("two.member1.axomodel") &&
               outcome.err.contains("another training");
    };
    for (const char* options :
         {"--weight-decay 0.5", "--topology-weight 1", "--voxel-size 8 8 50", "--seed 2"})
        QVERIFY2(refuses(options), options);
    // Other labels under the same name.
    QVERIFY(QFile::rename(folder_.filePath("truth.tif"), folder_.filePath("kept.tif")));
    COMPARE_CODE(run({"sample", "any.tif", "--truth", "truth.tif", "--size", "128", "128", "4",
                      "--seed", "9"},
                     folder_.path()),
                 0);
    QVERIFY(refuses({}));
    QVERIFY(QFile::remove(folder_.filePath("truth.tif")));
    QVERIFY(QFile::rename(folder_.filePath("kept.tif"), folder_.filePath("truth.tif")));

    const Outcome rest = run(arguments("--resume"), folder_.path());
    COMPARE_CODE(rest, 0);
    QVERIFY2(!rest.err.contains("network 1 of 2"), rest.err.constData());
    QVERIFY(QFile::exists(folder_.filePath("two.axomodel")));
    QVERIFY(!QFile::exists(folder_.filePath("two.member1.axomodel")));
}

void TestInterruption::makeDeepStack() {
    if (QFile::exists(folder_.filePath("deep.nrrd"))) return;
    Volume<std::uint8_t> voxels(512, 512, 100);
    for (std::size_t i = 0; i < voxels.size(); ++i)
        voxels.data()[i] = static_cast<std::uint8_t>((i * 2654435761U) >> 24);
    writeStack(folder_.filePath("deep.nrrd").toStdString(), Stack(std::move(voxels)));
}

void TestInterruption::makeTinyModel() {
    if (QFile::exists(folder_.filePath("tiny.axomodel"))) return;
    COMPARE_CODE(
        run({"train", "--images", "stack.tif", "--labels", "truth.tif", "-o", "tiny.axomodel",
             "--width", "4", "--crop", "64", "--batch", "1", "--steps", "2", "--threads", "1"},
            folder_.path()),
        0);
}

void TestInterruption::interruptWhileSegmenting(const QStringList& arguments) {
    makeDeepStack();
    makeTinyModel();
    QProcess process;
    prepare(process, folder_.path());
    process.setReadChannel(QProcess::StandardError);
    process.setArguments(arguments + QStringList{"--model", "tiny.axomodel", "--threads", "1",
                                                 "--progress", "json"});
    process.start();
    QVERIFY(interruptAfter(process, "\"phase\":\"segmenting\""));
    QElapsedTimer sinceSignal;
    sinceSignal.start();
    const Outcome outcome = outcomeOf(process);
    COMPARE_CODE(outcome, 130);
    QVERIFY2(sinceSignal.elapsed() < 5000, "took longer than 5 s to stop");
    QVERIFY(outcome.err.contains("cancelled"));
}

void TestInterruption::segmentingLeavesNoFileBehind() {
    interruptWhileSegmenting(
        {"segment", "deep.nrrd", "-o", "labels.tif", "--probabilities", "p.tif"});
    QVERIFY(!QFile::exists(folder_.filePath("labels.tif")));
    QVERIFY(!QFile::exists(folder_.filePath("p.tif")));
}

void TestInterruption::makingAProjectLeavesNoneBehind() {
    interruptWhileSegmenting({"project", "deep.nrrd", "--segment", "-o", "deep.axo"});
    QVERIFY(!QFile::exists(folder_.filePath("deep.axo")));
    QCOMPARE(QDir(folder_.path()).entryList({"*deep*"}, QDir::AllEntries | QDir::Hidden),
             QStringList("deep.nrrd"));
}

void TestInterruption::segmentingAProjectAgainChangesNothing() {
    makeDeepStack();
    COMPARE_CODE(run({"project", "deep.nrrd", "-o", "again.axo"}, folder_.path()), 0);
    const auto content = [&] {
        QFile journal(folder_.filePath("again.axo/journal.jsonl"));
        return journal.open(QFile::ReadOnly) ? journal.readAll() : QByteArray("not there");
    };
    const QByteArray before = content();
    interruptWhileSegmenting({"resegment", "again.axo"});
    QCOMPARE(content(), before);
}

void TestInterruption::scoringEndsWithoutScores() {
    Volume<float> map(512, 512, 60);
    for (std::size_t i = 0; i < map.size(); ++i)
        map.data()[i] = static_cast<float>((i * 2654435761U) >> 8 & 0xFFFF) / 65536.0F;
    Volume<std::uint8_t> truth(512, 512, 60, std::uint8_t{1});
    for (std::size_t i = 0; i < truth.size(); i += 5) truth.data()[i] = 0;
    writeStack(folder_.filePath("map.nrrd").toStdString(), Stack(std::move(map)));
    writeStack(folder_.filePath("mask.nrrd").toStdString(), Stack(std::move(truth)));
    QProcess process;
    prepare(process, folder_.path());
    process.setReadChannel(QProcess::StandardError);
    process.setArguments({"evaluate", "--truth", "mask.nrrd", "--proposal", "map.nrrd", "--json",
                          "--progress", "json"});
    process.start();
    QVERIFY(interruptAfter(process, "\"phase\":\"scoring\""));
    QElapsedTimer sinceSignal;
    sinceSignal.start();
    const Outcome outcome = outcomeOf(process);
    COMPARE_CODE(outcome, 130);
    QVERIFY2(sinceSignal.elapsed() < 5000, "took longer than 5 s to stop");
    QVERIFY(outcome.out.isEmpty());
    QVERIFY(outcome.err.contains("cancelled"));
}

QTEST_APPLESS_MAIN(TestInterruption)
#include "test_interruption.moc"
