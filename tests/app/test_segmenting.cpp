#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <algorithm>
#include <map>
#include <set>

#include "core/components.h"
#include "core/io/stack_reader.h"
#include "core/neurons.h"
#include "core/partition.h"
#include "tests/app/program.h"

using namespace axolemma;

/// From a labelled stack through `train` to the label files of `segment`, with a network so small
/// that it learns in seconds.
class TestSegmenting : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void trainingMakesTheRecommendedNetworkUnlessToldOtherwise();
    void trainingTellsMachinesHowItGoes();
    void modelSaysWhatItWasTrainedOn();
    void probabilitiesAreOfCellOnTheGridOfTheStack();
    void keptBoundaryIsZeroExactlyWhereThereIsNoComponent();
    void grownLabelsHoldNoZeroAndAgreeWithKeptOnes();
    void idMeansOneNeuronThroughTheStack();
    void perSliceNumbersAreRegionsOfOneSlice();
    void overlayHasOneColourPictureASlice();
    void sideOutputDiffersFromTheFusion();
    void averagingOverViewsChangesTheMapALittle();
    void trainingGoesOnFromAModelAndScoresItWithoutAStep();
    void sameRunGivesTheSameBytes();
    void stdoutStaysClean();

  private:
    Stack read(const QString& name) const {
        return readStack(std::filesystem::path(folder_.filePath(name).toStdString()));
    }
    Volume<std::uint32_t> labels(const QString& name) const { return asLabels(read(name)); }
    /// The components of slice z that the model's settings make of the written map.
    SliceComponents components(int z) const {
        const auto& map = std::get<Volume<float>>(probabilities_.voxels());
        return partitionOf(map.slice(z), rule_);
    }

    static constexpr int kWidth = 160;
    static constexpr int kHeight = 136;
    static constexpr int kDepth = 6;
    QTemporaryDir folder_;
    QByteArray trainingLog_;
    Outcome segmented_;
    Stack probabilities_;
    PartitionRule rule_;
};

void TestSegmenting::initTestCase() {
    QVERIFY(folder_.isValid());
    const QString folder = folder_.path();
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size",
                      QString::number(kWidth), QString::number(kHeight), QString::number(kDepth)},
                     folder),
                 0);
    const Outcome training =
        run(QString("train --images stack.tif --labels truth.tif -o tiny.axomodel --width 4 "
                    "--steps 100 --crop 64 --batch 4 --validation 5 "
                    "--learning-rate 0.01 --threads 1 --progress json")
                .split(' '),
            folder);
    COMPARE_CODE(training, 0);
    QVERIFY(training.out.isEmpty());
    trainingLog_ = training.err;

    segmented_ = run({"segment", "stack.tif", "-o", "grown.tif", "--probabilities", "cell.tif",
                      "--overlay", "pictures", "--model", "tiny.axomodel", "--threads", "1"},
                     folder);
    COMPARE_CODE(segmented_, 0);
    COMPARE_CODE(run({"segment", "stack.tif", "-o", "kept.tif", "--boundary", "keep", "--model",
                      "tiny.axomodel", "--threads", "1"},
                     folder),
                 0);
    COMPARE_CODE(run({"segment", "stack.tif", "-o", "slices.nrrd", "--boundary", "keep",
                      "--per-slice", "--model", "tiny.axomodel", "--threads", "1"},
                     folder),
                 0);
    const Outcome info = run({"info", "tiny.axomodel", "--json"}, folder);
    COMPARE_CODE(info, 0);
    const QJsonObject model = jsonLines(info.out).value(0);
    const QJsonObject rule = model["labels"].toObject();
    const auto number = [&rule](const char* key) {
        return static_cast<float>(rule[key].toDouble(-1));
    };
    rule_ = {.threshold = 1 - number("threshold"),
             .smallest = static_cast<std::uint32_t>(rule["smallest_component"].toInt()),
             .refinement = {number("wf"), number("sigma"), number("h"), number("join_below")}};
    QVERIFY(rule_.threshold > 0 && rule_.threshold < 1);
    QVERIFY(rule_.refinement.weight >= 0 && rule_.refinement.sigma >= 0);
    probabilities_ = read("cell.tif");
}

