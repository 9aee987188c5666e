#include <QFile>
#include <QJsonArray>
#include <algorithm>
#include <filesystem>

#include "tests/app/taught_folder.h"

namespace axolemma {

/// From which network a training starts, that it stays, and that it is judged as the new one is.
class TestRetrainingParent : public QObject, TaughtFolder {
    Q_OBJECT

    QByteArray bytesOf(const QString& name) const {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void keep(const QString& file, const QString& name) const {
        COMPARE_CODE(call("models import " + file + " --name " + name), 0);
    }
    /// Too little to be judged by.
    Gesture oneCellOf(int z) const {
        Gesture gesture = truthOf(z);
        gesture.said = {gesture.said.at(1)};
        return gesture;
    }
    /// What a training of two steps says of itself.
    QJsonObject taught(const QString& projects) const {
        const Outcome outcome = call("retrain " + projects + " --steps 2 --json -o x.axomodel");
        if (outcome.code != 0) qWarning("%s", outcome.err.constData());
        return jsonLines(outcome.out).value(0);
    }

  private Q_SLOTS:
    void initTestCase() {
        makeStackAndNetwork();
        COMPARE_CODE(call("train --images stack.tif --labels truth.tif --width 4 --steps 2 "
                          "--batch 1 --crop 64 -o other.axomodel -q"),
                     0);
        COMPARE_CODE(call("models average young.axomodel other.axomodel --refer -o both.axomodel"),
                     0);
        fs::create_symlink(path("young.axomodel"), path("link.axomodel"));
        makeProject("cells.axo", {truthOf(0), truthOf(3), truthOf(6)});
    }
    void init() { fs::remove_all(path("axolemma/models")); }

    void theNetworkThatItStartsFromIsNotReplaced_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("output");
        const auto row = [](const char* name, const char* model, const char* output) {
            QTest::newRow(name) << model << output;
        };
        row("a file", "--model young.axomodel", "young.axomodel");
        row("another path to it", "--model young.axomodel", "./young.axomodel");
        row("a link to it", "--model young.axomodel", "link.axomodel");
        row("a name", "--model cortex", "axolemma/models/cortex.axomodel");
        row("the project's", "", "axolemma/models/cortex.axomodel");
        row("one of a mean", "--model both.axomodel", "other.axomodel");
    }
    void theNetworkThatItStartsFromIsNotReplaced() {
        QFETCH(QString, model);
        QFETCH(QString, output);
        keep("young.axomodel", "cortex");
        const QByteArray before = bytesOf(output);
        const Outcome outcome = call("retrain cells.axo --steps 2 " + model + " -o " + output);
        COMPARE_CODE(outcome, 1);
        QVERIFY2(
            outcome.err.contains(output.toUtf8() + ": ") && outcome.err.contains("another name"),
            outcome.err.constData());
        QVERIFY(!before.isEmpty());
        QCOMPARE(bytesOf(output), before);
        QVERIFY(!fs::exists(path(output.toStdString() + ".checkpoint")));
    }

    void theNetworkOfAProjectIsKnownByItsContent() {
        keep("young.axomodel", "cortex");
        // This has its name.
        keep("other.axomodel", "young");
        QCOMPARE(taught("cells.axo")["parent"].toString(), QString("cortex"));
    }

    void aNetworkThatIsNotThereAnyMoreIsAskedFor() {
        const QString command = "retrain cells.axo --steps 2 -o x.axomodel";
        const Outcome gone = call(command);
        COMPARE_CODE(gone, 1);
        QVERIFY2(gone.err.contains("cells.axo: it was segmented with young, which is not among") &&
                     gone.err.contains("--model"),
                 gone.err.constData());
        keep("other.axomodel", "young");
        const Outcome another = call(command);
        COMPARE_CODE(another, 1);
        QVERIFY2(another.err.contains("young, but the model of that name is another one by now") &&
                     another.err.contains("--model"),
                 another.err.constData());
    }

    void ofSeveralProjectsTheFirstThatIsNamedHasTheNetworkAndTheRule() {
        makeProject("few.axo", {oneCellOf(2)}, "--segment --model other.axomodel");
        COMPARE_CODE(call("resegment few.axo --wf 0.25"), 0);
        keep("young.axomodel", "young");
        keep("other.axomodel", "second");
        const QJsonObject said = taught("few.axo cells.axo");
        QCOMPARE(said["parent"].toString(), QString("second"));
        // The other one is what it is judged on.
        QCOMPARE(said["projects"].toArray().size(), 1);
        QCOMPARE(said["projects"].toArray()[0].toObject()["project"].toString(),
                 QString("cells.axo"));
        const QJsonObject info = jsonLines(call("info x.axomodel --json").out).value(0);
        QCOMPARE(info["labels"].toObject()["wf"].toDouble(), 0.25);
    }

    void aProjectOfLabelsStartsFromTheDefault() {
        makeProject("labels.axo", {truthOf(0), truthOf(3), truthOf(6)}, "--labels truth.tif");
        QCOMPARE(taught("labels.axo")["parent"].toString(), QString("default"));
    }

    void bothNetworksAreRunAlikeHoweverTheProjectWasSegmented() {
        makeProject("views.axo", {truthOf(0), truthOf(3), truthOf(6)},
                    "--segment --model young.axomodel --tta 8");
        const auto before = [&](const QString& project) {
            return taught(project + " --model young.axomodel")["projects"]
                .toArray()[0]
                .toObject()["before"]
                .toObject();
        };
        const QJsonObject ofOneView = before("cells.axo");
        QVERIFY(ofOneView.contains("pixel_error"));
        QCOMPARE(before("views.axo"), ofOneView);
    }
};

}  // namespace axolemma

using axolemma::TestRetrainingParent;
QTEST_GUILESS_MAIN(TestRetrainingParent)
#include "test_retraining_parent.moc"
