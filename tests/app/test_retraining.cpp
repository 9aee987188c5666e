#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "core/components.h"
#include "core/io/project.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "core/io/training_masks.h"
#include "core/synthetic_stack.h"
#include "core/targets.h"
#include "tests/app/program.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 288;
constexpr int kHeight = 256;
constexpr int kDepth = 7;

/// What an expert who draws every cell of a slice and verifies it says.
Gesture verified(int z, ImageView<const std::uint32_t> truth) {
    Gesture gesture;
    gesture.name = "Verify slice";
    gesture.place = {kWidth / 2, kHeight / 2, z};
    gesture.said.emplace_back(
        PixelAssertion{z, PixelRuns::of(truth, 0, truth.bounds()), PixelClaim::Boundary});
    const SliceComponents cells = regionsOfEqualLabel(truth);
    for (std::uint32_t c = 1; c <= cells.count; ++c) {
        const PixelRuns pixels = PixelRuns::of(cells.labels.view(), c, truth.bounds());
        const Point at = pixels.place();
        gesture.said.emplace_back(ProfileAssertion{{at.x, at.y, z}, pixels, true});
    }
    return gesture;
}

/// Who verifies this says that there is no membrane at all.
Gesture allOneCell(int z) {
    std::vector<PixelRun> rows;
    for (int y = 0; y < kHeight; ++y) rows.push_back({y, 0, kWidth});
    Gesture gesture;
    gesture.name = "Verify slice";
    gesture.place = {0, 0, z};
    gesture.said.emplace_back(ProfileAssertion{{5, 5, z}, PixelRuns(std::move(rows)), true});
    return gesture;
}

}  // namespace

