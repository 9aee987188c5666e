#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <cmath>
#include <csignal>

#include "tests/app/program.h"

using namespace axolemma;

namespace {

constexpr const char* kScores[] = {"rand_error", "warping_error", "pixel_error", "v_rand_thin",
                                   "v_info_thin"};

}  // namespace

/// `axolemma reproduce` from a labelled stack to its report, with networks so small that they learn
/// in seconds.
class TestReproduction : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void everyFileOfTheReportIsThere();
    void everyRowIsThereWithoutAGap();
    void theBestOfEachIsTheBestOfTheEnsembles();
    void numbersAreThoseOfEvaluate();
    void eachHalfHasTheWeightThatTheOtherFits();
    void aSecondRunTrainsNothingAndFindsTheSame();
    void anInterruptedRunGoesOn();
    void networksOfAnotherTrainingAreNotTaken();
    void wrongUsageIsSaid();

  private:
    QStringList call(const QString& report, const QString& options = {}) const {
        return ("reproduce --images stack.tif --labels truth.tif --validation 4-6 --members 2 "
                "--width 4 --crop 64 --batch 2 --threads 1 -o " +
                report + " " + options)
            .split(' ', Qt::SkipEmptyParts);
    }
    QByteArray content(const QString& name) const {
        QFile file(folder_.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) qFatal("%s is not there", qPrintable(name));
        return file.readAll();
    }
    QJsonObject report(const QString& name = "report") const {
        return QJsonDocument::fromJson(content(name + "/report.json")).object();
    }
    QJsonObject row(const QString& system, bool refined) const {
        for (const QJsonValue& row : report()["rows"].toArray())
            if (row["system"].toString() == system && row["refinement"].toBool() == refined)
                return row.toObject();
        return {};
    }
    /// Writes the map of the whole stack to cell.tif.
    void segment(const QString& model) const {
        COMPARE_CODE(run({"segment", "stack.tif", "--probabilities", "cell.tif", "--model", model,
                          "--threads", "1", "--quiet"},
                         folder_.path()),
                     0);
    }
    QJsonObject evaluated(const QString& proposal, const QString& slices) const {
        return jsonLines(run({"evaluate", "--truth", "truth.tif", "--proposal", proposal,
                              "--slices", slices, "--json"},
                             folder_.path())
                             .out)
            .value(0);
    }
    QString networkOf(const QString& seed) const {
        const QStringList files =
            QDir(folder_.filePath("report/networks")).entryList({"paper-w4-seed" + seed + "-*"});
        return files.size() == 1 ? "report/networks/" + files.front() : QString();
    }

    QTemporaryDir folder_;
};

void TestReproduction::initTestCase() {
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "128", "128", "7"},
                     folder_.path()),
                 0);
    COMPARE_CODE(run(call("report", "--steps 60"), folder_.path()), 0);
}

void TestReproduction::everyFileOfTheReportIsThere() {
    for (const char* name : {"report.md", "report.csv", "report.json"})
        QVERIFY2(!content(QString("report/") + name).isEmpty(), name);
    for (const char* name : {"wf_curve.svg", "precision_recall.svg", "split_merge.svg"}) {
        const QByteArray svg = content(QString("report/") + name);
        QXmlStreamReader xml(svg);
        int paths = 0;
        while (!xml.atEnd())
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"path") ++paths;
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY2(paths > 10, name);
        QVERIFY2(!svg.contains("nan") && !svg.contains("inf"), name);
    }
    const QImage figure(folder_.filePath("report/figure.png"));
    // Three panels of 96 pixels, twice as large, and a row for each place.
    QCOMPARE(figure.width(), 3 * 198 + 6);
    const QJsonObject ambiguity = report()["ambiguity"].toObject();
    const auto places =
        ambiguity["dark_inside"].toArray().size() + ambiguity["blurred_found"].toArray().size();
    QCOMPARE(figure.height(), static_cast<int>(places) * 198 + 6);
    const QByteArray text = content("report/report.md");
    QVERIFY(text.contains("Measured on other slices"));
    QVERIFY(text.contains("figure.png"));
    QVERIFY(!networkOf("1").isEmpty() && !networkOf("2").isEmpty());
}

