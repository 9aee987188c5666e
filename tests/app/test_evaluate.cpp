#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <cmath>
#include <limits>

#include "core/io/stack_writer.h"
#include "tests/app/program.h"

using namespace axolemma;

namespace {

constexpr const char* kMetricsOfMaps[] = {"v_rand_thin", "v_info_thin", "rand_error", "pixel_error",
                                          "warping_error"};

/// A map of the probability of cell, a membrane in the middle, whose `z`-th slice holds `value`
/// once.
Volume<float> mapWith(int z, float value) {
    Volume<float> map(128, 96, 3, 0.8F);
    for (int slice = 0; slice < 3; ++slice)
        for (int y = 0; y < 96; ++y) map(64, y, slice) = 0.1F;
    map(5, 5, z) = value;
    return map;
}

}  // namespace

/// `axolemma evaluate` from files to scores.
class TestEvaluate : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void labelsAgainstThemselvesArePerfect();
    void theChallengesPairScoresAsItsOwnCodeSays();
    void onlyTheMetricsThatWereAskedForAreComputed();
    void slicesAreScoredAsAStackOfTheirOwn();
    void partsAndSlicesArePrintedForPeople();
    void touchingLabelsOfTheTruthAreCellsOfTheirOwn();
    void uniformProposalsHaveFiniteScores_data();
    void uniformProposalsHaveFiniteScores();
    void badInputIsOneSentenceThatNamesTheFile_data();
    void badInputIsOneSentenceThatNamesTheFile();
    void aMapBeyondOneIsNoted();
    void progressOfAllMetricsRisesOnStandardError();

  private:
    template <typename T>
    void write(const char* name, Volume<T> voxels) const {
        writeStack(folder_.filePath(name).toStdString(), Stack(std::move(voxels)));
    }
    Outcome evaluate(const QString& truth, const QString& proposal,
                     const QStringList& more = {}) const {
        return run(QStringList{"evaluate", "--truth", truth, "--proposal", proposal} + more,
                   folder_.path());
    }
    /// The scores as JSON; empty if the run failed.
    QJsonObject scores(const QString& truth, const QString& proposal,
                       const QStringList& more = {}) const {
        const Outcome outcome = evaluate(truth, proposal, more + QStringList{"--json"});
        return outcome.code == 0 && linesOf(outcome.out) == 1 ? jsonLines(outcome.out).value(0)
                                                              : QJsonObject();
    }

    QTemporaryDir folder_;
};

void TestEvaluate::initTestCase() {
    QVERIFY(folder_.isValid());
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "128", "96", "3"},
                     folder_.path()),
                 0);
    COMPARE_CODE(run({"sample", "other.tif", "--truth", "small.tif", "--size", "64", "64", "1"},
                     folder_.path()),
                 0);
    write("map.tif", mapWith(0, 0.8F));
    write("nan.tif", mapWith(2, std::numeric_limits<float>::quiet_NaN()));
    write("infinite.tif", mapWith(1, std::numeric_limits<float>::infinity()));
    write("percent.tif", mapWith(1, 80.0F));
    write("zeros.tif", Volume<float>(128, 96, 3, 0.0F));
    write("ones.tif", Volume<std::uint8_t>(128, 96, 3, std::uint8_t{255}));
    write("nothing.tif", Volume<std::uint16_t>(128, 96, 3, std::uint16_t{0}));
    write("one.tif", Volume<std::uint16_t>(128, 96, 3, std::uint16_t{7}));
    write("negative.tif", Volume<std::int16_t>(128, 96, 3, std::int16_t{-4}));
    write("wide.h5", Volume<std::uint64_t>(128, 96, 3, 18446744073709551614U));
}

void TestEvaluate::labelsAgainstThemselvesArePerfect() {
    const QJsonObject all = scores("truth.tif", "truth.tif");
    QCOMPARE(all.size(), 9);
    for (const char* metric : {"v_rand_thin", "v_info_thin"})
        QVERIFY2(qAbs(all[metric].toObject()["value"].toDouble() - 1) < 1e-12, metric);
    for (const char* metric : {"rand_error", "pixel_error", "warping_error",
                               "variation_of_information", "adapted_rand_error"})
        QCOMPARE(all[metric].toObject()["value"].toDouble(-1), 0.0);
    // Parts are there even where nothing is wrong; one threshold is not worth telling.
    QCOMPARE(all["variation_of_information"].toObject()["split"].toDouble(-1), 0.0);
    QVERIFY(!all["v_rand_thin"].toObject().contains("threshold"));
}