void TestSegmenting::trainingMakesTheRecommendedNetworkUnlessToldOtherwise() {
    const auto architectureOf = [&](const QString& options) {
        const QString call =
            "train --images stack.tif --labels truth.tif -o other.axomodel "
            "--width 4 --steps 1 --crop 32 --batch 1 --threads 1 --quiet ";
        if (run((call + options).trimmed().split(' '), folder_.path()).code != 0) return QString();
        const Outcome info = run({"info", "other.axomodel", "--json"}, folder_.path());
        return jsonLines(info.out).value(0)["architecture"].toString();
    };
    QCOMPARE(architectureOf(""),
             QString("deep contextual network, width 4, C0, decoder, batch normalisation"));
    QCOMPARE(architectureOf("--paper"), QString("deep contextual network, width 4"));
    QCOMPARE(architectureOf("--paper --batch-norm"),
             QString("deep contextual network, width 4, batch normalisation"));
    QCOMPARE(
        architectureOf("--no-decoder --slices-in 3"),
        QString("deep contextual network, width 4, C0, batch normalisation, 3 slices as input"));
}

void TestSegmenting::trainingTellsMachinesHowItGoes() {
    const QList<QJsonObject> lines = jsonLines(trainingLog_);
    int steps = 0;
    bool validated = false;
    for (const QJsonObject& line : lines) {
        QVERIFY2(line.contains("event"), trainingLog_.constData());
        if (line["event"].toString() != "training") continue;
        QVERIFY(line["step"].toInt() >= steps);
        steps = line["step"].toInt();
        QCOMPARE(line["steps"].toInt(), 100);
        validated = validated || line.contains("validation");
    }
    QVERIFY(steps > 0);
    QVERIFY(validated);
    QCOMPARE(lines.last()["event"].toString(), QString("done"));
    QCOMPARE(lines.last()["steps"].toInt(), 100);
    QVERIFY(!lines.last()["stopped"].toBool(true));
}

void TestSegmenting::modelSaysWhatItWasTrainedOn() {
    const Outcome info = run({"info", "tiny.axomodel"}, folder_.path());
    COMPARE_CODE(info, 0);
    QVERIFY(info.out.contains("stack.tif"));
    QVERIFY(info.out.contains("truth.tif"));
    QVERIFY(info.out.contains("--steps 100"));
    QVERIFY(info.out.contains("slices 5"));
}

void TestSegmenting::probabilitiesAreOfCellOnTheGridOfTheStack() {
    QCOMPARE(probabilities_.width(), kWidth);
    QCOMPARE(probabilities_.height(), kHeight);
    QCOMPARE(probabilities_.depth(), kDepth);
    QCOMPARE(probabilities_.spacing(), read("stack.tif").spacing());
    const auto& map = std::get<Volume<float>>(probabilities_.voxels());
    const Volume<std::uint32_t> truth = labels("truth.tif");
    double inCell = 0;
    double inMembrane = 0;
    std::size_t cells = 0;
    for (std::size_t i = 0; i < map.size(); ++i) {
        QVERIFY(map.data()[i] >= 0 && map.data()[i] <= 1);
        const bool cell = truth.data()[i] != 0;
        (cell ? inCell : inMembrane) += map.data()[i];
        cells += cell;
    }
    inCell /= static_cast<double>(cells);
    inMembrane /= static_cast<double>(map.size() - cells);
    // The other way round, or the probability of membrane, would turn this about.
    QVERIFY2(inCell > inMembrane + 0.2,
             qPrintable(QString("%1 in cells, %2 in membrane").arg(inCell).arg(inMembrane)));
}

void TestSegmenting::keptBoundaryIsZeroExactlyWhereThereIsNoComponent() {
    const Volume<std::uint32_t> kept = labels("kept.tif");
    for (int z = 0; z < kDepth; ++z) {
        const SliceComponents slice = components(z);
        QVERIFY(slice.count > 3);
        std::map<std::uint32_t, std::uint32_t> idOfComponent;
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                const std::uint32_t component = slice.labels(x, y);
                QCOMPARE(kept(x, y, z) != 0, component != 0);
                if (!component) continue;
                QCOMPARE(idOfComponent.try_emplace(component, kept(x, y, z)).first->second,
                         kept(x, y, z));
            }
    }
}

