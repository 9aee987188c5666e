#include <QtTest>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/error.h"
#include "segmentation/crop_loader.h"
#include "segmentation/random.h"

using namespace axolemma;

namespace {

struct Data {
    Data() : images(Volume<std::uint8_t>(80, 70, 3)), targets(80, 70, 3) {
        Random random(1);
        for (auto& v : std::get<Volume<std::uint8_t>>(images.voxels())) {
            v = static_cast<std::uint8_t>(random.below(256));
        }
        for (auto& t : targets) t = random.chance(0.3) ? kTargetMembrane : kTargetCell;
    }
    Stack images;
    TargetVolume targets;
    TrainingSet set{images, targets, {0, 1, 2}, 1};
};

}  // namespace

class TestCropLoader : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void batchesComeInOrderWhateverTheThreads_data() {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("ahead");
        QTest::addColumn<int>("batch");
        QTest::newRow("one thread") << 1 << 3 << 4;
        QTest::newRow("three threads") << 3 << 3 << 4;
        QTest::newRow("more threads than crops ahead") << 8 << 1 << 2;
        QTest::newRow("one crop a step") << 2 << 4 << 1;
        QTest::newRow("no thread asked for is one") << 0 << 0 << 3;
    }

    void batchesComeInOrderWhateverTheThreads() {
        QFETCH(int, threads);
        QFETCH(int, ahead);
        QFETCH(int, batch);
        const Data data;
        constexpr int kFirst = 17;
        CropLoader loader(data.set, {.size = 32,
                                     .batch = batch,
                                     .seed = 99,
                                     .firstStep = kFirst,
                                     .threads = threads,
                                     .ahead = ahead});
        for (int step = kFirst; step < kFirst + 12; ++step) {
            const auto crops = loader.next();
            QCOMPARE(crops.size(), static_cast<std::size_t>(batch));
            for (int k = 0; k < batch; ++k) {
                const Crop expected = makeCrop(data.set, 32, {}, 99, step, k);
                QVERIFY(crops[k].image == expected.image);
                QVERIFY(crops[k].target == expected.target);
            }
        }
    }

    void cropsComeFromEverySourceInItsShare() {
        const Data data;
        TargetVolume membrane(80, 70, 3, kTargetMembrane);
        const TrainingSet other(data.images, membrane, {0, 1, 2}, 1);
        const auto ofOther = [&](int batch, int steps) {
            CropLoader loader({{&data.set, 0.7}, {&other, 0.3}},
                              {.size = 16, .batch = batch, .seed = 5, .threads = 2});
            int count = 0;
            for (int step = 0; step < steps; ++step)
                for (const Crop& crop : loader.next())
                    count += std::ranges::all_of(
                        crop.target, [](std::uint8_t t) { return t == kTargetMembrane; });
            return count;
        };
        QVERIFY2(std::abs(ofOther(4, 50) - 60) <= 3, qPrintable(QString::number(ofOther(4, 50))));
        // Every few steps, not some at the end.
        QVERIFY(std::abs(ofOther(1, 10) - 3) <= 1);
    }

    void waitingIsMeasured() {
        const Data data;
        const auto start = std::chrono::steady_clock::now();
        CropLoader loader(data.set, {.size = 256, .batch = 8, .threads = 1});
        QCOMPARE(loader.waitedSeconds(), 0.0);
        loader.next();
        const double waited = loader.waitedSeconds();
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
        QVERIFY(waited > 0);
        QVERIFY(waited <= passed.count());
    }

    void batchesThatAreReadyCostNoWaiting() {
        const Data data;
        CropLoader loader(data.set, {.size = 16, .batch = 2, .threads = 1, .ahead = 4});
        loader.next();
        const double first = loader.waitedSeconds();
        // Long enough for the eight small crops that are allowed ahead.
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        for (int i = 0; i < 3; ++i) loader.next();
        QVERIFY2(loader.waitedSeconds() - first < 0.05,
                 qPrintable(QString::number(loader.waitedSeconds() - first)));
    }

    void endsWithoutBeingRead() {
        const Data data;
        for (int i = 0; i < 10; ++i) {
            CropLoader loader(data.set, {.size = 64, .batch = 4, .threads = 3});
        }
        const auto start = std::chrono::steady_clock::now();
        {
            CropLoader loader(data.set, {.size = 64, .batch = 4, .threads = 2, .ahead = 1});
            loader.next();
        }
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    }

    void whatGoesWrongInAThreadIsThrownByNext() {
        const Data data;
        CropLoader loader(data.set, {.size = 0, .batch = 4, .threads = 3});
        for (int i = 0; i < 3; ++i) {
            try {
                loader.next();
                QFAIL("no error");
            } catch (const Error& error) {
                QVERIFY(QString(error.what()).contains("0 x 0"));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCropLoader)
#include "test_crop_loader.moc"
