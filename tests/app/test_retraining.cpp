#include <QFile>
#include <QJsonArray>
#include <algorithm>
#include <memory>

#include "core/io/stack_reader.h"
#include "core/io/training_masks.h"
#include "core/targets.h"
#include "tests/app/taught_folder.h"

namespace axolemma {

/// From corrections to a network with a verdict, without the window.
class TestRetraining : public QObject, TaughtFolder {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { makeStackAndNetwork(); }

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
        QVERIFY(project["changes"].toObject()["places"].isDouble());
        QVERIFY(project["changes"].toObject()["against"].isArray());
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

    void whatIsRehearsedIsWhereForgettingIsMeasured() {
        makeProject("old.axo", {truthOf(1)});
        COMPARE_CODE(call("export old.axo --training old"), 0);
        makeProject("new.axo", {truthOf(0), truthOf(3), truthOf(6)});
        const QString command =
            "retrain new.axo --model young.axomodel --steps 4 --json -o rehearsed.axomodel ";
        const Outcome outcome = call(command + "--with old --with-share 0.5");
        COMPARE_CODE(outcome, 0);
        const QJsonObject said = jsonLines(outcome.out).value(0);
        QVERIFY(!said.contains("sample_v_rand"));
        const QJsonObject rehearsed = said["rehearsed"].toArray().at(0).toObject();
        QCOMPARE(rehearsed["data"].toString(), QString("old"));
        const QJsonArray scores = rehearsed["v_rand"].toArray();
        QVERIFY2(scores.size() == 2 && scores[0].toDouble() > 0.3 && scores[1].toDouble() > 0.3,
                 outcome.out.constData());
        const QJsonObject info = jsonLines(call("info rehearsed.axomodel --json").out).value(0);
        QCOMPARE(info["provenance"].toObject()["rehearsed"].toString(),
                 QString("0.5 of the crops from old"));
        const auto content = [&] {
            QFile file(QString::fromStdString(path("rehearsed.axomodel").string()));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray mixed = content();
        const Outcome alone = call(command);
        COMPARE_CODE(alone, 0);
        QVERIFY(jsonLines(alone.out).value(0).contains("sample_v_rand"));
        QVERIFY(!jsonLines(alone.out).value(0).contains("rehearsed"));
        QVERIFY(content() != mixed);
    }

    void whatCannotBeRehearsedIsSaidBeforeTheTraining() {
        makeProject("taught.axo", {truthOf(0), truthOf(3), truthOf(6)});
        const QString command =
            "retrain taught.axo --model young.axomodel --steps 4 -o refused.axomodel ";
        const Outcome none = call(command + "--with young.axomodel");
        COMPARE_CODE(none, 1);
        QVERIFY2(none.err.contains("no training masks"), none.err.constData());
        COMPARE_CODE(call(command + "--with-share 0.5"), 2);
        COMPARE_CODE(call("export taught.axo --training blank"), 0);
        writeStack(path("blank/ignore.tif"),
                   Stack(Volume<std::uint8_t>(kWidth, kHeight, kDepth, 255)));
        const Outcome blank = call(command + "--with blank");
        COMPARE_CODE(blank, 1);
        QVERIFY2(blank.err.contains("blank: no pixel is known to be cell"), blank.err.constData());
        QVERIFY(!fs::exists(path("refused.axomodel")));
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

        // Masks are of neurons with their boundary, and nothing else.
        for (const char* option :
             {"--boundary grown", "--per-slice", "--bits 16", "--probabilities"})
            COMPARE_CODE(call(QString("export masks.axo --training none ") + option), 2);
        QVERIFY(!fs::exists(path("none")));

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
    /// Who verifies this says that there is no membrane at all.
    static Gesture allOneCell(int z) {
        std::vector<PixelRun> rows;
        for (int y = 0; y < kHeight; ++y) rows.push_back({y, 0, kWidth});
        Gesture gesture;
        gesture.name = "Verify slice";
        gesture.place = {0, 0, z};
        gesture.said.emplace_back(ProfileAssertion{{5, 5, z}, PixelRuns(std::move(rows)), true});
        return gesture;
    }
};

}  // namespace axolemma

using axolemma::TestRetraining;
QTEST_GUILESS_MAIN(TestRetraining)
#include "test_retraining.moc"
