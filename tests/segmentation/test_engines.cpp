#include <QtTest>
#include <cmath>

#include "core/error.h"
#include "random_network.h"
#include "segmentation/threads.h"
#include "segmentation/torch_engine_internal.h"

using namespace axolemma;
using namespace axolemma::detail;
using axolemma::test::randomPlanes;
using axolemma::test::randomTensors;

namespace {

struct Difference {
    double mean = 0;
    double largest = 0;
    double within = 0;  ///< share of the pixels that differ by at most 0.05
};

Difference difference(const Image<float>& a, const Image<float>& b) {
    Difference d;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double each = std::abs(a.data()[i] - b.data()[i]);
        d.mean += each / static_cast<double>(a.size());
        d.largest = std::max(d.largest, each);
        if (each <= 0.05) d.within += 1 / static_cast<double>(a.size());
    }
    return d;
}

}  // namespace

class TestEngines : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Threads that wait for each other are many times slower beside other processes.
    void initTestCase() { setThreads(1); }

    void processorAndTorchAgree_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("inputSlices");
        QTest::addColumn<bool>("fullResolution");
        QTest::addColumn<bool>("batchNorm");
        QTest::addColumn<bool>("decoder");
        QTest::newRow("the paper's network") << 16 << 1 << false << false << false;
        QTest::newRow("the paper's network, normalised, C0") << 8 << 1 << true << true << false;
        QTest::newRow("decoder") << 16 << 1 << true << true << true;
        QTest::newRow("decoder without C0") << 32 << 1 << false << true << true;
        QTest::newRow("three slices") << 8 << 3 << true << true << true;
        QTest::newRow("five slices, the paper's network") << 4 << 5 << false << false << false;
        QTest::newRow("a width that fills no block") << 6 << 1 << true << true << true;
    }
    void processorAndTorchAgree() {
        QFETCH(int, width);
        QFETCH(int, inputSlices);
        QFETCH(bool, fullResolution);
        QFETCH(bool, batchNorm);
        QFETCH(bool, decoder);
        const Architecture a{width, inputSlices, fullResolution, batchNorm, decoder};
        const auto tensors = randomTensors(a);
        const auto planes = randomPlanes(104, 72, inputSlices);
        const auto torch = makeTorchEngine(a, tensors, torch::kCPU, "test");
        const auto exact = makeProcessorEngine(a, tensors, Precision::Float32, "test");
        const auto fast = makeProcessorEngine(a, tensors, Precision::Auto, "test");
        for (const Output output :
             {Output::Fused, Output::C0, Output::C1, Output::C2, Output::C3}) {
            if (output == Output::C0 && !fullResolution) {
                QVERIFY_EXCEPTION_THROWN(exact->probability(planes, output, {}), Error);
                QVERIFY_EXCEPTION_THROWN(torch->probability(planes, output, {}), Error);
                continue;
            }
            const Image<float> expected = torch->probability(planes, output, {});
            const Difference same = difference(expected, exact->probability(planes, output, {}));
            QVERIFY2(same.largest < 1e-4, qPrintable(QString::number(same.largest)));
            const Difference near = difference(expected, fast->probability(planes, output, {}));
            QVERIFY2(near.mean < 0.02, qPrintable(QString::number(near.mean)));
        }
    }

    void anEngineGivesTheSameForOtherSizesInBetween() {
        const Architecture a{8, 1, true, true, true};
        const auto engine = makeProcessorEngine(a, randomTensors(a), Precision::Float32, "test");
        const auto planes = randomPlanes(64, 48, 1);
        const Image<float> before = engine->probability(planes, Output::Fused, {});
        for (int size = 16; size <= 160; size += 8)
            (void)engine->probability(randomPlanes(size, 16, 1), Output::Fused, {});
        const Image<float> after = engine->probability(planes, Output::Fused, {});
        QVERIFY(std::equal(before.begin(), before.end(), after.begin()));
    }

    void aRequestToStopIsHeardBeforeTheNextLayer() {
        const Architecture a{8, 1, true, true, true};
        const auto tensors = randomTensors(a);
        std::stop_source source;
        source.request_stop();
        for (const auto& engine :
             {makeProcessorEngine(a, tensors, Precision::Auto, "test").release(),
              makeTorchEngine(a, tensors, torch::kCPU, "test").release()}) {
            const std::unique_ptr<Engine> owned(engine);
            QVERIFY_EXCEPTION_THROWN(
                owned->probability(randomPlanes(64, 64, 1), Output::Fused, source.get_token()),
                Cancelled);
        }
    }

    void theGraphicsProcessorAgreesWithTheProcessor() {
        if (!torch::cuda::is_available()) QSKIP("no graphics processor, or LibTorch without CUDA");
        const Architecture a{16, 1, true, true, true};
        const auto tensors = randomTensors(a);
        const auto planes = randomPlanes(256, 256, 1);
        const Difference d =
            difference(makeProcessorEngine(a, tensors, Precision::Float32, "test")
                           ->probability(planes, Output::Fused, {}),
                       makeTorchEngine(a, tensors, torch::Device(torch::kCUDA, 0), "test")
                           ->probability(planes, Output::Fused, {}));
        QVERIFY2(d.largest < 1e-3, qPrintable(QString::number(d.largest)));
    }
};

QTEST_APPLESS_MAIN(TestEngines)
#include "test_engines.moc"
