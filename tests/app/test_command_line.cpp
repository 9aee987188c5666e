#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

#include "tests/app/program.h"

using namespace axolemma;

/// Usage, errors and what goes where.
class TestCommandLine : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void helpOfEveryCommandHasAnExample_data();
    void helpOfEveryCommandHasAnExample();
    void versionIsOneLine();
    void wrongUsageEndsWithTwo_data();
    void wrongUsageEndsWithTwo();
    void failureIsOneSentenceThatNamesTheFile_data();
    void failureIsOneSentenceThatNamesTheFile();
    void quietSaysNothing();
    void progressForMachinesIsJsonLineByLine();
    void errorsForMachinesAreJsonToo();
    void infoForMachinesIsOneObject();
    void windowWithoutDisplaySaysSo();
    void windowRefusesAModelThatIsNotThere();

  private:
    QTemporaryDir folder_;
};

void TestCommandLine::initTestCase() {
    QVERIFY(folder_.isValid());
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "128", "96", "3"},
                     folder_.path()),
                 0);
    COMPARE_CODE(run({"sample", "small.tif", "--size", "64", "64", "1"}, folder_.path()), 0);
    QFile notes(folder_.filePath("notes.txt"));
    QVERIFY(notes.open(QIODevice::WriteOnly));
    notes.write("This is no picture.\n");
}

void TestCommandLine::helpOfEveryCommandHasAnExample_data() {
    QTest::addColumn<QString>("command");
    for (const char* command :
         {"segment", "train", "evaluate", "sample", "info", "convert", "models", "project",
          "replay", "apply", "resegment", "export", "reproduce"})
        QTest::newRow(command) << command;
}

void TestCommandLine::helpOfEveryCommandHasAnExample() {
    QFETCH(QString, command);
    const Outcome outcome = run({command, "--help"}, folder_.path());
    COMPARE_CODE(outcome, 0);
    QVERIFY(outcome.out.contains("Example:\n  axolemma " + command.toUtf8()));
    QVERIFY(outcome.out.contains("--quiet"));
    QVERIFY(outcome.err.isEmpty());
    QVERIFY(run({"--help"}, folder_.path()).out.contains("\n  " + command.toUtf8() + ' '));
}

void TestCommandLine::versionIsOneLine() {
    const Outcome outcome = run({"--version"}, folder_.path());
    COMPARE_CODE(outcome, 0);
    QVERIFY(outcome.out.startsWith("axolemma "));
    QCOMPARE(linesOf(outcome.out), 1);
}

