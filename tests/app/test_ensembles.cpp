#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/io/stack_reader.h"
#include "tests/app/program.h"

using namespace axolemma;

/// `train --members` and `models average`, with networks so small that they learn in seconds.
class TestEnsembles : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void averageOfTwoModelsHasTheMeanOfTheirMaps();
    void averageThatRefersToItsMembersHasTheSameMaps();
    void averageReplacesNothingUnasked();
    void averageNeverReplacesWhatItIsMadeOf_data();
    void averageNeverReplacesWhatItIsMadeOf();
    void membersDifferAndAreScoredTogether();
    void foreignOrFinishedMembersAreNotGoneOnWith();
    void costIsSaidBeforeTheRun();
    void ensemblesAreNotTrainedOn();
    void wrongUsageIsSaid();

  private:
    Outcome train(const QString& output, const QString& options) const {
        return run(("train --images stack.tif --labels truth.tif --width 4 --steps 20 --crop 32 "
                    "--batch 2 --threads 1 --quiet -o " +
                    output + " " + options)
                       .trimmed()
                       .split(' '),
                   folder_.path());
    }
    Outcome average(const QString& arguments) const {
        return run(("models average " + arguments).split(' ', Qt::SkipEmptyParts), folder_.path());
    }
    QByteArray bytesOf(const QString& name) const {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    Volume<float> mapOf(const QString& model) const {
        const QStringList arguments{
            "segment",   "stack.tif", "--probabilities", "cell.tif",    "--model", model,
            "--threads", "1",         "--quiet",         "--precision", "fp32"};
        if (run(arguments, folder_.path()).code != 0) qFatal("%s does not run", qPrintable(model));
        const std::filesystem::path path = folder_.filePath("cell.tif").toStdString();
        return std::move(std::get<Volume<float>>(readStack(path).voxels()));
    }
    QJsonObject info(const QString& model) const {
        return jsonLines(run({"info", model, "--json"}, folder_.path()).out).value(0);
    }
    bool exists(const QString& name) const { return QFile::exists(folder_.filePath(name)); }

    QTemporaryDir folder_;
};

void TestEnsembles::initTestCase() {
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "96", "80", "4"},
                     folder_.path()),
                 0);
    COMPARE_CODE(train("a.axomodel", "--seed 1"), 0);
    COMPARE_CODE(train("b.axomodel", "--seed 2"), 0);
    COMPARE_CODE(run({"models", "average", "a.axomodel", "b.axomodel", "-o", "both.axomodel"},
                     folder_.path()),
                 0);
}

void TestEnsembles::averageOfTwoModelsHasTheMeanOfTheirMaps() {
    QCOMPARE(info("both.axomodel")["networks"].toInt(), 2);
    const Volume<float> a = mapOf("a.axomodel");
    const Volume<float> b = mapOf("b.axomodel");
    const Volume<float> both = mapOf("both.axomodel");
    float most = 0;
    for (std::size_t i = 0; i < both.size(); ++i) {
        QVERIFY(std::abs(both.begin()[i] - (a.begin()[i] + b.begin()[i]) / 2) < 1e-5F);
        most = std::max(most, std::abs(a.begin()[i] - b.begin()[i]));
    }
    // The two are not the same one.
    QVERIFY(most > 0.01F);
}

void TestEnsembles::averageThatRefersToItsMembersHasTheSameMaps() {
    COMPARE_CODE(average("a.axomodel b.axomodel -o light.axomodel --refer --half"), 2);
    COMPARE_CODE(average("a.axomodel b.axomodel -o light.axomodel --refer"), 0);
    QVERIFY(QFileInfo(folder_.filePath("light.axomodel")).size() < 4000);
    QCOMPARE(info("light.axomodel")["networks"].toInt(), 2);
    const Volume<float> light = mapOf("light.axomodel");
    const Volume<float> whole = mapOf("both.axomodel");
    QVERIFY(std::equal(light.begin(), light.end(), whole.begin(), whole.end()));
}

void TestEnsembles::averageReplacesNothingUnasked() {
    COMPARE_CODE(average("a.axomodel b.axomodel -o kept.axomodel"), 0);
    const QByteArray before = bytesOf("kept.axomodel");
    for (const char* options : {"", " --refer", " --half"}) {
        const Outcome refused =
            average(QString("a.axomodel b.axomodel -o kept.axomodel") + options);
        COMPARE_CODE(refused, 1);
        QVERIFY2(refused.err.contains("kept.axomodel: there is such a file already") &&
                     refused.err.contains("--replace"),
                 refused.err.constData());
        QCOMPARE(bytesOf("kept.axomodel"), before);
    }
    COMPARE_CODE(average("a.axomodel b.axomodel -o kept.axomodel --half --replace"), 0);
    QVERIFY(bytesOf("kept.axomodel").size() < before.size());
}

