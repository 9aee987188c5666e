#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/components.h"
#include "core/io/label_writer.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "core/partition.h"
#include "tests/app/program.h"

using namespace axolemma;

namespace {

constexpr int kWidth = 64;
constexpr int kHeight = 48;
constexpr int kDepth = 3;

bool isWall(int x, int y) {
    return x < 2 || x > 61 || y < 4 || y > 43 || (x > 30 && x < 34);
}

/// Two cells in each slice, with a gap of six pixels in the membrane between them.
Volume<float> mapWithGap() {
    Volume<float> map(kWidth, kHeight, kDepth);
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                const bool gap = x > 30 && x < 34 && y >= 20 && y < 26;
                map.slice(z)(x, y) = gap ? 0.7F : isWall(x, y) ? 0.05F : 0.9F;
            }
    return map;
}

Volume<std::uint8_t> truthOfGap() {
    Volume<std::uint8_t> truth(kWidth, kHeight, kDepth);
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) truth.slice(z)(x, y) = isWall(x, y) ? 0 : 255;
    return truth;
}

}  // namespace

/// `axolemma refine`, on maps made here.
class TestRefining : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void withoutWeightLabelsAreTheCellsOfTheThreshold();
    void theContoursCloseAGap();
    void valuesComeFromOptionsThenTagsThenTheDefaultModel();
    void componentsAreNumberedBySliceAndNeuronsThroughTheStack();
    void grownLabelsHoldNoZero();
    void theFitFindsTheWeightAndSaysSoInJson();
    void theFitIsOnTheSlicesThatAreNamed();
    void fittedValuesMakeTheLabels();
    void tagsSurviveAConversion();
    void fittedWeightLowersTheErrorOfUnseenSlicesByAThird();
    void wrongUsageIsSaid_data();
    void wrongUsageIsSaid();
    void badMapsAreRefused_data();
    void badMapsAreRefused();

  private:
    std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
    Volume<std::uint32_t> labels(const QString& name) const {
        return asLabels(readStack(std::filesystem::path(folder_.filePath(name).toStdString())));
    }
    Outcome refine(const QString& arguments) const {
        return run(("refine " + arguments).split(' '), folder_.path());
    }

    QTemporaryDir folder_;
};

void TestRefining::initTestCase() {
    QVERIFY(folder_.isValid());
    writeStack(path("cell.tif"), Stack(mapWithGap(), {4, 4, 50}));
    Stack tagged(mapWithGap(), {4, 4, 50});
    tagged.facts = {{"wf", "0.45"}, {"threshold", "0.5"}, {"sigma", "1"},
                    {"h", "0.06"},  {"join_below", "0"},  {"smallest_component", "7"}};
    writeStack(path("tagged.tif"), tagged);
    writeStack(path("truth.tif"), Stack(truthOfGap(), {4, 4, 50}));
}

void TestRefining::withoutWeightLabelsAreTheCellsOfTheThreshold() {
    for (const char* threshold : {"0.5", "0.2"}) {
        COMPARE_CODE(
            refine(
                QString("cell.tif --wf 0 --smallest 0 --threshold %1 -o plain.tif").arg(threshold)),
            0);
        const Volume<float> map = mapWithGap();
        const auto found = labels("plain.tif");
        const float t = std::stof(threshold);
        for (std::size_t i = 0; i < map.size(); ++i)
            QCOMPARE(found.begin()[i] == 0, 1 - map.begin()[i] >= t);
    }
}

void TestRefining::theContoursCloseAGap() {
    COMPARE_CODE(refine("cell.tif --wf 0 --threshold 0.5 --smallest 0 -o merged.tif"), 0);
    const auto merged = labels("merged.tif");
    QCOMPARE(merged.slice(1)(10, 22), merged.slice(1)(50, 22));
    COMPARE_CODE(refine("cell.tif --wf 0.5 --threshold 0.5 --sigma 1 --join-below 0 -o apart.tif"),
                 0);
    const auto apart = labels("apart.tif");
    QVERIFY(apart.slice(1)(10, 22) != apart.slice(1)(50, 22));
}