void TestReproduction::everyRowIsThereWithoutAGap() {
    const QStringList systems{"one network (C1)",
                              "one network (C2)",
                              "one network (C3)",
                              "one network (with fusion)",
                              "CUMedVision-2 (C1)",
                              "CUMedVision-2 (C2)",
                              "CUMedVision-2 (C3)",
                              "CUMedVision-2 (with fusion)",
                              "CUMedVision-2 (with C)",
                              "Ours (best of each)",
                              "one network (with fusion), 8 views",
                              "CUMedVision-2 (with fusion), 8 views",
                              "Axolemma, default",
                              "Axolemma, default, 8 views",
                              "Axolemma, accurate",
                              "Axolemma, accurate, 8 views",
                              "Axolemma, fast",
                              "Axolemma, fast, 8 views"};
    const QByteArray markdown = content("report/report.md");
    const QByteArray csv = content("report/report.csv");
    for (const QString& system : systems) {
        for (const bool refined : {false, true}) {
            const QJsonObject found = row(system, refined);
            QVERIFY2(!found.isEmpty(), qPrintable(system));
            for (const char* score : kScores) {
                QVERIFY2(found[score].isDouble(), qPrintable(system));
                QVERIFY2(found[score].toDouble() >= 0 && found[score].toDouble() <= 1,
                         qPrintable(system));
            }
            if (system.startsWith("Ours")) continue;
            QVERIFY2(found["seconds_per_slice"].toDouble() > 0, qPrintable(system));
            QCOMPARE(found["wf"].toArray().size(), refined ? 2 : 0);
        }
        QVERIFY2(markdown.contains("| " + system.toUtf8() + " | with |"), qPrintable(system));
        QCOMPARE(csv.count("\"" + system.toUtf8() + "\""), 2);
    }
    QCOMPARE(report()["rows"].toArray().size(), 2 * systems.size());
    QVERIFY(!csv.contains("nan") && !markdown.contains("nan"));
    // Published figures are marked as measured elsewhere.
    QCOMPARE(csv.count("hidden test slices"), report()["published"].toArray().size());
    // An ensemble takes longer than one of its networks.
    QVERIFY(row("CUMedVision-2 (with fusion)", false)["seconds_per_slice"].toDouble() >
            row("one network (with fusion)", false)["seconds_per_slice"].toDouble());
}

void TestReproduction::theBestOfEachIsTheBestOfTheEnsembles() {
    for (const bool refined : {false, true}) {
        const QJsonObject best = row("Ours (best of each)", refined);
        for (const char* score : kScores) {
            const bool less = QByteArray(score).endsWith("error");
            double expected = less ? 2 : -1;
            for (const char* of : {"C1", "C2", "C3", "with fusion", "with C"}) {
                const double value =
                    row(QString("CUMedVision-2 (%1)").arg(of), refined)[score].toDouble();
                expected = less ? std::min(expected, value) : std::max(expected, value);
            }
            QCOMPARE(best[score].toDouble(), expected);
        }
    }
}

void TestReproduction::numbersAreThoseOfEvaluate() {
    segment(networkOf("1"));
    const QJsonObject map = evaluated("cell.tif", "4-6");
    const QJsonObject plain = row("one network (with fusion)", false);
    for (const char* score : kScores)
        QCOMPARE(plain[score].toDouble(), map[score].toObject()["value"].toDouble());
}

void TestReproduction::eachHalfHasTheWeightThatTheOtherFits() {
    // The shipped model, whose maps are good enough to want contours.
    segment("default");
    const QString rule =
        " --threshold 0.5 --sigma 2 --h 0.0588235294 --join-below 0.65 --smallest 20";
    const auto refine = [&](const QString& options) {
        return run(("refine cell.tif" + rule + options).split(' '), folder_.path());
    };
    const QJsonObject refined = row("Axolemma, default", true);
    const QJsonArray weights = refined["wf"].toArray();
    // Of three slices the first half is one.
    const QString halves[] = {"4-4", "5-6"};
    double sum = 0;
    for (int half = 0; half < 2; ++half) {
        const Outcome fit =
            refine(" --fit wf --truth truth.tif --json --wf 0.4 --slices " + halves[1 - half]);
        COMPARE_CODE(fit, 0);
        const double weight = jsonLines(fit.out).value(0)["wf"].toDouble();
        QCOMPARE(weights[half].toDouble(), weight);
        COMPARE_CODE(refine(QString(" -o labels.tif --wf %1").arg(weight)), 0);
        const QJsonObject scores = evaluated("labels.tif", halves[half]);
        sum += (half == 0 ? 1 : 2) * scores["v_rand_thin"].toObject()["value"].toDouble();
    }
    QVERIFY(weights[0].toDouble() > 0);
    QCOMPARE(refined["v_rand_thin"].toDouble(), sum / 3);
}

