#include <QtTest>
#include <cmath>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/metrics/rand.h"
#include "core/synthetic_stack.h"
#include "segmentation/library.h"
#include "segmentation/network_segmenter.h"
#include "segmentation/threads.h"
#include "segmentation/training.h"

using namespace axolemma;
using namespace axolemma::detail;

/// What the fast arithmetic costs, measured with the shipped model.
class TestPrecision : public QObject {
    Q_OBJECT

    std::unique_ptr<Segmenter> exact_;
    std::unique_ptr<Segmenter> fast_;

    static Volume<float> maps(Segmenter& segmenter, const std::shared_ptr<const Stack>& stack,
                              int first, int count) {
        Volume<float> all(stack->width(), stack->height(), count);
        PredictionRequest request{.stack = stack, .slices = {}};
        for (int z = first; z < first + count; ++z) request.slices.push_back(z);
        (void)segmenter.predict(request,
                                [&](int z, Image<float> map) {
                                    std::copy(map.begin(), map.end(), all.slice(z - first).data());
                                },
                                {}, {});
        return all;
    }

    static void requireNear(const Volume<float>& a, const Volume<float>& b) {
        double sum = 0;
        std::size_t near = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            const double each = std::abs(a.data()[i] - b.data()[i]);
            sum += each;
            near += each <= 0.05;
        }
        const double mean = sum / static_cast<double>(a.size());
        const double within = static_cast<double>(near) / static_cast<double>(a.size());
        qInfo("mean difference %.5f, %.4f %% of the pixels within 0.05", mean, 100 * within);
        QVERIFY2(mean <= 0.002, qPrintable(QString::number(mean)));
        QVERIFY2(within >= 0.999, qPrintable(QString::number(within)));
    }

  private Q_SLOTS:
    void initTestCase() {
        setThreads(1);
        if (!hasFastBfloat16()) QSKIP("this processor has no fast bfloat16: it is not used");
        // For another model than the shipped one: AXOLEMMA_MODEL=FILE.
        const std::string name = qEnvironmentVariable("AXOLEMMA_MODEL", "default").toStdString();
        std::filesystem::path path;
        try {
            path = findModel(name);
        } catch (const Error&) {
            QSKIP("there is no trained model: resources/models/default.axomodel");
        }
        exact_ =
            openOnProcessor(path, {.device = "cpu", .precision = Precision::Float32, .threads = 1});
        fast_ = openOnProcessor(path, {.device = "cpu", .threads = 1});
        QVERIFY(exact_->device().ends_with(", float32"));
        QVERIFY(fast_->device().ends_with(", bfloat16"));
    }

    void bfloat16KeepsTheMapsOfTheSample() {
        const auto stack = std::make_shared<const Stack>(
            makeSyntheticStack({.width = 384, .height = 320, .depth = 2}).images);
        requireNear(maps(*exact_, stack, 0, 2), maps(*fast_, stack, 0, 2));
    }

    void bfloat16KeepsTheScoreOfRealSlices() {
        const QString data = qEnvironmentVariable("AXOLEMMA_DATA");
        if (data.isEmpty()) QSKIP("AXOLEMMA_DATA is not set: no real slices");
        const std::filesystem::path folder = (data + "/isbi2012").toStdString();
        const auto stack = std::make_shared<const Stack>(readStack(folder / "train-volume.tif"));
        const TargetVolume targets =
            targetsFromLabels(readStack(folder / "train-labels.tif"), LabelKind::Auto);
        Volume<std::uint8_t> truth(stack->width(), stack->height(), 4);
        std::copy_n(targets.slice(20).data(), truth.size(), truth.data());
        const Volume<float> exact = maps(*exact_, stack, 20, 4);
        const Volume<float> fast = maps(*fast_, stack, 20, 4);
        requireNear(exact, fast);
        const double a = thinnedScores(truth, exact).rand.value;
        const double b = thinnedScores(truth, fast).rand.value;
        qInfo("V_Rand of slices 20-23: %.5f in float32, %.5f in bfloat16", a, b);
        QVERIFY2(std::abs(a - b) <= 0.001, qPrintable(QString("%1, %2").arg(a).arg(b)));
    }
};

QTEST_APPLESS_MAIN(TestPrecision)
#include "test_precision.moc"