/// From corrections to a network with a verdict, without the window.
class TestRetraining : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        sample_ = makeSyntheticStack({kWidth, kHeight, kDepth, 5});
        writeStack(path("stack.tif"), sample_.images);
        Volume<std::uint32_t> truth = sample_.truth.clone();
        writeStack(path("truth.tif"), Stack(std::move(truth)));
        // A network that has begun to learn, from one slice.
        COMPARE_CODE(call("train --images stack.tif --labels truth.tif --training 1-1 --width 8 "
                          "--steps 150 --batch 2 --crop 128 -o young.axomodel -q"),
                     0);
    }

    void nothingVerifiedIsNothingToLearnFrom() {
        makeProject("empty.axo", {});
        const Outcome outcome =
            call("retrain empty.axo --model young.axomodel -o x.axomodel --minutes 0.1");
        COMPARE_CODE(outcome, 1);
        QVERIFY2(outcome.err.contains("Nothing is verified"), outcome.err.constData());
        QVERIFY(!fs::exists(path("x.axomodel")));
        COMPARE_CODE(call("export empty.axo --training masks"), 1);
    }

    void verifiedSlicesMakeTheNetworkBetterWhereItDidNotLearn() {
        makeProject("cells.axo", {truthOf(0), truthOf(3), truthOf(6)});
        const Outcome outcome =
            call("retrain cells.axo --model young.axomodel -o taught.axomodel --steps 150 --json");
        COMPARE_CODE(outcome, 0);
        const QJsonObject said = jsonLines(outcome.out).value(0);
        QVERIFY2(said["outcome"].toString() == "better", outcome.out.constData());
        const QJsonObject project = said["projects"].toArray()[0].toObject();
        const QJsonObject after = project["after"].toObject();
        QVERIFY(after["v_rand"].toDouble() > project["before"].toObject()["v_rand"].toDouble());
        for (const char* score : {"v_info", "rand_error", "pixel_error", "warping_error"})
            QVERIFY2(after.contains(score), score);
        // One of three slices that are more than a slice apart.
        QVERIFY(project["held_out"].toString().startsWith("slice "));
        QCOMPARE(project["corrections"].toObject()["corrections"].toInt(), 0);
        // The old one is as it was, and the new one can be used.
        QVERIFY(fs::exists(path("young.axomodel")));
        const QJsonObject info = jsonLines(call("info taught.axomodel --json").out).value(0);
        QCOMPARE(info["provenance"].toObject()["parent"].toString(), "young");
        const Outcome used = call("resegment cells.axo --model taught.axomodel --json");
        COMPARE_CODE(used, 0);
    }

    void aNetworkThatWasTaughtNonsenseIsCalledWorse() {
        makeProject("nonsense.axo", {truthOf(0), allOneCell(3), allOneCell(6)});
        const Outcome outcome = call(
            "retrain nonsense.axo --model default --validation 0 -o worse.axomodel --steps 25 "
            "--json");
        COMPARE_CODE(outcome, 0);
        const QJsonObject said = jsonLines(outcome.out).value(0);
        QVERIFY2(said["outcome"].toString() == "worse", outcome.out.constData());
        QVERIFY2(outcome.err.contains("worse on what was held out"), outcome.err.constData());
        const QJsonArray sample = said["sample_v_rand"].toArray();
        QVERIFY(sample[1].toDouble() < sample[0].toDouble());
    }

    void severalProjectsAreLearntFromTogether() {
        makeProject("one.axo", {truthOf(0), truthOf(3), truthOf(6)});
        makeProject("two.axo", {truthOf(5)});
        const Outcome outcome = call(
            "retrain two.axo one.axo --model young.axomodel -o both.axomodel --steps 3 --json");
        COMPARE_CODE(outcome, 0);
        const QString learnt = jsonLines(call("info both.axomodel --json").out)
                                   .value(0)["provenance"]
                                   .toObject()["projects"]
                                   .toString();
        QVERIFY2(learnt.contains("one.axo") && learnt.contains("two.axo"), qPrintable(learnt));
    }

    void masksSayWhatWasVerifiedAndCanBeTrainedOn() {
        makeProject("masks.axo", {truthOf(3)});
        COMPARE_CODE(call("export masks.axo --training masks"), 0);
        const TrainingMasks masks = readTrainingMasks(path("masks"));
        QCOMPARE(masks.images.depth(), 5);  // the slice with two on each side
        const auto ids = asLabels(masks.labels);
        for (int z = 0; z < 5; ++z)
            for (int y = 0; y < kHeight; ++y)
                for (int x = 0; x < kWidth; ++x) {
                    if (z != 2) QCOMPARE(masks.ignored(x, y, z), std::uint8_t{255});
                    if (masks.ignored(x, y, z) == 0)
                        QCOMPARE(ids(x, y, z) != 0, sample_.truth(x, y, 3) != 0);
                    QCOMPARE(masks.images.valueAt(x, y, z), sample_.images.valueAt(x, y, z + 1));
                }
        const Volume<float> weights =
            std::get<Volume<float>>(readStack(path("masks/weights.tif")).voxels()).clone();
        for (std::size_t i = 0; i < weights.size(); ++i)
            QCOMPARE(weights.data()[i], masks.ignored.data()[i] == 0 ? 1.0F : 0.0F);
        QFile record(QString::fromStdString(path("masks/labels.json").string()));
        QVERIFY(record.open(QIODevice::ReadOnly));
        const QJsonObject facts = QJsonDocument::fromJson(record.readAll()).object();
        QVERIFY(facts["area"].toObject()["verified_share"].toDouble() > 0.05);
        QCOMPARE(facts["rule"].toObject().isEmpty(), false);

        // What else an export may be told does not make other masks.
        COMPARE_CODE(call("export masks.axo --training same --boundary grown --per-slice"), 0);
        QVERIFY(std::ranges::equal(asLabels(readTrainingMasks(path("same")).labels), ids));
        COMPARE_CODE(call("export masks.axo --training none --probabilities"), 2);

        makeProject("more.axo", {truthOf(0), truthOf(6)});
        COMPARE_CODE(call("export more.axo --training more"), 0);
        COMPARE_CODE(call("train --data masks more --width 8 --steps 3 --batch 2 --crop 64 -o "
                          "d.axomodel"),
                     0);
        COMPARE_CODE(call("train --data masks --images stack.tif --labels truth.tif --steps 3 -o "
                          "d.axomodel"),
                     2);
    }

    void foldersThatAreNoMasksAreLeftAloneAndRefused() {
        makeProject("some.axo", {truthOf(3)});
        fs::create_directories(path("photos"));
        QFile photo(QString::fromStdString(path("photos/cat.png").string()));
        QVERIFY(photo.open(QIODevice::WriteOnly));
        photo.close();
        const Outcome outcome = call("export some.axo --training photos");
        COMPARE_CODE(outcome, 1);
        QVERIFY2(outcome.err.contains("other files"), outcome.err.constData());
        QCOMPARE(std::distance(fs::directory_iterator(path("photos")), {}), 1);
        const Outcome none = call("train --data photos --steps 3 -o d.axomodel");
        COMPARE_CODE(none, 1);
        QVERIFY2(none.err.contains("no training masks"), none.err.constData());
        // A mask that was lost, or is another stack's.
        COMPARE_CODE(call("export some.axo --training broken"), 0);
        writeStack(path("broken/ignore.tif"), Stack(Volume<std::uint8_t>(8, 8, 5, 0)));
        const Outcome broken = call("train --data broken --steps 3 -o d.axomodel");
        COMPARE_CODE(broken, 1);
        QVERIFY2(broken.err.contains("ignore.tif"), broken.err.constData());
    }

  private:
    fs::path path(const std::string& name) const {
        return folder_.filePath(name.c_str()).toStdString();
    }
    Outcome call(const QString& arguments) const {
        return run(arguments.split(' ', Qt::SkipEmptyParts), folder_.path());
    }
    Gesture truthOf(int z) const { return verified(z, sample_.truth.slice(z)); }

    /// A project of the stack, segmented by the young network.
    void makeProject(const QString& name, std::vector<Gesture> gestures) {
        COMPARE_CODE(call("project stack.tif --segment --model young.axomodel -q -o " + name), 0);
        Project::Options options;
        options.author = "Ada";
        const auto project = Project::open(path(name.toStdString()), options);
        for (Gesture& gesture : gestures) (void)project->commit(std::move(gesture));
        QVERIFY(project->flush());
    }

    QTemporaryDir folder_;
    SyntheticStack sample_;
};

}  // namespace axolemma

using axolemma::TestRetraining;
QTEST_GUILESS_MAIN(TestRetraining)
#include "test_retraining.moc"
