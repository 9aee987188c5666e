#include <torch/torch.h>

#include <QtTest>
#include <cmath>

#include "core/error.h"
#include "core/metrics/rand.h"
#include "model_bytes.h"
#include "segmentation/network_segmenter.h"
#include "segmentation/threads.h"
#include "segmentation/trainer_internal.h"
#include "segmentation/training_loss_internal.h"
#include "training_data.h"
#include "training_requests.h"

using namespace axolemma;
using namespace axolemma::detail;
using namespace axolemma::test;

class TestTraining : public QObject, private Trainings {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        setThreads(1);
        at::set_num_threads(1);
    }

    void crossEntropyIsTheMeanOverKnownPixels() {
        const std::vector<float> scores = {0.3F, -2.0F, 5.0F, 40.0F, -0.7F, 3.0F};
        const std::vector<float> targets = {1, 0, 0, 0, 1, 1};
        const std::vector<float> known = {1, 1, 1, 0, 0, 1};
        const auto tensor = [](const std::vector<float>& v) {
            return torch::tensor(v).reshape({1, 1, 2, 3});
        };
        const torch::Tensor s = tensor(scores).requires_grad_();
        const torch::Tensor loss = crossEntropy(s, {{}, tensor(targets), tensor(known)});
        loss.backward();
        double expected = 0;
        for (int i = 0; i < 6; ++i) {
            const double p = 1 / (1 + std::exp(-double(scores[i])));
            if (known[i] > 0) expected -= std::log(targets[i] > 0 ? p : 1 - p) / 4;
            const float gradient = s.grad().flatten()[i].item<float>();
            if (known[i] == 0)
                QCOMPARE(gradient, 0.0F);
            else
                QVERIFY(std::abs(gradient - (p - targets[i]) / 4) < 1e-6);
        }
        QVERIFY(std::abs(loss.item<double>() - expected) < 1e-5);
    }

    void whereNothingIsKnownNothingIsLost() {
        const torch::Tensor s = torch::randn({1, 1, 4, 4}).requires_grad_();
        const torch::Tensor loss =
            crossEntropy(s, {{}, torch::zeros_like(s), torch::zeros_like(s)});
        loss.backward();
        QCOMPARE(loss.item<float>(), 0.0F);
        QCOMPARE(s.grad().abs().max().item<float>(), 0.0F);
    }

    void codesBecomeTargetsAndWhatIsKnown() {
        Crop crop{2, 1, {0.5F, 1, 2, 3}, {kTargetMembrane, kTargetUnknown, kTargetCell, 255}};
        const Batch batch = toBatch({crop, crop}, torch::kCPU);
        QVERIFY((batch.images.sizes() == std::vector<std::int64_t>{2, 1, 2, 2}));
        QVERIFY(batch.targets[1].flatten().equal(torch::tensor({0.0F, 0.0F, 1.0F, 1.0F})));
        crop.target[2] = 51;
        QVERIFY(std::abs(toBatch({crop}, torch::kCPU).targets.flatten()[2].item<float>() - 0.2F) <
                1e-6F);
        QVERIFY(batch.known[0].flatten().equal(torch::tensor({1.0F, 0.0F, 1.0F, 1.0F})));
        QVERIFY(batch.images[1].flatten().equal(torch::tensor({0.5F, 1.0F, 2.0F, 3.0F})));
    }

    void sideOutputsOfThePaperCountLessAndLess() {
        const Architecture paper;
        QCOMPARE(auxiliaryWeight(paper, 0), 1.0);
        QCOMPARE(auxiliaryWeight(paper, 0.5), 0.1);
        QCOMPARE(auxiliaryWeight(paper, 1), 0.01);
        for (double done = 0.01; done <= 1; done += 0.01)
            QVERIFY(auxiliaryWeight(paper, done) <= auxiliaryWeight(paper, done - 0.01));
        for (const double done : {0.0, 0.5, 1.0})
            QCOMPARE(auxiliaryWeight(Architecture::recommended(), done), 0.01);
    }

    void theRateRisesOnceAndFallsToAThousandth() {
        QVERIFY(std::abs(oneCycle(0) - 0.04) < 1e-12);
        QVERIFY(std::abs(oneCycle(0.1) - 1) < 1e-12);
        QVERIFY(std::abs(oneCycle(1) - 0.001) < 1e-12);
        QCOMPARE(oneCycle(1.5), oneCycle(1));
        for (double done = 0.01; done <= 1; done += 0.01)
            QVERIFY((oneCycle(done) > oneCycle(done - 0.01)) == (done < 0.105));
    }

    void aTinyNetworkLearnsATinyStack_data() {
        QTest::addColumn<bool>("paper");
        QTest::addColumn<double>("accuracy");
        QTest::newRow("decoder") << false << 0.95;
        QTest::newRow("the paper's network") << true << 0.85;
    }
    void aTinyNetworkLearnsATinyStack() {
        QFETCH(bool, paper);
        QFETCH(double, accuracy);
        TrainingRequest r = request(paper ? 90 : 80);
        if (paper) r.architecture = {8, 1, false, false, false};
        double first = 0;
        const TrainingResult result =
            train(r, [&](const TrainingProgress& p) { first = p.step == 1 ? p.loss : first; }, {});
        QVERIFY2(result.loss < 0.7 * first,
                 qPrintable(QString("%1 after %2").arg(result.loss).arg(first)));
        QVERIFY(!result.stopped);
        QCOMPARE(result.steps, r.steps);
        const auto segmenter = openOnProcessor(r.output, {.device = "cpu", .threads = 1});
        std::size_t right = 0;
        (void)segmenter->predict({r.images, {0, 1, 2}},
                                 [&](int z, Image<float> map) {
                                     const std::uint8_t* target = r.targets->slice(z).data();
                                     for (std::size_t i = 0; i < map.size(); ++i)
                                         right += (map.data()[i] > 0.5F) == (target[i] > 128);
                                 },
                                 {}, {});
        const double share = static_cast<double>(right) / static_cast<double>(r.targets->size());
        qInfo("%.3f of the pixels right, loss %.3f after %.3f", share, result.loss, first);
        QVERIFY2(share > accuracy, qPrintable(QString::number(share)));
        QVERIFY(!QFile::exists(checkpointOf(r)));
    }

    void aRunStoppedAtEveryStepEqualsAnUninterruptedOne_data() {
        QTest::addColumn<bool>("validated");
        QTest::addColumn<int>("inputSlices");
        QTest::newRow("without validation") << false << 3;
        QTest::newRow("with validation") << true << 1;
    }
    void aRunStoppedAtEveryStepEqualsAnUninterruptedOne() {
        QFETCH(bool, validated);
        TrainingRequest r = request(10);
        QFETCH(int, inputSlices);
        r.architecture.inputSlices = inputSlices;
        if (validated) r.validation = {2, 2};
        const ModelFile whole = trained(r);
        r.output = folder_.filePath(QString("resumed%1.axomodel").arg(++files_)).toStdString();
        r.resume = true;
        TrainingResult result;
        result.stopped = true;
        for (int session = 0; result.stopped; ++session) {
            QVERIFY2(session < 30, "the training never ends");
            StopAfter stop(0);
            result = train(r, stop.listener(), stop.token());
            QCOMPARE(QFile::exists(checkpointOf(r)), result.stopped);
        }
        QCOMPARE(result.steps, r.steps);
        const ModelFile resumed = readModelFile(r.output);
        QVERIFY(identical(whole, resumed));
        QVERIFY(resumed.info.partition == whole.info.partition);
        QCOMPARE(resumed.info.validation.vRandLabels, whole.info.validation.vRandLabels);
        QCOMPARE(resumed.info.provenance.at("steps"), whole.info.provenance.at("steps"));
    }

    void theSameSeedGivesTheSameWeightsAndAnotherOthers() {
        TrainingRequest r = request(3);
        const ModelFile first = trained(r);
        r.cropThreads = 2;
        QVERIFY(identical(first, trained(r)));
        r.seed = 2;
        QVERIFY(!identical(first, trained(r)));
    }

    void heldOutSlicesAreNeverTrainedOn() {
        TrainingRequest r = request(6);
        r.training = {0, 1};
        const ModelFile clean = trained(r);
        TargetVolume garbage = r.targets->clone();
        std::fill_n(garbage.slice(2).data(), garbage.sliceSize(), kTargetUnknown);
        const auto targets = r.targets;
        r.targets = shared(garbage.clone());
        QVERIFY(identical(clean, trained(r)));
        r.targets = targets;
        // The same by holding the slice out; only the choice of the best may differ.
        r.training.reset();
        r.validation = {2, 2};
        Random random(3);
        for (std::size_t i = 0; i < garbage.sliceSize(); ++i)
            garbage.slice(2).data()[i] = random.chance(0.5) ? kTargetCell : kTargetMembrane;
        TrainingRequest other = r;
        other.targets = shared(std::move(garbage));
        other.output = folder_.filePath("garbage.axomodel").toStdString();
        const TrainingResult a = train(r, {}, {});
        const TrainingResult b = train(other, {}, {});
        QCOMPARE(a.loss, b.loss);
    }

    void weightsAreAveragedOverTheLastTenthOfTheSteps() {
        TrainingRequest r = request(30);
        r.resume = true;
        std::map<int, ModelFile> checkpoints;
        for (int step = 1; step <= 29; ++step) {
            StopAfter stop(0);
            QCOMPARE(train(r, stop.listener(), stop.token()).steps, step);
            if (step >= 28) checkpoints[step] = readModelFile(checkpointOf(r).toStdString());
            const auto weights = [](const ModelFile& file, const std::string& name) {
                for (const NamedTensor& tensor : file.tensors)
                    if (tensor.name == name) return tensor.values;
                return std::vector<float>();
            };
            if (step < 28) continue;
            for (const NamedTensor& tensor : readModelFile(r.output).tensors) {
                const auto a = weights(checkpoints.at(28), "network." + tensor.name);
                const auto b = weights(checkpoints.at(step), "network." + tensor.name);
                QCOMPARE(a.size(), tensor.values.size());
                for (std::size_t i = 0; i < a.size(); ++i)
                    QVERIFY(std::abs(tensor.values[i] - (a[i] + b[i]) / 2) <= 1e-6F);
            }
        }
    }

    void aStopBeforeTheFirstStepWritesNothing() {
        TrainingRequest r = request(5);
        writeBytes(QString::fromStdString(r.output.string()), "the good model of yesterday");
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN((void)train(r, {}, source.get_token()), Cancelled);
        QCOMPARE(bytesOf(QString::fromStdString(r.output.string())),
                 std::string("the good model of yesterday"));
    }

    void aStopKeepsTheBestSoFarAndACheckpoint() {
        TrainingRequest r = request(500);
        r.validation = {2, 2};
        StopAfter stop(1);
        const TrainingResult result = train(r, stop.listener(), stop.token());
        QVERIFY(result.stopped);
        QVERIFY(result.steps >= 1 && result.steps < 500);
        QVERIFY(QFile::exists(checkpointOf(r)));
        QVERIFY(!readModelFile(r.output).tensors.empty());
        QCOMPARE(readModelInfo(r.output).provenance.at("steps"), std::to_string(result.steps));
    }

    void minutesEndInTime() {
        TrainingRequest r = request(0);
        r.minutes = 2.0 / 60;
        double last = 0;
        bool rises = true;
        const TrainingResult result = train(r,
                                            [&](const TrainingProgress& p) {
                                                rises = rises && p.step >= last &&
                                                        p.secondsLeft >= 0 && p.waitingShare >= 0 &&
                                                        p.waitingShare <= 1;
                                                last = p.step;
                                            },
                                            {});
        QVERIFY(!result.stopped && rises);
        QVERIFY2(result.seconds >= 2 && result.seconds < 4,
                 qPrintable(QString::number(result.seconds)));
        QVERIFY(last == result.steps);
    }

    void aCheckpointOfAnotherTrainingIsRefused_data() {
        QTest::addColumn<QString>("change");
        for (const char* change : {"seed", "steps", "width", "rate", "held out", "labels"})
            QTest::newRow(change) << change;
    }
    void aCheckpointOfAnotherTrainingIsRefused() {
        QFETCH(QString, change);
        TrainingRequest r = request(300);
        StopAfter stop(1);
        QVERIFY(train(r, stop.listener(), stop.token()).stopped);
        r.resume = true;
        if (change == "seed") r.seed = 9;
        if (change == "steps") r.steps = 301;
        if (change == "width") r.architecture.width = 6;
        if (change == "rate") r.learningRate = 1e-3;
        if (change == "held out") r.validation = {0, 0};
        if (change == "labels") {
            TargetVolume targets = r.targets->clone();
            std::fill_n(targets.data(), 500, kTargetUnknown);
            r.targets = shared(std::move(targets));
        }
        const QString said = refusalOf(r);
        QVERIFY2(said.contains("another training") && said.contains(".checkpoint"),
                 qPrintable(said));
    }

    void resumingAFinishedTrainingKeepsItsModel() {
        TrainingRequest r = request(3);
        r.output = folder_.filePath("finished.axomodel").toStdString();
        r.resume = true;
        // Nothing to go on from and nothing to lose: it starts.
        QCOMPARE(train(r, {}, {}).steps, 3);
        const std::string model = bytesOf(QString::fromStdString(r.output.string()));
        const QString said = refusalOf(r);
        QVERIFY2(said.contains("has finished") && said.contains("finished.axomodel"),
                 qPrintable(said));
        QCOMPARE(bytesOf(QString::fromStdString(r.output.string())), model);
    }

    void aDamagedCheckpointIsRefused() {
        TrainingRequest r = request(300);
        StopAfter stop(1);
        QVERIFY(train(r, stop.listener(), stop.token()).stopped);
        r.resume = true;
        const std::string good = bytesOf(checkpointOf(r));
        writeBytes(checkpointOf(r), good.substr(0, good.size() / 2));
        QVERIFY2(refusalOf(r).contains("truncated"), qPrintable(refusalOf(r)));
        // A model where a checkpoint should be.
        writeBytes(checkpointOf(r), bytesOf(QString::fromStdString(r.output.string())));
        QVERIFY2(refusalOf(r).contains("not a checkpoint"), qPrintable(refusalOf(r)));
    }

    void badRequestsAreRefusedWithWhatToDo_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* what, const char* says) {
            QTest::newRow(what) << what << says;
        };
        row("no images", "Give images");
        row("no length", "Give a number of steps");
        row("crop of 33", "multiple of 8");
        row("batch of 0", "Give 1 to 256");
        row("width of 5", "even number");
        row("2 input slices", "Give 1, 3 or 5");
        row("rate of NaN", "learning rate");
        row("negative decay", "weight decay");
        row("validation outside", "slices are 0-2");
        row("everything held out", "Hold out fewer");
        row("no cell held out", "Hold out others");
        row("labels of another size", "same size");
        row("nothing known", "known label");
        row("no folder", "does not exist");
        row("pixels of 0 nm", "pixel size");
        row("no such device", "There is no device");
        row("negative topology weight", "topology weight");
    }
    void badRequestsAreRefusedWithWhatToDo() {
        QFETCH(QString, what);
        QFETCH(QString, says);
        TrainingRequest r = request(100000);
        if (what == "no images") r.images.reset();
        if (what == "no length") r.steps = 0;
        if (what == "crop of 33") r.crop = 33;
        if (what == "batch of 0") r.batch = 0;
        if (what == "width of 5") r.architecture.width = 5;
        if (what == "2 input slices") r.architecture.inputSlices = 2;
        if (what == "rate of NaN") r.learningRate = std::nan("");
        if (what == "negative decay") r.weightDecay = -1;
        if (what == "validation outside") r.validation = {2, 3};
        if (what == "everything held out") r.validation = {0, 2};
        if (what == "no cell held out") {
            TargetVolume targets = r.targets->clone();
            std::fill_n(targets.slice(2).data(), targets.sliceSize(), kTargetMembrane);
            r.targets = shared(std::move(targets));
            r.validation = {2, 2};
        }
        if (what == "labels of another size") r.targets = shared(cells(96, 80, 2));
        if (what == "nothing known") r.targets = shared(TargetVolume(96, 80, 3, kTargetUnknown));
        if (what == "no folder") r.output = folder_.filePath("none/m.axomodel").toStdString();
        if (what == "pixels of 0 nm") r.images = picture(*r.targets, {0, 0, 50});
        if (what == "negative topology weight") r.topologyWeight = -1;
        if (what == "no such device") r.device = "abacus";
        const QString said = refusalOf(r);
        QVERIFY2(said.contains(says) && said.endsWith('.'), qPrintable(said));
    }

    void aModelTakesThePixelSizeOfItsStack() {
        TrainingRequest r = request(1);
        r.images = picture(*r.targets, {6, 8, 40});
        ModelInfo info = trained(r).info;
        QCOMPARE(info.pixelSize, 7.0);
        QVERIFY(!info.provenance.contains("pixel_size"));
        Volume<std::uint8_t> voxels(96, 80, 3, 7);
        r.images = std::make_shared<const Stack>(Stack(std::move(voxels), {}, false));
        info = trained(r).info;
        QCOMPARE(info.pixelSize, 4.0);
        QVERIFY(info.provenance.contains("pixel_size"));
    }
};

QTEST_APPLESS_MAIN(TestTraining)
#include "test_training.moc"
