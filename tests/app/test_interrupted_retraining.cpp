#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <map>
#include <thread>

#include "segmentation/model_file.h"
#include "tests/app/taught_folder.h"
#include "tests/support/small_disk.h"

namespace axolemma {

namespace {

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Every file of a folder by its path, with its content.
std::map<std::string, std::string> contentOf(const fs::path& folder) {
    std::map<std::string, std::string> content;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        content[entry.path().string()] = entry.is_regular_file() ? bytesOf(entry.path()) : "";
    return content;
}

bool sameWeights(const ModelFile& a, const ModelFile& b) {
    if (a.tensors.size() != b.tensors.size()) return false;
    for (std::size_t i = 0; i < a.tensors.size(); ++i)
        if (a.tensors[i].values != b.tensors[i].values) return false;
    return true;
}

/// Whether a file is being written in this folder.
bool isWriting(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().find(".partial") != std::string::npos) return true;
    return false;
}

}  // namespace

/// Teaching that is killed, cancelled or runs out of disk.
class TestInterruptedRetraining : public QObject, TaughtFolder {
    Q_OBJECT

    static constexpr int kSteps = 24;
    test::SmallDisk disk_;

    QString command(const fs::path& output, double checkpointSeconds) const {
        return QString(
                   "retrain cells.axo --model young.axomodel --threads 1 --progress json "
                   "--steps %1 --checkpoint-seconds %2 -o %3")
            .arg(kSteps)
            .arg(checkpointSeconds)
            .arg(QString::fromStdString(output.string()));
    }
    static fs::path checkpointOf(const fs::path& output) { return output.string() + ".checkpoint"; }

    void start(QProcess& process, const QString& arguments) const {
        prepare(process, folder_.path());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setArguments(arguments.split(' ', Qt::SkipEmptyParts));
        process.start();
    }
    /// False if the process ends before `happens`.
    static bool waitUntil(QProcess& process, const std::function<bool()>& happens) {
        while (!happens())
            if (process.waitForFinished(2)) return false;
        return true;
    }
    /// Ctrl-C.
    static Outcome interrupted(QProcess& process) {
        if (::kill(static_cast<pid_t>(process.processId()), SIGINT) != 0) return {};
        return outcomeOf(process);
    }
    /// What the same training makes of the young network when nobody disturbs it.
    ModelFile undisturbed() const { return readModelFile(path("whole.axomodel")); }

    fs::path filler() const { return disk_.folder() / "others"; }
    /// Takes whatever room is left.
    void fill() const {
        std::ofstream file(filler(), std::ios::binary | std::ios::app);
        const std::vector<char> page(4096, 'x');
        while (file.write(page.data(), 4096) && file.flush()) {
        }
    }
    /// A full disk was said once, of this file, and with what to do.
    static void verifyFullDiskIsSaid(const Outcome& outcome, const fs::path& file) {
        COMPARE_CODE(outcome, 1);
        const auto [count, sentence] = errorsIn(outcome.err);
        QCOMPARE(count, 1);
        QVERIFY2(sentence.contains(QString::fromStdString(file.string())) &&
                     sentence.contains("No space left") && sentence.contains("make room") &&
                     sentence.endsWith('.'),
                 qPrintable(sentence));
    }

    /// later/cells.axo: the same project when one more thing was said that nothing is learnt from.
    void makeALaterOne() const {
        fs::create_directories(path("later"));
        fs::copy(path("cells.axo"), path("later/cells.axo"), fs::copy_options::recursive);
        const auto project = Project::open(path("later/cells.axo"), {});
        Gesture gesture;
        gesture.name = "Split";
        gesture.place = {5, 5, 1};
        gesture.said = {LinkAssertion{{5, 5, 1}, {90, 90, 1}, Relation::Different}};
        (void)project->commit(std::move(gesture));
        QVERIFY(project->flush());
    }

  private Q_SLOTS:
    void initTestCase() {
        makeStackAndNetwork();
        makeProject("cells.axo", {truthOf(0), truthOf(3), truthOf(6)});
        COMPARE_CODE(call(command("whole.axomodel", 60)), 0);
        QCOMPARE(undisturbed().info.provenance.at("steps"), std::to_string(kSteps));
        makeALaterOne();
    }
    void cleanup() { disk_.unmount(); }