void TestReproduction::aSecondRunTrainsNothingAndFindsTheSame() {
    const QByteArray network = content(networkOf("1"));
    const QJsonObject before = report();
    const Outcome again = run(call("report", "--steps 60"), folder_.path());
    COMPARE_CODE(again, 0);
    QCOMPARE(again.err.count("is there already"), 2);
    QVERIFY(!again.err.contains("is trained"));
    QVERIFY(content(networkOf("1")) == network);
    const QJsonArray rows = report()["rows"].toArray();
    const QJsonArray rowsBefore = before["rows"].toArray();
    for (int i = 0; i < rows.size(); ++i)
        for (const char* score : kScores)
            QCOMPARE(rows[i][score].toDouble(), rowsBefore[i][score].toDouble());
    QVERIFY(report()["curves"] == before["curves"]);
}

void TestReproduction::anInterruptedRunGoesOn() {
    QProcess process;
    prepare(process, folder_.path());
    process.setReadChannel(QProcess::StandardError);
    process.setArguments(call("stopped", "--minutes 0.3 --progress json"));
    process.start();
    QByteArray said;
    while (!said.contains("\"event\":\"training\"")) {
        QVERIFY2(process.waitForReadyRead(120'000), said.constData());
        said += process.readAllStandardError();
    }
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    COMPARE_CODE(outcomeOf(process), 130);
    QVERIFY(!QFile::exists(folder_.filePath("stopped/report.md")));
    const Outcome rest = run(call("stopped", "--minutes 0.3"), folder_.path());
    COMPARE_CODE(rest, 0);
    QCOMPARE(rest.err.count("is gone on with"), 1);
    QCOMPARE(rest.err.count("is trained"), 1);
    QVERIFY(QFile::exists(folder_.filePath("stopped/report.md")));
    QCOMPARE(report("stopped")["rows"].toArray().size(), report()["rows"].toArray().size());
}

void TestReproduction::networksOfAnotherTrainingAreNotTaken() {
    // One of another architecture under the very name that is looked for, and one of another
    // length.
    const QByteArray right = content(networkOf("1"));
    COMPARE_CODE(run({"train", "--images", "stack.tif", "--labels", "truth.tif", "--width", "4",
                      "--steps", "2", "--crop", "64", "--batch", "2", "--threads", "1", "--quiet",
                      "-o", networkOf("1")},
                     folder_.path()),
                 0);
    const Outcome again = run(call("report", "--steps 60"), folder_.path());
    COMPARE_CODE(again, 0);
    QCOMPARE(again.err.count("is trained"), 1);
    QCOMPARE(again.err.count("is there already"), 1);
    const Outcome info = run({"info", networkOf("1")}, folder_.path());
    QVERIFY2(!info.out.contains("decoder") && info.out.contains("deep contextual network, width 4"),
             info.out.constData());
    const Outcome longer = run(call("longer", "--steps 3 --cache report/networks"), folder_.path());
    COMPARE_CODE(longer, 0);
    QCOMPARE(longer.err.count("is trained"), 2);
}

void TestReproduction::wrongUsageIsSaid() {
    COMPARE_CODE(run({"reproduce", "--images", "stack.tif", "-o", "x"}, folder_.path()), 2);
    COMPARE_CODE(run(call("x", "--minutes 1 --steps 1"), folder_.path()), 2);
    const auto failure = [&](const QString& validation) {
        QStringList arguments = call("x", "--steps 1");
        arguments[arguments.indexOf("--validation") + 1] = validation;
        const Outcome outcome = run(arguments, folder_.path());
        return outcome.code == 1 ? outcome.err : "no failure: " + outcome.err;
    };
    QVERIFY2(failure("4").contains("at least two"), failure("4").constData());
    QVERIFY2(failure("5-9").contains("no slice 9"), failure("5-9").constData());
    QVERIFY2(failure("0-6").contains("none is left"), failure("0-6").constData());
}

QTEST_GUILESS_MAIN(TestReproduction)
#include "test_reproduction.moc"