void TestRefining::valuesComeFromOptionsThenTagsThenTheDefaultModel() {
    const auto ruleOf = [&](const QString& arguments) {
        const Outcome outcome = refine(arguments + " -o any.tif --progress json");
        if (outcome.code != 0) return QJsonObject();
        return jsonLines(outcome.err).last();
    };
    const QJsonObject tags = ruleOf("tagged.tif");
    QCOMPARE(tags["rule"].toObject()["wf"].toDouble(), 0.45);
    QCOMPARE(tags["rule"].toObject()["smallest_component"].toInt(), 7);
    QCOMPARE(tags["source"].toString(), "the tags of tagged.tif");
    const QJsonObject both = ruleOf("tagged.tif --wf 0.2");
    QCOMPARE(both["rule"].toObject()["wf"].toDouble(), 0.2);
    QCOMPARE(both["rule"].toObject()["sigma"].toDouble(), 1.0);
    QCOMPARE(both["source"].toString(), "the options, then the tags of tagged.tif");
    const Outcome info = run({"info", AXOLEMMA_DEFAULT_MODEL, "--json"}, folder_.path());
    const QJsonObject model = jsonLines(info.out).value(0)["labels"].toObject();
    QVERIFY(!model.isEmpty());
    const QJsonObject untagged = ruleOf("cell.tif");
    QCOMPARE(untagged["rule"].toObject(), model);
    QCOMPARE(untagged["source"].toString(), "the model default");
    QCOMPARE(ruleOf("tagged.tif --model default")["rule"].toObject(), model);
    const QJsonObject all =
        ruleOf("cell.tif --wf 0.3 --threshold 0.4 --sigma 1 --h 0.1 --join-below 0.2 --smallest 3");
    QCOMPARE(all["source"].toString(), "the options");
    QCOMPARE(all["rule"].toObject()["threshold"].toDouble(), 0.4);
    // People are told too.
    const Outcome spoken = refine("tagged.tif -o any.tif");
    QVERIFY2(spoken.err.contains("w_f 0.45") && spoken.err.contains("the tags of tagged.tif"),
             spoken.err.constData());
}

void TestRefining::componentsAreNumberedBySliceAndNeuronsThroughTheStack() {
    COMPARE_CODE(refine("tagged.tif -o slices.tif"), 0);
    const auto slices = labels("slices.tif");
    QVERIFY(slices.slice(0)(10, 22) != slices.slice(1)(10, 22));
    COMPARE_CODE(refine("tagged.tif --neurons -o neurons.tif"), 0);
    const auto neurons = labels("neurons.tif");
    QVERIFY(neurons.slice(0)(10, 22) != 0);
    QCOMPARE(neurons.slice(0)(10, 22), neurons.slice(2)(10, 22));
    QVERIFY(neurons.slice(0)(10, 22) != neurons.slice(0)(50, 22));
}

void TestRefining::grownLabelsHoldNoZero() {
    COMPARE_CODE(refine("tagged.tif --boundary grown -o grown.tif"), 0);
    const auto grown = labels("grown.tif");
    QCOMPARE(std::count(grown.begin(), grown.end(), 0U), 0);
}

void TestRefining::theFitFindsTheWeightAndSaysSoInJson() {
    const Outcome outcome =
        refine("cell.tif --sigma 1 --join-below 0 --threshold 0.5 --fit --truth truth.tif --json");
    COMPARE_CODE(outcome, 0);
    QCOMPARE(linesOf(outcome.out), 1);
    const QJsonObject fit = jsonLines(outcome.out).value(0);
    QVERIFY(fit["wf"].toDouble() > 0);
    QCOMPARE(fit["threshold"].toDouble(), 0.5);
    QCOMPARE(fit["sigma"].toDouble(), 1.0);
    QVERIFY(fit.contains("h"));
    QVERIFY(fit["rand_error"].toDouble() < 0.05);
    QVERIFY(fit["rand_error_wf0"].toDouble() > 0.2);
    const QJsonArray curve = fit["curve"].toArray();
    QCOMPARE(curve.size(), 21);
    QCOMPARE(curve[0].toObject()["rand_error"].toDouble(), fit["rand_error_wf0"].toDouble());
    for (const QJsonValue& point : curve)
        QVERIFY(point.toObject()["rand_error"].toDouble() >= fit["rand_error"].toDouble());
    const Outcome table = refine("cell.tif --fit wf,threshold --truth truth.tif");
    COMPARE_CODE(table, 0);
    QVERIFY(table.out.contains("Rand error"));
}

void TestRefining::theFitIsOnTheSlicesThatAreNamed() {
    COMPARE_CODE(refine("cell.tif --fit wf --truth truth.tif --slices 1-2 --json"), 0);
    const Outcome beyond = refine("cell.tif --fit wf --truth truth.tif --slices 1-3");
    COMPARE_CODE(beyond, 1);
    QVERIFY(beyond.err.contains("there is no slice 3"));
}

void TestRefining::fittedValuesMakeTheLabels() {
    const Outcome outcome = refine(
        "cell.tif --sigma 1 --join-below 0 --fit wf,h --truth truth.tif --json -o fitted.tif");
    COMPARE_CODE(outcome, 0);
    const auto found = labels("fitted.tif");
    QVERIFY(found.slice(0)(10, 22) != found.slice(0)(50, 22));
    // The score of the file is the one that the fit promised.
    const Outcome evaluation = run(
        {"evaluate", "--truth", "truth.tif", "--proposal", "fitted.tif", "--json"}, folder_.path());
    COMPARE_CODE(evaluation, 0);
    const double promised = jsonLines(outcome.out).value(0)["rand_error"].toDouble();
    const double got =
        jsonLines(evaluation.out).value(0)["rand_error"].toObject()["value"].toDouble(-1);
    QVERIFY2(std::abs(promised - got) < 1e-9, qPrintable(QString::number(got)));
}

