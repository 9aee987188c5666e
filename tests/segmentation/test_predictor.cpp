#include "segmentation/predictor.h"

#include <QtTest>
#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

#include "core/error.h"
#include "core/resample.h"
#include "model_bytes.h"
#include "segmentation/network_segmenter.h"
#include "segmentation/random.h"
#include "segmentation/threads.h"
#include "segmentation/views.h"

using namespace axolemma;
using namespace axolemma::detail;
using namespace axolemma::test;

namespace {

#if defined(__SANITIZE_ADDRESS__)
/// Memory that is watched is an order of magnitude slower.
constexpr double kSlowdown = 20;
#else
constexpr double kSlowdown = 1;
#endif

const Architecture kDecoder{4, 1, true, true, true};
const Architecture kPaper{4, 1, false, false, false};

/// Waves and noise in 8 bits.
Stack waves(int width, int height, int depth, Spacing spacing = {}, unsigned seed = 3) {
    const Volume<float> planes = randomPlanes(width, height, depth, seed);
    Volume<std::uint8_t> voxels(width, height, depth);
    std::transform(planes.begin(), planes.end(), voxels.begin(), [](float v) {
        return static_cast<std::uint8_t>(std::clamp(128 + 40 * v, 0.0F, 255.0F));
    });
    return Stack(std::move(voxels), spacing);
}

/// What the same tissue looks like drawn with pixels of `size` nm.
Stack drawn(int width, int height, double size) {
    Volume<std::uint8_t> voxels(width, height, 1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double u = (x + 0.5) * size / 4;
            const double v = (y + 0.5) * size / 4;
            const double wave = std::sin(0.11 * u) * std::cos(0.09 * v) + std::sin(0.05 * (u + v));
            voxels(x, y, 0) = static_cast<std::uint8_t>(128 + 50 * wave);
        }
    return Stack(std::move(voxels), {size, size, 50});
}

Image<float> predicted(Engine& engine, const Architecture& a, const Stack& stack, int z,
                       const PredictionPlan& plan) {
    return predictSlice(engine, a, stack, normalisationOf(stack), z, Output::Fused, plan, {}, {});
}

double largestDifference(const Image<float>& a, const Image<float>& b) {
    if (a.width() != b.width() || a.height() != b.height()) return HUGE_VAL;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max<double>(largest, std::abs(a.data()[i] - b.data()[i]));
    return largest;
}

double meanDifference(const Image<float>& a, const Image<float>& b) {
    if (a.width() != b.width() || a.height() != b.height()) return HUGE_VAL;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a.data()[i] - b.data()[i]);
    return sum / static_cast<double>(a.size());
}

std::shared_ptr<const Stack> shared(Stack stack) {
    return std::make_shared<const Stack>(std::move(stack));
}

std::unique_ptr<Engine> engineOf(const Architecture& a) {
    return makeProcessorEngine(a, randomTensors(a), Precision::Float32, "test");
}

}  // namespace

