#include <QJsonArray>
#include <QTemporaryDir>
#include <limits>

#include "core/io/stack_writer.h"
#include "tests/app/program.h"

using namespace axolemma;

namespace {

constexpr int kWidth = 40;
constexpr int kDepth = 2;

/// Two ids that touch in the middle, below `unknown` rows of the largest value.
template <typename T>
Volume<T> halves(int unknown, int known) {
    Volume<T> labels(kWidth, unknown + known, kDepth, T{3});
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < unknown + known; ++y)
            for (int x = 0; x < kWidth; ++x) {
                if (x >= kWidth / 2) labels(x, y, z) = T{4};
                if (y < unknown) labels(x, y, z) = std::numeric_limits<T>::max();
            }
    return labels;
}

/// The probability of cell with a membrane in the middle, below ten rows of `above`.
Volume<float> mapBelow(float above) {
    Volume<float> map(kWidth, 30, kDepth, 0.9F);
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < 30; ++y)
            for (int x = 0; x < kWidth; ++x) {
                if (x == kWidth / 2 - 1) map(x, y, z) = 0.1F;
                if (y < 10) map(x, y, z) = above;
            }
    return map;
}

}  // namespace

/// What labels mean where something is scored by them: the same as where they are learnt.
class TestJudgedTruth : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void neuronsMeanTheSameInEightBits();
    void eightBitsAreAMaskUnlessSomebodySaysSo();
    void unknownPixelsAreNotScored();
    void unknownPixelsJoinNothing();
    void unknownPixelsHaveNoSayInAFit();

  private:
    template <typename T>
    void write(const char* name, Volume<T> voxels) const {
        writeStack(folder_.filePath(name).toStdString(), Stack(std::move(voxels)));
    }
    Outcome call(const QString& arguments) const {
        return run(arguments.split(' '), folder_.path());
    }
    /// The scores as JSON; empty if the run failed.
    QJsonObject scores(const QString& truth, const QString& proposal,
                       const QString& more = {}) const {
        return jsonLines(
                   call("evaluate --json --truth " + truth + " --proposal " + proposal + more).out)
            .value(0);
    }
    static double valueOf(const QJsonObject& scores, const QString& metric) {
        return scores[metric].toObject()["value"].toDouble(-1);
    }

    QTemporaryDir folder_;
};

void TestJudgedTruth::initTestCase() {
    write("halves.tif", halves<std::uint32_t>(0, 30));
    write("narrow.tif", halves<std::uint8_t>(0, 30));
    write("whole.tif", Volume<std::uint32_t>(kWidth, 30, kDepth, 3U));
    write("part.tif", halves<std::uint16_t>(10, 20));
    write("joined.tif", mapBelow(0.9F));
    write("apart.tif", mapBelow(0.1F));
}

void TestJudgedTruth::neuronsMeanTheSameInEightBits() {
    const QJsonObject wide = scores("halves.tif", "whole.tif");
    const QJsonObject narrow = scores("narrow.tif", "whole.tif", " --truth-is neurons");
    // Two halves in one: A = 1/2, B = 1, AB = 1/2.
    QVERIFY(qAbs(valueOf(narrow, "rand_error") - 1.0 / 3) < 1e-12);
    QCOMPARE(narrow.keys(), wide.keys());
    for (const QString& metric : wide.keys())
        if (metric != "truth") QCOMPARE(narrow[metric], wide[metric]);
}

void TestJudgedTruth::eightBitsAreAMaskUnlessSomebodySaysSo() {
    QCOMPARE(valueOf(scores("narrow.tif", "whole.tif"), "rand_error"), 0.0);
    QCOMPARE(valueOf(scores("narrow.tif", "whole.tif", " --truth-is mask"), "rand_error"), 0.0);
    QVERIFY(valueOf(scores("narrow.tif", "whole.tif", " --truth-is neurons"), "rand_error") > 0.3);
    COMPARE_CODE(call("evaluate --truth narrow.tif --proposal whole.tif --truth-is clear"), 2);
}

void TestJudgedTruth::unknownPixelsAreNotScored() {
    write("known.tif", halves<std::uint16_t>(0, 20));
    write("less.tif", Volume<std::uint32_t>(kWidth, 20, kDepth, 3U));
    const QJsonObject part = scores("part.tif", "whole.tif", " --per-slice");
    const QJsonObject known = scores("known.tif", "less.tif", " --per-slice");
    QCOMPARE(part.keys(), known.keys());
    QVERIFY(valueOf(part, "warping_error") > 0);
    for (const QString& metric : known.keys()) {
        QVERIFY2(qAbs(valueOf(part, metric) - valueOf(known, metric)) < 1e-12, qPrintable(metric));
        const QJsonArray mine = part[metric].toObject()["per_slice"].toArray();
        const QJsonArray theirs = known[metric].toObject()["per_slice"].toArray();
        QCOMPARE(mine.size(), theirs.size());
        for (int z = 0; z < mine.size(); ++z)
            QVERIFY2(qAbs(mine[z].toDouble() - theirs[z].toDouble()) < 1e-12, qPrintable(metric));
    }
    const Outcome outcome = call("evaluate --truth part.tif --proposal whole.tif");
    QVERIFY2(outcome.err.contains("part.tif: 800 pixels have the value for what is unknown"),
             outcome.err.constData());
}

void TestJudgedTruth::unknownPixelsJoinNothing() {
    const QJsonObject joined = scores("part.tif", "joined.tif");
    const QJsonObject apart = scores("part.tif", "apart.tif");
    for (const char* metric : {"v_rand_thin", "v_info_thin", "rand_error", "pixel_error"})
        QCOMPARE(joined[metric], apart[metric]);
    QVERIFY(valueOf(joined, "rand_error") >= 0 && valueOf(joined, "rand_error") < 0.1);
}

void TestJudgedTruth::unknownPixelsHaveNoSayInAFit() {
    const auto fitted = [&](const char* map) {
        return jsonLines(
                   call(QString("refine %1 --wf 0 --threshold 0.5 --smallest 0 --fit wf --truth "
                                "part.tif --json")
                            .arg(map))
                       .out)
            .value(0);
    };
    const QJsonObject joined = fitted("joined.tif");
    QVERIFY(!joined.isEmpty());
    QCOMPARE(joined, fitted("apart.tif"));
    QVERIFY(joined["rand_error"].toDouble() < 0.1);
}

QTEST_GUILESS_MAIN(TestJudgedTruth)
#include "test_judged_truth.moc"