void TestSegmenting::grownLabelsHoldNoZeroAndAgreeWithKeptOnes() {
    const Volume<std::uint32_t> grown = labels("grown.tif");
    const Volume<std::uint32_t> kept = labels("kept.tif");
    QCOMPARE(std::count(grown.begin(), grown.end(), 0U), 0);
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (kept.data()[i]) QCOMPARE(grown.data()[i], kept.data()[i]);
    QCOMPARE(QByteArray(read("grown.tif").typeName().data()), QByteArray("uint32"));
}

void TestSegmenting::idMeansOneNeuronThroughTheStack() {
    const Volume<std::uint32_t> kept = labels("kept.tif");
    std::map<std::uint32_t, std::size_t> voxels;
    std::map<std::uint32_t, std::set<int>> slices;
    for (int z = 0; z < kDepth; ++z)
        for (std::size_t i = 0; i < kept.sliceSize(); ++i)
            if (const std::uint32_t id = kept.slice(z).data()[i]) {
                ++voxels[id];
                slices[id].insert(z);
            }
    const auto through = std::count_if(slices.begin(), slices.end(),
                                       [](const auto& entry) { return entry.second.size() > 1; });
    QVERIFY(through > 0);
    // Ids are 1, 2, 3, ... by falling size.
    QCOMPARE(voxels.rbegin()->first, static_cast<std::uint32_t>(voxels.size()));
    for (auto entry = voxels.begin(); std::next(entry) != voxels.end(); ++entry)
        QVERIFY(entry->second >= std::next(entry)->second);
    // What the rule links is one neuron in the file.
    for (int z = 0; z + 1 < kDepth; ++z) {
        const SliceComponents slice = components(z);
        const SliceComponents next = components(z + 1);
        const auto idOf = [&kept](const SliceComponents& components, int at, std::uint32_t number) {
            const auto pixel =
                std::find(components.labels.begin(), components.labels.end(), number);
            return kept.slice(at).data()[pixel - components.labels.begin()];
        };
        for (const Link& link : linksBetween(slice, next, LinkRule()))
            QCOMPARE(idOf(slice, z, link.a), idOf(next, z + 1, link.b));
    }
}

void TestSegmenting::perSliceNumbersAreRegionsOfOneSlice() {
    const Volume<std::uint32_t> numbers = labels("slices.nrrd");
    std::set<std::uint32_t> before;
    for (int z = 0; z < kDepth; ++z) {
        const SliceComponents slice = components(z);
        std::map<std::uint32_t, std::uint32_t> componentOf;
        for (std::size_t i = 0; i < numbers.sliceSize(); ++i) {
            const std::uint32_t number = numbers.slice(z).data()[i];
            const std::uint32_t component = slice.labels.data()[i];
            QCOMPARE(number != 0, component != 0);
            if (number)
                QCOMPARE(componentOf.try_emplace(number, component).first->second, component);
        }
        QCOMPARE(componentOf.size(), static_cast<std::size_t>(slice.count));
        for (const auto& entry : componentOf) QVERIFY(before.insert(entry.first).second);
    }
    QCOMPARE(*before.rbegin(), static_cast<std::uint32_t>(before.size()));
}

void TestSegmenting::overlayHasOneColourPictureASlice() {
    const QDir pictures(folder_.filePath("pictures"));
    const QStringList names = pictures.entryList({"*.png"}, QDir::Files, QDir::Name);
    QCOMPARE(names.size(), kDepth);
    const Volume<std::uint32_t> kept = labels("kept.tif");
    for (int z = 0; z < kDepth; ++z) {
        const QImage picture(pictures.filePath(names[z]));
        QCOMPARE(picture.size(), QSize(kWidth, kHeight));
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                const QRgb pixel = picture.pixel(x, y);
                const bool grey = qRed(pixel) == qGreen(pixel) && qGreen(pixel) == qBlue(pixel);
                QCOMPARE(grey, kept(x, y, z) == 0);
            }
    }
}