void TestEvaluate::theChallengesPairScoresAsItsOwnCodeSays() {
    const QString data = qEnvironmentVariable("AXOLEMMA_DATA");
    if (data.isEmpty()) QSKIP("AXOLEMMA_DATA is not set");
    const QJsonObject all = scores(data + "/metrics/truth.tif", data + "/metrics/proposal.tif");
    QFile golden(data + "/metrics/expected.json");
    QVERIFY(golden.open(QIODevice::ReadOnly));
    const QJsonObject expected = QJsonDocument::fromJson(golden.readAll()).object();
    QCOMPARE(all.keys(), expected.keys());
    QCOMPARE(all["truth"], expected["truth"]);
    QCOMPARE(all["proposal"], expected["proposal"]);
    for (const char* metric : kMetricsOfMaps) {
        const QJsonObject mine = all[metric].toObject();
        const QJsonObject theirs = expected[metric].toObject();
        for (const char* key : {"value", "threshold"})
            QVERIFY2(qAbs(mine[key].toDouble(-1) - theirs[key].toDouble()) < 1e-9, metric);
    }
}

void TestEvaluate::onlyTheMetricsThatWereAskedForAreComputed() {
    const QJsonObject all = scores("truth.tif", "one.tif");
    const QJsonObject two = scores("truth.tif", "one.tif", {"--metrics", "vi,rand_error"});
    QCOMPARE(two.keys(),
             QStringList({"proposal", "rand_error", "truth", "variation_of_information"}));
    QCOMPARE(two["rand_error"], all["rand_error"]);
    QCOMPARE(two["variation_of_information"], all["variation_of_information"]);
}

void TestEvaluate::slicesAreScoredAsAStackOfTheirOwn() {
    const QJsonObject all = scores("truth.tif", "map.tif", {"--per-slice", "--metrics", "warping"});
    const QJsonObject one =
        scores("truth.tif", "map.tif", {"--slices", "1", "--per-slice", "--metrics", "warping"});
    QCOMPARE(all["warping_error"].toObject()["per_slice"].toArray().size(), 3);
    QCOMPARE(one["warping_error"].toObject()["per_slice"].toArray().size(), 1);
    QCOMPARE(one["warping_error"].toObject()["per_slice"].toArray()[0],
             one["warping_error"].toObject()["value"]);
}

void TestEvaluate::partsAndSlicesArePrintedForPeople() {
    const Outcome outcome = evaluate("truth.tif", "map.tif", {"--per-slice"});
    COMPARE_CODE(outcome, 0);
    QVERIFY(outcome.err.isEmpty());
    // Each of the five metrics has a line and one for its slices.
    QCOMPARE(linesOf(outcome.out), 10);
    QCOMPARE(outcome.out.count("slice by slice"), 5);
    QCOMPARE(outcome.out.count("split"), 4);
    QCOMPARE(outcome.out.count("at threshold"), 5);
}

void TestEvaluate::touchingLabelsOfTheTruthAreCellsOfTheirOwn() {
    Volume<std::uint32_t> halves(40, 30, 2, 3U);
    for (int z = 0; z < 2; ++z)
        for (int y = 0; y < 30; ++y) std::fill_n(&halves(20, y, z), 20, 4U);
    write("halves.tif", std::move(halves));
    const QJsonObject all = scores("halves.tif", "halves.tif");
    QCOMPARE(all["rand_error"].toObject()["value"].toDouble(-1), 0.0);
    QCOMPARE(all["v_rand_thin"].toObject()["value"].toDouble(-1), 1.0);
    write("whole.tif", Volume<std::uint32_t>(40, 30, 2, 3U));
    const QJsonObject merged = scores("halves.tif", "whole.tif");
    // Two equal halves: A = 1/2, B = 1, AB = 1/2.
    QVERIFY(qAbs(merged["rand_error"].toObject()["value"].toDouble() - 1.0 / 3) < 1e-12);
    QVERIFY(merged["warping_error"].toObject()["merge"].toDouble() > 0);
}

void TestEvaluate::uniformProposalsHaveFiniteScores_data() {
    QTest::addColumn<QString>("truth");
    QTest::addColumn<QString>("proposal");
    QTest::newRow("map of membrane") << "truth.tif"
                                     << "zeros.tif";
    QTest::newRow("map of cell") << "truth.tif"
                                 << "ones.tif";
    QTest::newRow("no label") << "truth.tif"
                              << "nothing.tif";
    QTest::newRow("one label") << "truth.tif"
                               << "one.tif";
    QTest::newRow("one label in the truth") << "one.tif"
                                            << "truth.tif";
    QTest::newRow("one label for all in both") << "one.tif"
                                               << "one.tif";
    QTest::newRow("one label against a map") << "one.tif"
                                             << "map.tif";
}