void TestCommandLine::wrongUsageEndsWithTwo_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("names");
    using L = QStringList;
    QTest::newRow("unknown option") << L{"--bogus"} << QByteArray("--bogus");
    QTest::newRow("no stack") << L{"segment"} << QByteArray("STACK");
    QTest::newRow("nothing to write") << L{"segment", "stack.tif"} << QByteArray("--probabilities");
    QTest::newRow("unknown boundary")
        << L{"segment", "stack.tif", "-o", "l.tif", "--boundary", "some"} << QByteArray("some");
    QTest::newRow("unknown output")
        << L{"segment", "stack.tif", "-o", "l.tif", "--output", "c9"} << QByteArray("c9");
    QTest::newRow("negative threads")
        << L{"segment", "stack.tif", "-o", "l.tif", "--threads", "-1"} << QByteArray("--threads");
    QTest::newRow("two numbers for three")
        << L{"sample", "x.tif", "--size", "64", "64"} << QByteArray("--size");
    QTest::newRow("voxel size of nothing")
        << L{"convert", "stack.tif", "x.tif", "--voxel-size", "4", "0", "50"}
        << QByteArray("--voxel-size");
    QTest::newRow("one file to convert") << L{"convert", "stack.tif"} << QByteArray("FILES");
    QTest::newRow("range that runs backwards")
        << L{"evaluate", "--truth", "truth.tif", "--proposal", "truth.tif", "--slices", "2-1"}
        << QByteArray("2-1");
    QTest::newRow("unknown metric")
        << L{"evaluate", "--truth", "truth.tif", "--proposal", "truth.tif", "--metrics", "vi,dice"}
        << QByteArray("'dice' is none of the metrics: v_rand_thin (v_rand), ");
    QTest::newRow("no metric") << L{"evaluate",  "--truth",   "truth.tif", "--proposal",
                                    "truth.tif", "--metrics", ""}
                               << QByteArray("adapted_rand_error (are)");
    QTest::newRow("steps and minutes")
        << QString(
               "train --images stack.tif --labels truth.tif -o m.axomodel --steps 3 --minutes 1")
               .split(' ')
        << QByteArray("--minutes");
    const auto masks = [](const char* option) {
        return QString("train --data masks -o m.axomodel %1").arg(option).split(' ');
    };
    QTest::newRow("voxel size of masks")
        << masks("--voxel-size 4 4 50") << QByteArray("--voxel-size");
    QTest::newRow("meaning of masks") << masks("--labels-are mask") << QByteArray("--labels-are");
    QTest::newRow("meaning of no labels")
        << QString("train --images stack.tif --teacher default -o m.axomodel --labels-are mask")
               .split(' ')
        << QByteArray("--labels-are requires --labels");
    QTest::newRow("a stack before a command")
        << L{"stack.tif", "info", "stack.tif"} << QByteArray("stack.tif");
    QTest::newRow("unknown kind of progress")
        << L{"info", "stack.tif", "--progress", "loud"} << QByteArray("loud");
}

void TestCommandLine::wrongUsageEndsWithTwo() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, names);
    const Outcome outcome = run(arguments, folder_.path());
    COMPARE_CODE(outcome, 2);
    QVERIFY(outcome.out.isEmpty());
    QCOMPARE(linesOf(outcome.err), 1);
    QVERIFY2(outcome.err.contains(names), outcome.err.constData());
    QVERIFY2(outcome.err.contains("--help"), outcome.err.constData());
}

void TestCommandLine::failureIsOneSentenceThatNamesTheFile_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("names");
    using L = QStringList;
    QTest::newRow("neither file nor command") << L{"sgment"} << QByteArray("sgment");
    QTest::newRow("missing file") << L{"info", "missing.tif"} << QByteArray("missing.tif");
    QTest::newRow("not an image") << L{"info", "notes.txt"} << QByteArray("notes.txt");
    QTest::newRow("not an image to convert")
        << L{"convert", "notes.txt", "x.tif"} << QByteArray("notes.txt");
    QTest::newRow("unknown format") << L{"convert", "stack.tif", "x.xyz"} << QByteArray("x.xyz");
    QTest::newRow("missing folder")
        << L{"convert", "stack.tif", "nowhere/x.tif"} << QByteArray("nowhere");
    QTest::newRow("too small a sample")
        << L{"sample", "x.tif", "--size", "8", "8", "1"} << QByteArray("8 x 8");
    QTest::newRow("unknown model")
        << L{"segment", "stack.tif", "-o", "l.tif", "--model", "nobody"} << QByteArray("nobody");
    QTest::newRow("damaged model")
        << L{"segment", "stack.tif", "-o", "l.tif", "--model", "notes.txt"}
        << QByteArray("notes.txt");
    QTest::newRow("slice that is not there")
        << L{"evaluate", "--truth", "truth.tif", "--proposal", "truth.tif", "--slices", "1-7"}
        << QByteArray("slice 7");
    QTest::newRow("labels that are no image")
        << QString("train --images stack.tif --labels notes.txt -o m.axomodel").split(' ')
        << QByteArray("notes.txt");
    for (const char* slices : {"1-7", "5-7"})
        QTest::addRow("training slices %s of three", slices)
            << QString("train --images stack.tif --labels truth.tif -o m.axomodel --training %1")
                   .arg(slices)
                   .split(' ')
            << QByteArray("stack.tif: there is no slice 7 to train on");
    QTest::newRow("labels of another stack")
        << QString("train --images stack.tif --labels small.tif -o m.axomodel").split(' ')
        << QByteArray("small.tif");
}