void TestSegmenting::sideOutputDiffersFromTheFusion() {
    COMPARE_CODE(run({"segment", "stack.tif", "--probabilities", "c3.tif", "--output", "c3",
                      "--model", "tiny.axomodel", "--threads", "1"},
                     folder_.path()),
                 0);
    const Stack side = read("c3.tif");
    const auto& fused = std::get<Volume<float>>(probabilities_.voxels());
    const auto& c3 = std::get<Volume<float>>(side.voxels());
    QVERIFY(!std::equal(fused.begin(), fused.end(), c3.begin()));
}

void TestSegmenting::averagingOverViewsChangesTheMapALittle() {
    COMPARE_CODE(run({"segment", "stack.tif", "--probabilities", "views.tif", "--tta", "8",
                      "--model", "tiny.axomodel", "--threads", "1"},
                     folder_.path()),
                 0);
    const Stack views = read("views.tif");
    const auto& averaged = std::get<Volume<float>>(views.voxels());
    const auto& alone = std::get<Volume<float>>(probabilities_.voxels());
    double difference = 0;
    for (std::size_t i = 0; i < averaged.size(); ++i)
        difference += std::abs(averaged.data()[i] - alone.data()[i]);
    difference /= static_cast<double>(averaged.size());
    QVERIFY2(difference > 1e-4 && difference < 0.2, qPrintable(QString::number(difference)));
    COMPARE_CODE(run({"segment", "stack.tif", "-o", "views.nrrd", "--tta", "3"}, folder_.path()),
                 2);
}

void TestSegmenting::trainingGoesOnFromAModelAndScoresItWithoutAStep() {
    const auto train = [&](const QString& options) {
        return run(("train --images stack.tif --labels truth.tif --threads 1 --progress json "
                    "--validation 5 " +
                    options)
                       .split(' '),
                   folder_.path());
    };
    const Outcome scored = train("--from tiny.axomodel --steps 0 -o scored.axomodel");
    COMPARE_CODE(scored, 0);
    const QJsonObject before = jsonLines(trainingLog_).last();
    const QJsonObject after = jsonLines(scored.err).last();
    QCOMPARE(after["event"].toString(), QString("done"));
    QCOMPARE(after["steps"].toInt(), 0);
    QCOMPARE(after["validation"].toObject()["v_rand_map"].toDouble(),
             before["validation"].toObject()["v_rand_map"].toDouble());
    QCOMPARE(after["labels"].toObject(), before["labels"].toObject());

    COMPARE_CODE(train("--from scored.axomodel tiny.axomodel --steps 3 --crop 64 -o on.axomodel"),
                 0);
    const Outcome info = run({"info", "on.axomodel", "--json"}, folder_.path());
    COMPARE_CODE(info, 0);
    const QJsonObject provenance = jsonLines(info.out).value(0)["provenance"].toObject();
    QCOMPARE(provenance["started_from"].toString(), QString("scored.axomodel, tiny.axomodel"));

    const Outcome none = train("--from nowhere.axomodel --steps 3 -o on.axomodel");
    COMPARE_CODE(none, 1);
    QVERIFY2(none.err.contains("nowhere.axomodel"), none.err.constData());
    COMPARE_CODE(train("--steps 0 -o on.axomodel"), 1);
    // The architecture is that of the model.
    COMPARE_CODE(train("--from tiny.axomodel --decoder -o on.axomodel"), 2);
}

void TestSegmenting::sameRunGivesTheSameBytes() {
    COMPARE_CODE(run({"segment", "stack.tif", "-o", "again.tif", "--model", "tiny.axomodel",
                      "--threads", "1"},
                     folder_.path()),
                 0);
    const auto bytes = [this](const char* name) {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray(name);
    };
    QCOMPARE(bytes("again.tif"), bytes("grown.tif"));
}

void TestSegmenting::stdoutStaysClean() {
    QVERIFY(segmented_.out.isEmpty());
    QVERIFY2(segmented_.err.contains("neurons in 160 x 136 x 6 voxels"),
             segmented_.err.constData());
}

QTEST_APPLESS_MAIN(TestSegmenting)
#include "test_segmenting.moc"