class TestPredictor : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::unique_ptr<Segmenter> open(const Architecture& a, SegmenterOptions options = {}) {
        const std::string path = folder_.filePath("model.axomodel").toStdString();
        writeModelFile(path, randomModel(a));
        options.threads = 1;
        return openOnProcessor(path, options);
    }

  private Q_SLOTS:
    void initTestCase() { setThreads(1); }

    void tilesGiveWhatTheWholeSliceGives_data() {
        QTest::addColumn<bool>("paper");
        QTest::addColumn<int>("inputSlices");
        QTest::newRow("decoder") << false << 1;
        QTest::newRow("decoder, three slices") << false << 3;
        QTest::newRow("the paper's network") << true << 1;
    }
    void tilesGiveWhatTheWholeSliceGives() {
        QFETCH(bool, paper);
        QFETCH(int, inputSlices);
        Architecture a = paper ? kPaper : kDecoder;
        a.inputSlices = inputSlices;
        const auto engine = engineOf(a);
        Random random(7);
        for (int i = 0; i < 12; ++i) {
            const int tile = 64 + 8 * static_cast<int>(random.below(12));
            const int width = i == 0 ? 5 : 1 + static_cast<int>(random.below(330));
            const int height = i == 1 ? 9 : 1 + static_cast<int>(random.below(330));
            const Stack stack = waves(width, height, 3, {}, static_cast<unsigned>(i));
            const Image<float> whole = predicted(*engine, a, stack, 1, {.tile = 4096});
            const Image<float> tiled = predicted(*engine, a, stack, 1, {.tile = tile});
            QCOMPARE(whole.width(), width);
            QCOMPARE(whole.height(), height);
            const double d = largestDifference(whole, tiled);
            QVERIFY2(
                d < 1e-4,
                qPrintable(QString("%1 x %2 in %3: %4").arg(width).arg(height).arg(tile).arg(d)));
        }
    }

    void aPixelReachesNoFurtherThanTheReceptiveRadius_data() {
        QTest::addColumn<bool>("paper");
        QTest::newRow("decoder") << false;
        QTest::newRow("the paper's network") << true;
    }
    void aPixelReachesNoFurtherThanTheReceptiveRadius() {
        QFETCH(bool, paper);
        const Architecture a = paper ? kPaper : kDecoder;
        const auto engine = engineOf(a);
        Volume<float> planes = randomPlanes(256, 256, 1);
        const Image<float> before = engine->probability(planes, Output::Fused, {});
        for (const Point at : {Point{128, 128}, Point{127, 121}, Point{133, 135}}) {
            Volume<float> other = planes.clone();
            other(at.x, at.y, 0) += 50;
            const Image<float> after = engine->probability(other, Output::Fused, {});
            int reach = 0;
            for (int y = 0; y < 256; ++y)
                for (int x = 0; x < 256; ++x)
                    if (before(x, y) != after(x, y))
                        reach = std::max({reach, std::abs(x - at.x), std::abs(y - at.y)});
            QVERIFY2(reach <= a.receptiveRadius() && reach > 8,
                     qPrintable(QString("%1 of %2").arg(reach).arg(a.receptiveRadius())));
        }
    }

    void anotherPixelSizeKeepsTheGridAndTheMap() {
        // The same tissue, once at the model's 4 nm and once at 6: the network sees nearly the
        // same, so the maps are nearly those of each other at another scale.
        const auto engine = engineOf(kDecoder);
        ModelInfo model;
        model.architecture = kDecoder;
        const Stack fine = drawn(300, 240, 4);
        const Stack coarse = drawn(200, 160, 6);
        const PredictionPlan plan = planFor(coarse, model, true, std::size_t{1} << 30);
        QCOMPARE(plan.scaleX, 1.5);
        QCOMPARE(plan.scaleY, 1.5);
        const Image<float> expected =
            resampled(predicted(*engine, kDecoder, fine, 0, {}), 200, 160);
        const Image<float> got = predicted(*engine, kDecoder, coarse, 0, plan);
        QCOMPARE(got.width(), 200);
        QCOMPARE(got.height(), 160);
        const double scaled = meanDifference(expected, got);
        const double unscaled =
            meanDifference(expected, predicted(*engine, kDecoder, coarse, 0, {}));
        QVERIFY2(scaled < 0.02 && scaled < unscaled / 3,
                 qPrintable(QString("%1, %2 without").arg(scaled).arg(unscaled)));
    }

    void onlyAPixelSizeThatDiffersAndIsKnownIsRescaled() {
        ModelInfo model;
        const auto scaleOf = [&](Stack stack, bool rescale = true) {
            const PredictionPlan plan = planFor(stack, model, rescale, std::size_t{1} << 30);
            return std::pair(plan.scaleX, plan.scaleY);
        };
        QVERIFY(scaleOf(waves(8, 8, 1, {4.1, 4, 50})) == std::pair(1.0, 1.0));
        QVERIFY(scaleOf(waves(8, 8, 1, {8, 4, 50})) == std::pair(2.0, 1.0));
        QVERIFY(scaleOf(waves(8, 8, 1, {8, 2, 50}), false) == std::pair(1.0, 1.0));
        Volume<std::uint8_t> voxels(8, 8, 1, 0);
        QVERIFY(scaleOf(Stack(std::move(voxels), {8, 8, 50}, false)) == std::pair(1.0, 1.0));
    }

    void anAbsurdPixelSizeIsAnErrorThatSaysWhatToDo_data() {
        QTest::addColumn<double>("size");
        QTest::newRow("metres for nanometres") << 4e-9;
        QTest::newRow("nanometres for metres") << 4e9;
        QTest::newRow("a hundred times too large") << 400.0;
        QTest::newRow("zero") << 0.0;
    }
    void anAbsurdPixelSizeIsAnErrorThatSaysWhatToDo() {
        QFETCH(double, size);
        const auto segmenter = open(kDecoder);
        const auto stack = shared(waves(64, 64, 1, {size, size, 50}));
        (void)segmenter->notesFor(*stack);
        try {
            (void)segmenter->predict({.stack = stack, .slices = {0}}, [](int, Image<float>) {}, {},
                                     {});
            QFAIL("it was predicted");
        } catch (const Error& e) {
            QVERIFY2(QString(e.what()).contains("no-rescale"), e.what());
        }
    }

    void atTheEndsOfTheStackASliceStandsForItsMissingNeighbour() {
        Architecture a = kDecoder;
        a.inputSlices = 3;
        const auto engine = engineOf(a);
        const Stack stack = waves(72, 48, 3);
        const auto& voxels = std::get<Volume<std::uint8_t>>(stack.voxels());
        Volume<std::uint8_t> padded(72, 48, 5);
        for (int z = 0; z < 5; ++z)
            std::copy_n(voxels.slice(std::clamp(z - 1, 0, 2)).data(), 72 * 48,
                        padded.slice(z).data());
        const Stack longer(std::move(padded));
        const Normalisation n = normalisationOf(stack);
        for (int z = 0; z < 3; ++z) {
            const auto map = [&](const Stack& s, int slice) {
                return predictSlice(*engine, a, s, n, slice, Output::Fused, {}, {}, {});
            };
            QVERIFY(largestDifference(map(stack, z), map(longer, z + 1)) == 0);
        }
        QVERIFY(largestDifference(predicted(*engine, a, stack, 0, {}),
                                  predicted(*engine, a, stack, 1, {})) > 0.01);
    }

    void theMeanOfAllViewsHasNoPreferredDirection_data() {
        QTest::addColumn<int>("views");
        QTest::addColumn<QList<int>>("turned");
        QTest::newRow("2") << 2 << QList<int>{1};
        QTest::newRow("4") << 4 << QList<int>{1, 2, 3};
        QTest::newRow("8") << 8 << QList<int>{1, 2, 3, 4, 5, 6, 7};
    }
    void theMeanOfAllViewsHasNoPreferredDirection() {
        QFETCH(int, views);
        QFETCH(QList<int>, turned);
        const auto engine = engineOf(kDecoder);
        const Stack stack = waves(72, 48, 1);
        const auto& voxels = std::get<Volume<std::uint8_t>>(stack.voxels());
        const Image<float> map = predicted(*engine, kDecoder, stack, 0, {.views = views});
        for (const int view : turned) {
            Volume<float> floats(72, 48, 1);
            std::copy(voxels.begin(), voxels.end(), floats.begin());
            const Volume<float> seen = seenAs(floats, view);
            Volume<std::uint8_t> bytes(seen.width(), seen.height(), 1);
            std::transform(seen.begin(), seen.end(), bytes.begin(),
                           [](float v) { return static_cast<std::uint8_t>(v); });
            const Stack other(std::move(bytes), stack.spacing());
            const auto back = [&](int average) {
                Image<float> sum(72, 48, 0.0F);
                addSeenAs(predicted(*engine, kDecoder, other, 0, {.views = average}), view, 1, sum);
                return sum;
            };
            QVERIFY(largestDifference(back(views), map) < 1e-5);
            // Alone the network does prefer one.
            QVERIFY(largestDifference(back(1), predicted(*engine, kDecoder, stack, 0, {})) > 1e-3);
        }
    }

    void viewsAndTilesGoTogether() {
        const auto engine = engineOf(kDecoder);
        const Stack stack = waves(300, 220, 1);
        const auto whole = predicted(*engine, kDecoder, stack, 0, {.views = 8});
        const auto tiled = predicted(*engine, kDecoder, stack, 0, {.tile = 64, .views = 8});
        QVERIFY(largestDifference(whole, tiled) < 1e-4);
    }

    void lessMemoryMeansSmallerTiles() {
        ModelInfo model;
        model.architecture = {32, 1, true, true, true};
        const Stack stack = waves(8, 8, 1);
        int last = 4096;
        for (const int megabytes : {4096, 256, 64, 16, 1}) {
            const int tile = planFor(stack, model, true, std::size_t(megabytes) << 20).tile;
            QVERIFY(tile <= last && tile >= 64 && tile % 8 == 0);
            last = tile;
        }
        QCOMPARE(last, 64);
        QVERIFY(planFor(stack, model, true, std::size_t{4} << 30).tile > 256);
    }

    void slicesComeInTheOrderAskedForAndProgressNeverFalls() {
        const auto segmenter = open(kDecoder, {.memory = 1 << 20});
        const auto stack = shared(waves(150, 90, 5));
        std::vector<int> order;
        std::vector<double> fractions;
        const bool finished = segmenter->predict(
            {.stack = stack, .slices = {3, 0, 4}},
            [&](int z, Image<float> map) {
                order.push_back(z);
                QCOMPARE(map.width(), 150);
                QCOMPARE(map.height(), 90);
            },
            [&](const Progress& p) { fractions.push_back(p.fraction); }, {});
        QVERIFY(finished);
        QVERIFY((order == std::vector{3, 0, 4}));
        QVERIFY(fractions.size() >= 3 && std::is_sorted(fractions.begin(), fractions.end()));
        QVERIFY(fractions.front() > 0 && fractions.back() == 1);
    }

    void nothingBreaksTheNetwork_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind :
             {"constant", "NaN", "one NaN", "infinite", "1 x 1", "1 x 300", "300 x 1"})
            QTest::newRow(kind) << kind;
    }
    void nothingBreaksTheNetwork() {
        QFETCH(QString, kind);
        int width = 70, height = 50;
        if (kind == "1 x 1") width = height = 1;
        if (kind == "1 x 300") width = 1, height = 300;
        if (kind == "300 x 1") width = 300, height = 1;
        Volume<float> voxels(width, height, 2, 7.0F);
        if (kind == "NaN") std::fill(voxels.begin(), voxels.end(), std::nanf(""));
        if (kind == "infinite") std::fill(voxels.begin(), voxels.end(), HUGE_VALF);
        if (kind == "one NaN") {
            const auto planes = randomPlanes(width, height, 2);
            std::copy(planes.begin(), planes.end(), voxels.begin());
            voxels(20, 20, 0) = std::numeric_limits<float>::quiet_NaN();
        }
        const auto stack = shared(Stack(std::move(voxels)));
        for (const bool paper : {true, false}) {
            const auto segmenter = open(paper ? kPaper : kDecoder);
            int slices = 0;
            QVERIFY(segmenter->predict({.stack = stack, .slices = {0, 1}},
                                       [&](int, Image<float> map) {
                                           ++slices;
                                           QVERIFY(std::all_of(map.begin(), map.end(), [](float p) {
                                               return p >= 0 && p <= 1;
                                           }));
                                       },
                                       {}, {}));
            QCOMPARE(slices, 2);
        }
    }

    void anOutputThatIsNotThereIsAnError() {
        const auto segmenter = open(kPaper);
        const auto stack = shared(waves(64, 64, 1));
        const auto nothing = [](int, Image<float>) {};
        QVERIFY_EXCEPTION_THROWN(
            (void)segmenter->predict({stack, {0}, Output::C0}, nothing, {}, {}), Error);
        QVERIFY(segmenter->predict({stack, {0}, Output::C3}, nothing, {}, {}));
    }

    void anErrorOfTheListenerPassesUnchanged() {
        const auto segmenter = open(kDecoder);
        struct Full {};
        QVERIFY_EXCEPTION_THROWN(
            (void)segmenter->predict({shared(waves(32, 32, 1)), {0}},
                                     [](int, Image<float>) { throw Full(); }, {}, {}),
            Full);
    }

    void cancelIsHeardWithinHalfASecond() {
        // Width 32 in float32 on one thread is the slowest that is shipped or sensible.
        Architecture a = kDecoder;
        a.width = 32;
        const auto segmenter = open(a, {.precision = Precision::Float32});
        Volume<std::uint8_t> voxels(4096, 4096, 1);
        for (std::size_t i = 0; i < voxels.size(); ++i)
            voxels.data()[i] = static_cast<std::uint8_t>((i * 2654435761U) >> 24);
        const auto stack = shared(Stack(std::move(voxels)));
        Random random(static_cast<std::uint64_t>(
            std::chrono::steady_clock::now().time_since_epoch().count()));
        std::vector<double> waited;
        for (int i = 0; i < 3; ++i) {
            std::stop_source source;
            std::chrono::steady_clock::time_point asked;
            const double delay = random.uniform(0.02, 1.5);
            std::jthread canceller([&] {
                std::this_thread::sleep_for(std::chrono::duration<double>(delay));
                asked = std::chrono::steady_clock::now();
                source.request_stop();
            });
            const bool finished = segmenter->predict(
                {stack, {0}}, [](int, Image<float>) {}, {}, source.get_token());
            const auto now = std::chrono::steady_clock::now();
            canceller.join();
            QVERIFY(!finished);
            waited.push_back(std::chrono::duration<double>(now - asked).count());
        }
        const double longest = *std::max_element(waited.begin(), waited.end());
        double load = 0;
        std::ifstream("/proc/loadavg") >> load;
        // Beside other programs this one has only its share of a core.
        const double share = std::max(1.0, load / std::thread::hardware_concurrency());
        qInfo("cancelled within %.3f s at a load of %.1f", longest, load);
        QVERIFY2(longest < 0.5 * share * kSlowdown, qPrintable(QString::number(longest)));
    }

    void tilesAreSmallEnoughToBeCancelledBetweenTheirLayers_data() {
        QTest::addColumn<int>("width");
        for (const int width : {4, 16, 32, 64, 128}) QTest::addRow("%d", width) << width;
    }
    void tilesAreSmallEnoughToBeCancelledBetweenTheirLayers() {
        QFETCH(int, width);
        ModelInfo model;
        model.architecture.width = width;
        const int tile = planFor(waves(8, 8, 1), model, true, std::size_t{1} << 40).tile;
        const double side = tile + 2 * model.architecture.receptiveRadius();
        // 40 GFLOP take 0.4 s of one core at 100 GFLOP/s.
        QVERIFY(2 * 9.0 * width * width * side * side < 40e9);
    }
};

QTEST_APPLESS_MAIN(TestPredictor)
#include "test_predictor.moc"
