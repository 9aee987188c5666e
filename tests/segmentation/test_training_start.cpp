#include <torch/torch.h>

#include <QtTest>
#include <cmath>

#include "segmentation/threads.h"
#include "segmentation/trainer_internal.h"
#include "segmentation/training_loss_internal.h"
#include "segmentation/widening.h"
#include "training_requests.h"

using namespace axolemma;
using namespace axolemma::detail;
using namespace axolemma::test;

/// What a training can begin with besides random weights and the plain loss.
class TestTrainingStart : public QObject, private Trainings {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        setThreads(1);
        at::set_num_threads(1);
    }

    void topologyLossPullsAtThePixelsThatDecide() {
        // Two cells with a membrane between them, in which one pixel is a gap.
        constexpr int kSize = 8;
        Crop crop{kSize, 1, std::vector<float>(kSize * kSize), {}};
        std::vector<float> scores(kSize * kSize);
        for (int y = 0; y < kSize; ++y)
            for (int x = 0; x < kSize; ++x) {
                crop.target.push_back(x == 4 ? kTargetMembrane : kTargetCell);
                scores[static_cast<std::size_t>(y) * kSize + x] = x != 4   ? 3.0F
                                                                  : y == 5 ? 1.0F
                                                                           : -3.0F;
            }
        const torch::Tensor s =
            torch::tensor(scores).reshape({1, 1, kSize, kSize}).requires_grad_();
        const std::vector<Crop> crops = {crop};
        const torch::Tensor loss = topologyLoss(s, toBatch(crops, torch::kCPU), crops);
        loss.backward();
        const torch::Tensor gradient = s.grad()[0][0];
        // Half of -log(1 - p) of the gap, half of -log p within the cells.
        const double expected = (std::log1p(std::exp(1.0)) + std::log1p(std::exp(-3.0))) / 2;
        QVERIFY(std::abs(loss.item<double>() - expected) < 1e-4);
        QVERIFY(gradient[5][4].item<float>() > 0.1F);
        for (int y = 0; y < kSize; ++y)
            if (y != 5) QCOMPARE(gradient[y][4].item<float>(), 0.0F);
        QVERIFY(gradient.index({torch::indexing::Slice(), 2}).sum().item<float>() < 0);
    }

    void topologyLossIsPartOfTheTrainingAndOfItsCheckpoint() {
        TrainingRequest r = request(4);
        const ModelFile without = trained(r);
        r.topologyWeight = 0.5;
        const ModelFile whole = trained(r);
        QVERIFY(!identical(without, whole));
        r.output = folder_.filePath("topology.axomodel").toStdString();
        StopAfter stop(0);
        QVERIFY(train(r, stop.listener(), stop.token()).stopped);
        r.resume = true;
        TrainingRequest other = r;
        other.topologyWeight = 0;
        QVERIFY(refusalOf(other).contains("another training"));
        QVERIFY(identical(whole, trained(r)));
    }

    void aTrainingCanStartFromAModelOrTheMeanOfSeveral() {
        TrainingRequest r = request(5);
        const ModelFile a = trained(r);
        const auto pathOfA = r.output;
        r.seed = 2;
        r.output = folder_.filePath("b.axomodel").toStdString();
        const ModelFile b = trained(r);
        const auto pathOfB = r.output;

        // Without a step the weights are the same, and scored.
        r.steps = 0;
        r.validation = {2, 2};
        r.from = {pathOfA};
        r.output = folder_.filePath("kept.axomodel").toStdString();
        const ModelFile kept = trained(r);
        QVERIFY(identical(kept, a));
        QCOMPARE(kept.info.validation.slices, std::string("2-2"));
        r.from = {pathOfA, pathOfB};
        const ModelFile mean = trained(r);
        for (std::size_t i = 0; i < mean.tensors.size(); ++i)
            for (std::size_t k = 0; k < mean.tensors[i].values.size(); ++k) {
                const float expected = (a.tensors[i].values[k] + b.tensors[i].values[k]) / 2;
                QVERIFY(std::abs(mean.tensors[i].values[k] - expected) <=
                        1e-6F * std::max(1.0F, std::abs(expected)));
            }
        // A few steps change them a little, and the start is part of the result.
        r.steps = 2;
        QVERIFY(!identical(trained(r), mean));
    }

    void aNarrowNetworkIsWidenedAndTrainsOn() {
        TrainingRequest r = request(40);
        const double narrowLoss = train(r, {}, {}).loss;
        const ModelFile narrow = readModelFile(r.output);
        TrainingRequest wide = request(0);
        wide.from = {r.output};
        wide.architecture.width = 12;
        const ModelFile start = trained(wide);
        QCOMPARE(start.info.architecture.width, 12);
        std::map<std::string, std::vector<float>> expected;
        for (const NamedTensor& tensor :
             widened(narrow.tensors, narrow.info.architecture, wide.architecture, wide.seed, "a"))
            expected[tensor.name] = tensor.values;
        QCOMPARE(start.tensors.size(), expected.size());
        for (const NamedTensor& tensor : start.tensors)
            QVERIFY2(tensor.values == expected[tensor.name], tensor.name.c_str());
        // What is mixed with the first weights is the wide ones, too.
        wide.steps = 1;
        wide.keptOfStart = 1;
        QVERIFY(identical(start, trained(wide)));
        wide.keptOfStart = 0;
        wide.steps = 40;
        const double loss = train(wide, {}, {}).loss;
        qInfo("loss %.3f of the narrow network, %.3f of the wide one that began there", narrowLoss,
              loss);
        QVERIFY(loss < narrowLoss);
        // Copies that learnt the same would be worth nothing.
        for (const NamedTensor& tensor : readModelFile(wide.output).tensors)
            if (tensor.name == "stage0_0.weight")
                for (int k = 0; k < 4; ++k) {
                    double apart = 0;
                    for (int i = 0; i < 9; ++i)
                        apart +=
                            std::abs(tensor.values[k * 9 + i] - tensor.values[(k + 8) * 9 + i]);
                    QVERIFY2(apart > 1e-3, qPrintable(QString::number(apart)));
                }
    }

    void aStartThatDoesNotFitIsRefused() {
        TrainingRequest r = request(1);
        (void)trained(r);
        r.from = {r.output};
        r.architecture.width = 6;
        r.output = folder_.filePath("other.axomodel").toStdString();
        const QString said = refusalOf(r);
        QVERIFY2(said.contains(QString::fromStdString(r.from.front().string())), qPrintable(said));
        QVERIFY(!QFile::exists(QString::fromStdString(r.output.string())));
    }

    void weightsOfNetworksOfTwoKindsHaveNoMean() {
        TrainingRequest r = request(1);
        (void)trained(r);
        TrainingRequest wide = request(1);
        wide.architecture.width = 12;
        wide.output = folder_.filePath("wide.axomodel").toStdString();
        (void)trained(wide);
        r.from = {r.output, wide.output};
        r.output = folder_.filePath("mean.axomodel").toStdString();
        const QString said = refusalOf(r);
        QVERIFY2(said.contains("wide.axomodel") && said.contains("of one kind"), qPrintable(said));
    }
};

QTEST_APPLESS_MAIN(TestTrainingStart)
#include "test_training_start.moc"