void TestEnsembles::averageNeverReplacesWhatItIsMadeOf_data() {
    QTest::addColumn<QString>("arguments");
    QTest::newRow("whole") << "a.axomodel b.axomodel --replace";
    QTest::newRow("referring") << "a.axomodel b.axomodel --refer --replace";
    QTest::newRow("referring, unasked") << "b.axomodel a.axomodel --refer";
    QTest::newRow("of one that refers to it") << "refers.axomodel b.axomodel --replace";
}
void TestEnsembles::averageNeverReplacesWhatItIsMadeOf() {
    QFETCH(QString, arguments);
    COMPARE_CODE(average("a.axomodel b.axomodel --refer --replace -o refers.axomodel"), 0);
    const QByteArray before = bytesOf("a.axomodel");
    for (const char* name : {"a.axomodel", "./a.axomodel"}) {
        const Outcome refused = average(arguments + " -o " + name);
        COMPARE_CODE(refused, 1);
        QVERIFY2(refused.err.contains("a.axomodel: the new model is made from this one") &&
                     refused.err.contains("another name"),
                 refused.err.constData());
        QCOMPARE(bytesOf("a.axomodel"), before);
    }
}

void TestEnsembles::membersDifferAndAreScoredTogether() {
    COMPARE_CODE(train("three.axomodel", "--members 3 --validation 3"), 0);
    const QJsonObject model = info("three.axomodel");
    QCOMPARE(model["networks"].toInt(), 3);
    QVERIFY(model["validation"].toObject()["v_rand_map"].toDouble() > 0);
    QVERIFY(!exists("three.member1.axomodel"));
}

void TestEnsembles::foreignOrFinishedMembersAreNotGoneOnWith() {
    // A member of another training is not taken for one of this.
    COMPARE_CODE(train("late.member1.axomodel", "--seed 1"), 0);
    const Outcome foreign = train("late.axomodel", "--members 2 --seed 1 --resume");
    COMPARE_CODE(foreign, 1);
    QVERIFY2(foreign.err.contains("late.member1.axomodel"), foreign.err.constData());
    COMPARE_CODE(train("late.axomodel", "--members 2 --seed 1"), 0);
    // What is finished is not begun again.
    const Outcome again = train("late.axomodel", "--members 2 --seed 1 --resume");
    COMPARE_CODE(again, 1);
    QVERIFY2(again.err.contains("has finished"), again.err.constData());
    COMPARE_CODE(run({"models", "average", "a.axomodel", "b.axomodel", "-o", "same.axomodel"},
                     folder_.path()),
                 0);
    // Seeds 1 and 2, as those of a and b.
    const Volume<float> late = mapOf("late.axomodel");
    const Volume<float> same = mapOf("same.axomodel");
    for (std::size_t i = 0; i < late.size(); ++i)
        QVERIFY(std::abs(late.begin()[i] - same.begin()[i]) < 1e-5F);
}

void TestEnsembles::costIsSaidBeforeTheRun() {
    const Outcome outcome = run({"segment", "stack.tif", "-o", "l.tif", "--model", "both.axomodel",
                                 "--tta", "4", "--threads", "1"},
                                folder_.path());
    COMPARE_CODE(outcome, 0);
    const qsizetype cost = outcome.err.indexOf("2 networks, 4 views: about ");
    QVERIFY2(cost >= 0, outcome.err.constData());
    QVERIFY(cost < outcome.err.indexOf("l.tif:"));
}

void TestEnsembles::ensemblesAreNotTrainedOn() {
    const Outcome from =
        run({"train", "--images", "stack.tif", "--labels", "truth.tif", "-o", "c.axomodel",
             "--from", "both.axomodel", "--steps", "1", "--crop", "32", "--batch", "1"},
            folder_.path());
    COMPARE_CODE(from, 1);
    QVERIFY(from.err.contains("both.axomodel: an ensemble"));
}

void TestEnsembles::wrongUsageIsSaid() {
    COMPARE_CODE(run({"models", "average", "a.axomodel", "-o", "x.axomodel"}, folder_.path()), 2);
    COMPARE_CODE(run({"models", "average", "a.axomodel", "b.axomodel"}, folder_.path()), 2);
    const Outcome missing = run(
        {"models", "average", "a.axomodel", "none.axomodel", "-o", "x.axomodel"}, folder_.path());
    COMPARE_CODE(missing, 1);
    QVERIFY(missing.err.contains("none.axomodel"));
}

QTEST_GUILESS_MAIN(TestEnsembles)
#include "test_ensembles.moc"
