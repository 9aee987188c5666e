#include <QtTest>
#include <cmath>

#include "core/error.h"
#include "random_network.h"
#include "segmentation/engine.h"
#include "segmentation/widening.h"

using namespace axolemma;
using namespace axolemma::detail;

/// A wider network from a narrower one.
class TestWidening : public QObject {
    Q_OBJECT

    static const std::vector<float>& valuesOf(const std::vector<NamedTensor>& tensors,
                                              const std::string& name) {
        for (const NamedTensor& tensor : tensors)
            if (tensor.name == name) return tensor.values;
        qFatal("no tensor %s", name.c_str());
    }
    static QString refusalOf(const Architecture& from, const Architecture& to) {
        try {
            (void)widened(test::randomTensors(from), from, to, 1, "narrow.axomodel");
        } catch (const Error& e) {
            return e.what();
        }
        return {};
    }

  private Q_SLOTS:
    void aWiderNetworkComputesTheSame_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<int>("slices");
        QTest::addColumn<bool>("fullResolution");
        QTest::addColumn<bool>("batchNorm");
        QTest::addColumn<bool>("decoder");
        QTest::newRow("the recommended one") << 8 << 16 << 1 << true << true << true;
        QTest::newRow("some maps twice, some once") << 8 << 12 << 1 << true << true << true;
        QTest::newRow("some maps three times") << 4 << 10 << 1 << true << true << true;
        QTest::newRow("the paper's") << 8 << 12 << 1 << false << false << false;
        QTest::newRow("branches of the trunk") << 8 << 16 << 1 << true << true << false;
        QTest::newRow("decoder alone") << 8 << 12 << 1 << false << false << true;
        QTest::newRow("three slices") << 8 << 12 << 3 << true << true << true;
    }
    void aWiderNetworkComputesTheSame() {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(int, slices);
        QFETCH(bool, fullResolution);
        QFETCH(bool, batchNorm);
        QFETCH(bool, decoder);
        const Architecture narrow{from, slices, fullResolution, batchNorm, decoder};
        Architecture wide = narrow;
        wide.width = to;
        const std::vector<NamedTensor> old = test::randomTensors(narrow);
        const std::vector<NamedTensor> fresh = widened(old, narrow, wide, 3, "narrow");
        const auto before = makeProcessorEngine(narrow, old, Precision::Float32, "narrow");
        const auto after = makeProcessorEngine(wide, fresh, Precision::Float32, "wide");
        const Volume<float> planes = test::randomPlanes(64, 48, slices);
        for (const Output output : {Output::Fused, Output::C1, Output::C2, Output::C3}) {
            const Image<float> a = before->probability(planes, output, {});
            const Image<float> b = after->probability(planes, output, {});
            float largest = 0, lowest = 1, highest = 0;
            for (std::size_t i = 0; i < a.size(); ++i) {
                largest = std::max(largest, std::abs(a.data()[i] - b.data()[i]));
                lowest = std::min(lowest, a.data()[i]);
                highest = std::max(highest, a.data()[i]);
            }
            QVERIFY2(largest <= 1e-4F, qPrintable(QString::number(largest)));
            // Maps of one value would be the same whatever the weights.
            QVERIFY(highest - lowest > 0.01F);
        }
    }

    void copiesAreReadWithDifferentWeights() {
        const Architecture narrow{8, 1, true, true, true};
        const Architecture wide{16, 1, true, true, true};
        const std::vector<NamedTensor> old = test::randomTensors(narrow);
        const std::vector<NamedTensor> fresh = widened(old, narrow, wide, 1, "narrow");
        const std::vector<float>& was = valuesOf(old, "stage0_1.weight");
        const std::vector<float>& is = valuesOf(fresh, "stage0_1.weight");
        int different = 0;
        for (int out = 0; out < 16; ++out)
            for (int in = 0; in < 8; ++in)
                for (int i = 0; i < 9; ++i) {
                    const float first = is[(out * 16 + in) * 9 + i];
                    const float second = is[(out * 16 + in + 8) * 9 + i];
                    QVERIFY(std::abs(first + second - was[(out % 8 * 8 + in) * 9 + i]) < 1e-5F);
                    different += std::abs(first - second) > 1e-3F;
                }
        QVERIFY2(different > 16 * 8 * 9 * 0.9, qPrintable(QString::number(different)));
        QVERIFY(valuesOf(widened(old, narrow, wide, 2, "narrow"), "stage0_1.weight") != is);
        QVERIFY(valuesOf(widened(old, narrow, wide, 1, "narrow"), "stage0_1.weight") == is);
    }

    void theSameWidthChangesNothing() {
        const Architecture a{8, 1, true, true, true};
        const std::vector<NamedTensor> old = test::randomTensors(a);
        const std::vector<NamedTensor> same = widened(old, a, a, 1, "narrow");
        QCOMPARE(same.size(), old.size());
        for (std::size_t i = 0; i < old.size(); ++i) QVERIFY(same[i].values == old[i].values);
    }

    void whatCannotBeWidenedIsRefused() {
        const Architecture a{8, 1, true, true, true};
        const QString narrower = refusalOf(a, {6, 1, true, true, true});
        QVERIFY2(narrower.contains("narrow.axomodel") && narrower.contains("not narrower") &&
                     narrower.contains("--teacher"),
                 qPrintable(narrower));
        for (const Architecture& other :
             {Architecture{16, 3, true, true, true}, Architecture{16, 1, false, true, true},
              Architecture{16, 1, true, false, true}, Architecture{16, 1, true, true, false}})
            QVERIFY2(refusalOf(a, other).contains("made wider but not"),
                     qPrintable(refusalOf(a, other)));
        std::vector<NamedTensor> short1 = test::randomTensors(a);
        short1.pop_back();
        QVERIFY_EXCEPTION_THROWN((void)widened(short1, a, {16, 1, true, true, true}, 1, "x"),
                                 Error);
    }
};

QTEST_APPLESS_MAIN(TestWidening)
#include "test_widening.moc"