void TestEvaluate::uniformProposalsHaveFiniteScores() {
    QFETCH(QString, truth);
    QFETCH(QString, proposal);
    const QJsonObject all = scores(truth, proposal);
    for (const char* metric : kMetricsOfMaps) {
        const QJsonObject entry = all[metric].toObject();
        QVERIFY2(entry["value"].isDouble(), metric);
        QVERIFY2(entry["value"].toDouble() >= 0 && entry["value"].toDouble() <= 1, metric);
        if (entry.contains("split"))
            QVERIFY2(entry["split"].isDouble() && entry["merge"].isDouble(), metric);
    }
}

void TestEvaluate::badInputIsOneSentenceThatNamesTheFile_data() {
    QTest::addColumn<QString>("truth");
    QTest::addColumn<QString>("proposal");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QStringList>("says");
    using L = QStringList;
    QTest::newRow("different shapes")
        << "small.tif"
        << "map.tif" << L{} << L{"small.tif", "64 x 64 x 1", "map.tif", "128 x 96 x 3"};
    QTest::newRow("not a number") << "truth.tif"
                                  << "nan.tif" << L{} << L{"nan.tif, slice 2"};
    QTest::newRow("not a number among the chosen slices")
        << "truth.tif"
        << "nan.tif" << L{"--slices", "1-2"} << L{"nan.tif, slice 2"};
    QTest::newRow("infinite") << "truth.tif"
                              << "infinite.tif" << L{} << L{"infinite.tif, slice 1"};
    QTest::newRow("no cell in the truth") << "nothing.tif"
                                          << "map.tif" << L{} << L{"nothing.tif", "cell"};
    QTest::newRow("slice that is not there")
        << "truth.tif"
        << "map.tif" << L{"--slices", "2-3"} << L{"truth.tif", "slice 3"};
    QTest::newRow("negative label") << "truth.tif"
                                    << "negative.tif" << L{} << L{"negative.tif", "-4"};
    QTest::newRow("label beyond 32 bits")
        << "wide.h5"
        << "map.tif" << L{} << L{"wide.h5", "18446744073709551614"};
    QTest::newRow("neurons of a map")
        << "truth.tif"
        << "map.tif" << L{"--metrics", "v_rand,vi"} << L{"variation of information", "a map"};
    QTest::newRow("neurons of a mask")
        << "one.tif"
        << "truth.tif" << L{"--metrics", "are"} << L{"adapted Rand error", "one label"};
}

void TestEvaluate::badInputIsOneSentenceThatNamesTheFile() {
    QFETCH(QString, truth);
    QFETCH(QString, proposal);
    QFETCH(QStringList, more);
    QFETCH(QStringList, says);
    const Outcome outcome = evaluate(truth, proposal, more);
    COMPARE_CODE(outcome, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.startsWith("axolemma: "), outcome.err.constData());
    QCOMPARE(linesOf(outcome.err), 1);
    for (const QString& word : says)
        QVERIFY2(outcome.err.contains(word.toUtf8()), outcome.err.constData());
}

void TestEvaluate::aMapBeyondOneIsNoted() {
    const Outcome outcome = evaluate("truth.tif", "percent.tif", {"--json"});
    COMPARE_CODE(outcome, 0);
    QCOMPARE(jsonLines(outcome.out).size(), 1);
    QVERIFY2(outcome.err.contains("percent.tif") && outcome.err.contains("to 80"),
             outcome.err.constData());
}

void TestEvaluate::progressOfAllMetricsRisesOnStandardError() {
    const Outcome outcome = evaluate("truth.tif", "truth.tif", {"--json", "--progress", "json"});
    COMPARE_CODE(outcome, 0);
    QCOMPARE(jsonLines(outcome.out).size(), 1);
    double fraction = 0;
    QString step;
    for (const QJsonObject& line : jsonLines(outcome.err)) {
        QCOMPARE(line["event"].toString(), QString("progress"));
        if (line["phase"].toString() != "scoring") continue;
        QVERIFY(line["fraction"].toDouble(-1) >= fraction);
        fraction = line["fraction"].toDouble();
        step = line["step"].toString();
    }
    QCOMPARE(fraction, 1.0);
    QCOMPARE(step, QString("adapted Rand error"));
}

QTEST_APPLESS_MAIN(TestEvaluate)
#include "test_evaluate.moc"