void TestRefining::tagsSurviveAConversion() {
    COMPARE_CODE(run({"convert", "tagged.tif", "copy.tif"}, folder_.path()), 0);
    const Stack copy = readStack(std::filesystem::path(path("copy.tif")));
    QCOMPARE(copy.facts.at("wf"), "0.45");
    QCOMPARE(copy.facts.size(), std::size_t{6});
}

/// The map is that of a network that was trained on slices 0 to 15 and never saw these eight; the
/// weight is fitted on the first four and judged on the last.
void TestRefining::fittedWeightLowersTheErrorOfUnseenSlicesByAThird() {
    const QString data = qEnvironmentVariable("AXOLEMMA_DATA");
    if (data.isEmpty()) QSKIP("AXOLEMMA_DATA is not set: the ISBI 2012 labels are not there");
    const Stack all =
        readStack(std::filesystem::path((data + "/isbi2012/train-labels.tif").toStdString()));
    const auto& voxels = std::get<Volume<std::uint8_t>>(all.voxels());
    Volume<std::uint8_t> truth(voxels.width(), voxels.height(), 8);
    std::copy_n(voxels.slice(16).data(), truth.size(), truth.begin());
    writeStack(path("unseen_truth.tif"), Stack(std::move(truth), {4, 4, 50}));
    QVERIFY(QFile::copy(AXOLEMMA_TEST_DATA "/unseen_maps.tif", folder_.filePath("unseen.tif")));

    const Outcome fit =
        refine("unseen.tif --fit wf --truth unseen_truth.tif --slices 0-3 --json -o fitted.tif");
    COMPARE_CODE(fit, 0);
    COMPARE_CODE(refine("unseen.tif --wf 0 -o plain.tif"), 0);
    const auto errorOf = [&](const char* labels) {
        const Outcome outcome = run({"evaluate", "--truth", "unseen_truth.tif", "--proposal",
                                     labels, "--slices", "4-7", "--metrics", "rand", "--json"},
                                    folder_.path());
        return jsonLines(outcome.out).value(0)["rand_error"].toObject()["value"].toDouble(-1);
    };
    const double plain = errorOf("plain.tif");
    const double fitted = errorOf("fitted.tif");
    qInfo("w_f %.2f: Rand error %.4f, without contours %.4f",
          jsonLines(fit.out).value(0)["wf"].toDouble(), fitted, plain);
    QVERIFY(plain > 0 && fitted >= 0);
    QVERIFY(fitted < plain * 2 / 3);
}

void TestRefining::wrongUsageIsSaid_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("nothing to do") << "cell.tif"
                                   << "one of -o and --fit";
    QTest::newRow("no truth") << "cell.tif --fit wf"
                              << "--truth";
    QTest::newRow("truth for nothing") << "cell.tif -o l.tif --truth truth.tif"
                                       << "--fit";
    QTest::newRow("unknown value") << "cell.tif --fit blur --truth truth.tif"
                                   << "blur";
    QTest::newRow("no number") << "cell.tif --wf nan -o l.tif" << "nan";
    QTest::newRow("weight out of range") << "cell.tif --wf 1.5 -o l.tif"
                                         << "1.5";
}

void TestRefining::wrongUsageIsSaid() {
    QFETCH(const QString, arguments);
    QFETCH(const QString, said);
    const Outcome outcome = refine(arguments);
    COMPARE_CODE(outcome, 2);
    QVERIFY2(outcome.err.contains(said.toUtf8()), outcome.err.constData());
}

void TestRefining::badMapsAreRefused_data() {
    QTest::addColumn<float>("value");
    QTest::newRow("not a number") << std::nanf("");
    QTest::newRow("infinite") << HUGE_VALF;
    QTest::newRow("above 1") << 255.0F;
    QTest::newRow("below 0") << -0.5F;
}

void TestRefining::badMapsAreRefused() {
    QFETCH(const float, value);
    Volume<float> map = mapWithGap();
    map.slice(2)(3, 3) = value;
    writeStack(path("bad.tif"), Stack(std::move(map), {4, 4, 50}));
    const Outcome outcome = refine("bad.tif -o l.tif");
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("bad.tif, slice 2"), outcome.err.constData());
    COMPARE_CODE(run({"refine", "slices.tif", "-o", "l.tif"}, folder_.path()), 1);
}

QTEST_GUILESS_MAIN(TestRefining)
#include "test_refining.moc"