    void whateverKillsItTheRestIsLearntAfterwards_data() {
        QTest::addColumn<bool>("whileWriting");
        QTest::addColumn<int>("milliseconds");
        QTest::newRow("as soon as there is a checkpoint") << false << 0;
        QTest::newRow("a little later") << false << 170;
        QTest::newRow("while a checkpoint is written") << true << 0;
        QTest::newRow("a little later, while one is written") << true << 400;
    }
    void whateverKillsItTheRestIsLearntAfterwards() {
        QFETCH(bool, whileWriting);
        QFETCH(int, milliseconds);
        const fs::path output = path("killed.axomodel");
        fs::remove(output);
        fs::remove(checkpointOf(output));
        const auto before = contentOf(path("cells.axo"));
        // Killed in its first and in its second run.
        for (const char* resume : {"", " --resume"}) {
            QProcess process;
            start(process, command(output, 0.05) + resume);
            const bool alive = waitUntil(process, [&] { return fs::exists(checkpointOf(output)); });
            QVERIFY2(alive, process.readAllStandardError().constData());
            std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
            if (whileWriting)
                QVERIFY(waitUntil(process, [&] { return isWriting(output.parent_path()); }));
            process.kill();
            QVERIFY(process.waitForFinished());
            QCOMPARE(process.exitStatus(), QProcess::CrashExit);
            // Whole or not there, never a half.
            QVERIFY(!fs::exists(output));
            QVERIFY(!readModelFile(checkpointOf(output)).tensors.empty());
            QVERIFY(contentOf(path("cells.axo")) == before);
        }
        COMPARE_CODE(call(command(output, 0.05) + " --resume"), 0);
        QVERIFY(sameWeights(readModelFile(output), undisturbed()));
        QVERIFY(!fs::exists(checkpointOf(output)));
        QVERIFY(contentOf(path("cells.axo")) == before);
        // Nor are halves of files left beside it.
        QVERIFY(!isWriting(output.parent_path()));
    }

    void killedItLeavesTheModelThatWasThere() {
        const fs::path output = path("old.axomodel");
        fs::copy_file(path("young.axomodel"), output);
        QProcess process;
        start(process, command(output, 0.05));
        QVERIFY(waitUntil(process, [&] { return fs::exists(checkpointOf(output)); }));
        process.kill();
        QVERIFY(process.waitForFinished());
        QCOMPARE(bytesOf(output), bytesOf(path("young.axomodel")));
    }

    void cancelledItGoesOnWhereItWas() {
        const fs::path output = path("cancelled.axomodel");
        const auto before = contentOf(path("cells.axo"));
        QProcess process;
        start(process, command(output, 0.05));
        QVERIFY(waitUntil(process, [&] { return fs::exists(checkpointOf(output)); }));
        COMPARE_CODE(interrupted(process), 130);
        QVERIFY(!readModelFile(output).tensors.empty());
        QVERIFY(contentOf(path("cells.axo")) == before);
        COMPARE_CODE(call(command(output, 60) + " --resume"), 0);
        QVERIFY(sameWeights(readModelFile(output), undisturbed()));
    }

    void cancelledWhileItIsJudgedItIsOnlyJudgedAfterwards() {
        const fs::path output = path("unjudged.axomodel");
        QProcess process;
        start(process, command(output, 60).remove("--progress json"));
        QVERIFY(waitUntil(process, [&] { return fs::exists(output); }));
        const Outcome outcome = interrupted(process);
        COMPARE_CODE(outcome, 130);
        QVERIFY2(outcome.err.contains("unjudged.axomodel: the model is written, but not judged") &&
                     outcome.err.contains("--resume"),
                 outcome.err.constData());
        QVERIFY(sameWeights(readModelFile(output), undisturbed()));
        const std::string learnt = bytesOf(output);
        const Outcome judged = call(command(output, 60) + " --resume --json");
        COMPARE_CODE(judged, 0);
        const QJsonObject said = jsonLines(judged.out).value(0);
        QVERIFY2(said.contains("outcome"), judged.out.constData());
        QCOMPARE(said["steps"].toInt(), kSteps);
        QVERIFY2(!judged.err.contains("\"event\":\"training\""), judged.err.constData());
        QCOMPARE(bytesOf(output), learnt);
    }