void TestCommandLine::failureIsOneSentenceThatNamesTheFile() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, names);
    const Outcome outcome = run(arguments, folder_.path());
    COMPARE_CODE(outcome, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.startsWith("axolemma: "), outcome.err.constData());
    QCOMPARE(linesOf(outcome.err), 1);
    QVERIFY2(outcome.err.contains(names), outcome.err.constData());
}

void TestCommandLine::quietSaysNothing() {
    const Outcome outcome = run({"convert", "stack.tif", "quiet.tif", "--quiet"}, folder_.path());
    COMPARE_CODE(outcome, 0);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY(outcome.err.isEmpty());
    QVERIFY(QFile::exists(folder_.filePath("quiet.tif")));
}

void TestCommandLine::progressForMachinesIsJsonLineByLine() {
    const Outcome outcome =
        run({"convert", "stack.tif", "lines.tif", "--progress", "json"}, folder_.path());
    COMPARE_CODE(outcome, 0);
    QVERIFY(outcome.out.isEmpty());
    const QList<QJsonObject> lines = jsonLines(outcome.err);
    QVERIFY(lines.size() >= 2);
    double fraction = 0;
    QString phase;
    for (const QJsonObject& line : lines) {
        const QString event = line["event"].toString();
        QVERIFY2(event == "progress" || event == "done", outcome.err.constData());
        if (event != "progress") continue;
        if (line["phase"].toString() != phase) fraction = 0;
        phase = line["phase"].toString();
        QVERIFY(line["fraction"].toDouble(-1) >= fraction);
        fraction = line["fraction"].toDouble();
        QVERIFY(fraction <= 1);
    }
    QCOMPARE(lines.last()["event"].toString(), QString("done"));
    QCOMPARE(lines.last()["output"].toString(), QString("lines.tif"));
}

void TestCommandLine::errorsForMachinesAreJsonToo() {
    const Outcome outcome =
        run({"convert", "missing.tif", "x.tif", "--progress", "json"}, folder_.path());
    COMPARE_CODE(outcome, 1);
    const QList<QJsonObject> lines = jsonLines(outcome.err);
    QCOMPARE(lines.last()["event"].toString(), QString("error"));
    QVERIFY(lines.last()["text"].toString().contains("missing.tif"));
}

void TestCommandLine::infoForMachinesIsOneObject() {
    const Outcome outcome = run({"info", "truth.tif", "--json"}, folder_.path());
    COMPARE_CODE(outcome, 0);
    QVERIFY(outcome.err.isEmpty());
    const QList<QJsonObject> lines = jsonLines(outcome.out);
    QCOMPARE(lines.size(), 1);
    QCOMPARE(lines[0]["width"].toInt(), 128);
    QCOMPARE(lines[0]["height"].toInt(), 96);
    QCOMPARE(lines[0]["depth"].toInt(), 3);
    QCOMPARE(lines[0]["type"].toString(), QString("uint32"));
    QCOMPARE(lines[0]["voxel_size_nm"].toArray()[2].toDouble(), 50.0);
    QVERIFY(lines[0]["voxel_size_known"].toBool());
}

void TestCommandLine::windowWithoutDisplaySaysSo() {
    const Outcome outcome = run({"stack.tif"}, folder_.path());
    COMPARE_CODE(outcome, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.contains("display") || outcome.err.contains("without the window"),
             outcome.err.constData());
}

void TestCommandLine::windowRefusesAModelThatIsNotThere() {
    const Outcome outcome = run({"--sample", "--model", "nonsense"}, folder_.path());
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("nonsense") || outcome.err.contains("without the window"),
             outcome.err.constData());
}

QTEST_APPLESS_MAIN(TestCommandLine)
#include "test_command_line.moc"