    void aModelThatThisTrainingDoesNotMakeIsNotJudgedForIt_data() {
        QTest::addColumn<QString>("then");
        QTest::addColumn<QString>("now");
        const auto row = [](const char* name, const char* then, const char* now) {
            QTest::newRow(name) << then << now;
        };
        row("another seed", "--threads 1", "--threads 1 --seed 2");
        row("another name", "--threads 1", "--threads 1 --name mine");
        row("another part held out", "--threads 1", "--threads 1 --validation 0-3");
        row("another length", "--steps 24", "--steps 23");
        row("another network", "young.axomodel", "default");
        row("a later project", "cells.axo", "later/cells.axo");
    }
    void aModelThatThisTrainingDoesNotMakeIsNotJudgedForIt() {
        QFETCH(QString, then);
        QFETCH(QString, now);
        const fs::path output = path("whole.axomodel");
        const std::string learnt = bytesOf(output);
        const Outcome outcome = call(command(output, 60).replace(then, now) + " --resume");
        COMPARE_CODE(outcome, 1);
        const QString sentence = errorsIn(outcome.err).second;
        QVERIFY2(sentence.contains("whole.axomodel: this model is not what this training makes"),
                 qPrintable(sentence));
        QCOMPARE(bytesOf(output), learnt);
    }

    void whatWasStoppedAndLostItsCheckpointIsNotTakenForLearnt() {
        const fs::path output = path("lost.axomodel");
        QProcess process;
        start(process, command(output, 0.05));
        QVERIFY(waitUntil(process, [&] { return fs::exists(checkpointOf(output)); }));
        COMPARE_CODE(interrupted(process), 130);
        fs::remove(checkpointOf(output));
        const Outcome outcome = call(command(output, 60) + " --resume");
        COMPARE_CODE(outcome, 1);
        QVERIFY2(errorsIn(outcome.err).second.contains("not what this training makes"),
                 outcome.err.constData());
    }

    void aDiskThatFillsUpIsSaidAndTheLastCheckpointIsGoneOnWith() {
        if (!disk_.mount("size=16m"))
            QSKIP("a small disk needs root or user namespaces, and this system allows neither");
        const fs::path output = disk_.folder() / "taught.axomodel";
        fs::copy_file(path("young.axomodel"), output);
        QProcess process;
        start(process, command(output, 0.05));
        QVERIFY(waitUntil(process, [&] { return fs::exists(checkpointOf(output)); }));
        fill();
        verifyFullDiskIsSaid(outcomeOf(process), checkpointOf(output));
        QCOMPARE(bytesOf(output), bytesOf(path("young.axomodel")));
        QVERIFY(!readModelFile(checkpointOf(output)).tensors.empty());
        QVERIFY(!isWriting(disk_.folder()));
        fs::remove(filler());
        COMPARE_CODE(call(command(output, 60) + " --resume"), 0);
        QVERIFY(sameWeights(readModelFile(output), undisturbed()));
    }

    void aFullDiskForTheModelIsSaidAndTheOldOneStays_data() {
        QTest::addColumn<double>("checkpointSeconds");
        QTest::newRow("at the first checkpoint") << 0.01;
        QTest::newRow("at the end") << 600.0;
    }
    void aFullDiskForTheModelIsSaidAndTheOldOneStays() {
        QFETCH(double, checkpointSeconds);
        if (!disk_.mount("size=1m"))
            QSKIP("a small disk needs root or user namespaces, and this system allows neither");
        const fs::path output = disk_.folder() / "taught.axomodel";
        std::ofstream(output) << "the model of yesterday";
        fill();
        const Outcome outcome = call(command(output, checkpointSeconds));
        verifyFullDiskIsSaid(outcome, checkpointSeconds < 1 ? checkpointOf(output) : output);
        QCOMPARE(bytesOf(output), std::string("the model of yesterday"));
        QVERIFY(!fs::exists(checkpointOf(output)));
        QVERIFY(!isWriting(disk_.folder()));
    }
};

}  // namespace axolemma

using axolemma::TestInterruptedRetraining;

int main(int argc, char** argv) {
    axolemma::test::SmallDisk::prepare();
    QCoreApplication application(argc, argv);
    TestInterruptedRetraining test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_interrupted_retraining.moc"
