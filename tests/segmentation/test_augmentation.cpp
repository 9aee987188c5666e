#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "segmentation/augmentation.h"
#include "tests/segmentation/training_data.h"

using namespace axolemma;

namespace {

/// Everything geometric, always, and as strong as the defaults ever are.
AugmentationSettings strongGeometry() {
    AugmentationSettings s = AugmentationSettings::none();
    s.flips = true;
    s.rotation = {1, -45, 45};
    s.scale = {1, 0.8, 1.25};
    s.elastic = always(4);
    s.lens = {1, -0.12, 0.12};
    return s;
}

/// Pixel values that say where they come from: value = x (or y).
Stack ramp(int size, bool alongX) {
    Volume<float> volume(size, size, 1);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) volume(x, y, 0) = static_cast<float>(alongX ? x : y);
    }
    return Stack(std::move(volume));
}

/// The source coordinate of each pixel of a crop of a ramp.
std::vector<double> coordinates(const Crop& crop, const Normalisation& n) {
    std::vector<double> out;
    for (const float v : crop.image) out.push_back(v * n.std + n.mean);
    return out;
}

bool same(const Crop& a, const Crop& b) {
    return a.image == b.image && a.target == b.target;
}

}  // namespace

class TestAugmentation : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aCropDependsOnSeedStepAndNumberOnly() {
        const Stack images = noise(100, 90, 3);
        const TargetVolume targets = cells(100, 90, 3);
        const TrainingSet set(images, targets, slices(3), 3);
        const TrainingSet again(images, targets, slices(3), 3);
        const AugmentationSettings settings;
        const Crop crop = makeCrop(set, 64, settings, 5, 1000, 2);
        makeCrop(set, 64, settings, 5, 1000, 3);
        QVERIFY(same(crop, makeCrop(set, 64, settings, 5, 1000, 2)));
        QVERIFY(same(crop, makeCrop(again, 64, settings, 5, 1000, 2)));
        QVERIFY(!same(crop, makeCrop(set, 64, settings, 6, 1000, 2)));
        QVERIFY(!same(crop, makeCrop(set, 64, settings, 5, 1001, 2)));
        QVERIFY(!same(crop, makeCrop(set, 64, settings, 5, 1000, 3)));
        // (step, k) are not merely added up.
        QVERIFY(!same(crop, makeCrop(set, 64, settings, 5, 1002, 0)));
    }

    void withoutAugmentationACropIsAPieceOfASlice() {
        const Stack images = noise(70, 60, 2);
        const TargetVolume targets = cells(70, 60, 2);
        const TrainingSet set(images, targets, slices(2), 1);
        constexpr int kSize = 33;
        std::set<std::array<int, 3>> places;
        for (int k = 0; k < 20; ++k) {
            const Crop crop = makeCrop(set, kSize, AugmentationSettings::none(), 1, 0, k);
            bool found = false;
            for (int z = 0; z < 2; ++z) {
                Image<float> slice(70, 60);
                normalise(images, z, set.normalisation(), slice);
                for (int y0 = 0; y0 + kSize <= 60; ++y0) {
                    for (int x0 = 0; x0 + kSize <= 70; ++x0) {
                        bool equal = true;
                        for (int i = 0; i < kSize * kSize && equal; ++i) {
                            const int x = x0 + i % kSize, y = y0 + i / kSize;
                            equal =
                                crop.image[i] == slice(x, y) && crop.target[i] == targets(x, y, z);
                        }
                        if (!equal) continue;
                        found = true;
                        places.insert({x0, y0, z});
                    }
                }
            }
            QVERIFY(found);
        }
        QVERIFY(places.size() > 10);
    }

    void allEightFlipsOccurAndMoveNoValue() {
        const Stack images = noise(24, 24, 1);
        const TargetVolume targets = cells(24, 24, 1);
        const TrainingSet set(images, targets, {0}, 1);
        AugmentationSettings settings = AugmentationSettings::none();
        Image<float> slice(24, 24);
        normalise(images, 0, set.normalisation(), slice);
        settings.flips = true;
        std::set<int> seen;
        for (int k = 0; k < 100; ++k) {
            const Crop crop = makeCrop(set, 24, settings, 1, 0, k);
            int which = -1;
            for (int turn = 0; turn < 8; ++turn) {
                bool equal = true;
                for (int i = 0; i < 24 * 24 && equal; ++i) {
                    int x = i % 24, y = i / 24;
                    if (turn & 1) x = 23 - x;
                    if (turn & 2) y = 23 - y;
                    if (turn & 4) std::swap(x, y);
                    equal = crop.image[i] == slice(x, y) && crop.target[i] == targets(x, y, 0);
                }
                if (equal) which = turn;
            }
            QVERIFY(which >= 0);
            seen.insert(which);
        }
        QCOMPARE(seen.size(), std::size_t{8});
    }

    void imageAndTargetStayTogether() {
        const TargetVolume targets = cells(200, 180, 2);
        const Stack images(targets.clone());
        const TrainingSet set(images, targets, slices(2), 1);
        for (int k = 0; k < 30; ++k) {
            const Crop crop = makeCrop(set, 128, strongGeometry(), 3, 0, k);
            const float middle = (set.normalisation().lowest() + set.normalisation().highest()) / 2;
            int agree = 0, cell = 0;
            for (std::size_t i = 0; i < crop.image.size(); ++i) {
                agree += (crop.image[i] > middle) == (crop.target[i] > kTargetUnknown);
                cell += crop.target[i] > kTargetUnknown;
            }
            const double pixels = 128 * 128;
            QVERIFY2(agree / pixels > 0.98, qPrintable(QString::number(agree / pixels)));
            QVERIFY(cell > 0.3 * pixels && cell < 0.95 * pixels);
        }
    }

    void probabilitiesStayProbabilities() {
        // Away from membranes nothing is mixed: what all of the slice says, all of the crop says.
        const Stack images = ramp(256, true);
        const TargetVolume targets(256, 256, 1, 77);
        const TrainingSet set(images, targets, {0}, 1);
        const Crop crop = makeCrop(set, 96, strongGeometry(), 4, 0, 0);
        QCOMPARE(std::count(crop.target.begin(), crop.target.end(), 77), 96 * 96);
    }

    void unknownNeverBecomesKnown() {
        constexpr int kEdge = 140;
        const Stack images = ramp(256, true);
        TargetVolume targets(256, 256, 1, kTargetCell);
        for (int y = 0; y < 256; ++y) {
            for (int x = kEdge; x < 256; ++x) targets(x, y, 0) = kTargetUnknown;
        }
        const TrainingSet set(images, targets, {0}, 1);
        int known = 0, unknown = 0;
        for (int k = 0; k < 20; ++k) {
            const Crop crop = makeCrop(set, 96, strongGeometry(), 9, 0, k);
            const auto x = coordinates(crop, set.normalisation());
            for (std::size_t i = 0; i < x.size(); ++i) {
                if (crop.target[i] == kTargetCell) {
                    ++known;
                    QVERIFY2(x[i] < kEdge - 1 + 0.01, qPrintable(QString::number(x[i])));
                } else {
                    ++unknown;
                    QCOMPARE(crop.target[i], kTargetUnknown);
                    QVERIFY2(x[i] > kEdge - 1 - 0.01, qPrintable(QString::number(x[i])));
                }
            }
        }
        QVERIFY(known > 10000 && unknown > 10000);
    }

    void scaleEnlargesTheTissue() {
        const Stack images = ramp(256, true);
        const TargetVolume targets = onlyTheMiddle(images, 0);
        const TrainingSet set(images, targets, {0}, 1);
        AugmentationSettings settings = AugmentationSettings::none();
        settings.scale = always(1.25);
        const auto x = coordinates(makeCrop(set, 64, settings, 1, 0, 0), set.normalisation());
        QVERIFY(std::abs((x[63] - x[0]) - 63 / 1.25) < 0.01);
        QVERIFY(std::abs((x[0] + x[63]) / 2 - (128 - 0.5)) < 0.01);
    }

    void rotationTurnsAboutTheCentre() {
        const Stack images = ramp(256, true);
        const TargetVolume targets = onlyTheMiddle(images, 0);
        const TrainingSet set(images, targets, {0}, 1);
        AugmentationSettings settings = AugmentationSettings::none();
        settings.rotation = always(30);
        const auto x = coordinates(makeCrop(set, 64, settings, 1, 0, 0), set.normalisation());
        QVERIFY(std::abs((x[63] - x[0]) - 63 * std::sqrt(3) / 2) < 0.01);
        QVERIFY(std::abs(std::abs(x[63 * 64] - x[0]) - 63 * 0.5) < 0.01);
    }

    void elasticDisplacementHasItsStrengthAndIsSmooth() {
        for (const bool alongX : {true, false}) {
            const Stack images = ramp(256, alongX);
            const TargetVolume targets = onlyTheMiddle(images, 0);
            const TrainingSet set(images, targets, {0}, 1);
            AugmentationSettings settings = AugmentationSettings::none();
            const Crop plain = makeCrop(set, 128, settings, 1, 0, 0);
            const auto from = coordinates(plain, set.normalisation());
            settings.elastic = always(3);
            double squares = 0, steepest = 0;
            for (int k = 0; k < 40; ++k) {
                const auto to =
                    coordinates(makeCrop(set, 128, settings, 1, 0, k), set.normalisation());
                for (std::size_t i = 0; i < to.size(); ++i) {
                    const double moved = to[i] - from[i];
                    squares += moved * moved;
                    if (i > 0 && i % 128 != 0) {
                        steepest = std::max(steepest, std::abs(moved - (to[i - 1] - from[i - 1])));
                    }
                }
            }
            const double strength = std::sqrt(squares / (40.0 * 128 * 128));
            QVERIFY2(strength > 2.5 && strength < 3.5, qPrintable(QString::number(strength)));
            // Below 1 the map folds nowhere.
            QVERIFY2(steepest < 0.8, qPrintable(QString::number(steepest)));
        }
    }

    void lensDistortionGrowsWithTheRadius() {
        const Stack images = ramp(256, true);
        const TargetVolume targets = onlyTheMiddle(images, 0);
        const TrainingSet set(images, targets, {0}, 1);
        AugmentationSettings settings = AugmentationSettings::none();
        const auto from = coordinates(makeCrop(set, 128, settings, 1, 0, 0), set.normalisation());
        settings.lens = always(0.1);
        double largest = 0, smallest = 1e9;
        const auto to = coordinates(makeCrop(set, 128, settings, 1, 0, 0), set.normalisation());
        for (std::size_t i = 0; i < to.size(); ++i) {
            largest = std::max(largest, std::abs(to[i] - from[i]));
            smallest = std::min(smallest, std::abs(to[i] - from[i]));
        }
        // A tenth of 64 pixels at the corner if the lens is in the centre, more if it is beside it.
        QVERIFY2(largest > 6 && largest < 35, qPrintable(QString::number(largest)));
        QVERIFY(smallest < 0.01);
    }

    void cropsLargerThanTheSliceAreMirrored() {
        const Stack images = noise(20, 14, 1);
        const TargetVolume targets = cells(20, 14, 1);
        const TrainingSet set(images, targets, {0}, 1);
        const Crop crop = makeCrop(set, 64, AugmentationSettings::none(), 1, 0, 0);
        Image<float> slice(20, 14);
        normalise(images, 0, set.normalisation(), slice);
        const int x0 = (20 - 64) / 2, y0 = (14 - 64) / 2;
        for (int y = 0; y < 64; ++y) {
            for (int x = 0; x < 64; ++x) {
                const int sx = mirrored(x0 + x, 20), sy = mirrored(y0 + y, 14);
                QCOMPARE(crop.image[y * 64 + x], slice(sx, sy));
                QCOMPARE(crop.target[y * 64 + x], targets(sx, sy, 0));
            }
        }
    }

    void tinyStacksAndOddSizesWork_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("crop");
        QTest::newRow("one voxel") << 1 << 1 << 32;
        QTest::newRow("one row") << 50 << 1 << 32;
        QTest::newRow("one pixel of a crop") << 16 << 16 << 1;
        QTest::newRow("odd crop") << 31 << 45 << 37;
        QTest::newRow("crop of nine") << 31 << 45 << 9;
    }

    void tinyStacksAndOddSizesWork() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, crop);
        const Stack images = noise(width, height, 1);
        const TargetVolume targets(width, height, 1, kTargetCell);
        const TrainingSet set(images, targets, {0}, 5);
        AugmentationSettings settings = strongGeometry();
        settings.blur = always(1.2);
        settings.dirt = always(2);
        settings.noise = always(0.4);
        settings.shading = always(0.4);
        settings.sliceShift = always(2);
        for (int k = 0; k < 20; ++k) {
            const Crop made = makeCrop(set, crop, settings, 1, 0, k);
            QCOMPARE(made.channels, 5);
            QCOMPARE(made.image.size(), static_cast<std::size_t>(crop) * crop * 5);
            QCOMPARE(made.target,
                     std::vector<std::uint8_t>(static_cast<std::size_t>(crop) * crop, kTargetCell));
            for (const float v : made.image) QVERIFY(std::isfinite(v));
        }
    }

    void neighbouringSlicesAreChannels() {
        const Stack images = noise(16, 16, 4);
        for (const int z : {0, 1, 3}) {
            const TargetVolume targets = onlyTheMiddle(images, z);
            const TrainingSet set(images, targets, {z}, 3);
            const Crop crop = makeCrop(set, 16, AugmentationSettings::none(), 1, 0, 0);
            for (int c = 0; c < 3; ++c) {
                Image<float> slice(16, 16);
                normalise(images, std::clamp(z + c - 1, 0, 3), set.normalisation(), slice);
                QVERIFY(std::equal(slice.begin(), slice.end(), crop.image.begin() + c * 256));
            }
        }
    }

    void lostNeighboursAreBlankOrCopies() {
        const Stack images = noise(16, 16, 3);
        const TargetVolume targets = onlyTheMiddle(images, 1);
        const TrainingSet set(images, targets, {1}, 3);
        AugmentationSettings settings = AugmentationSettings::none();
        settings.missingSlice = 1;
        int blanks = 0, copies = 0;
        for (int k = 0; k < 40; ++k) {
            const Crop crop = makeCrop(set, 16, settings, 1, 0, k);
            for (const int c : {0, 2}) {
                const auto channel = crop.image.begin() + c * 256;
                blanks += std::all_of(channel, channel + 256, [](float v) { return v == 0; });
                copies += std::equal(channel, channel + 256, crop.image.begin() + 256);
            }
        }
        QCOMPARE(blanks + copies, 80);
        QVERIFY(blanks > 20 && copies > 20);
    }

    void neighboursShiftWhileTheSliceStays() {
        const Stack single = ramp(128, true);
        Volume<float> volume(128, 128, 3);
        for (int z = 0; z < 3; ++z) {
            const auto& from = std::get<Volume<float>>(single.voxels());
            std::copy(from.begin(), from.end(), volume.slice(z).data());
        }
        const Stack images(std::move(volume));
        const TargetVolume targets = onlyTheMiddle(images, 1);
        const TrainingSet set(images, targets, {1}, 3);
        AugmentationSettings settings = AugmentationSettings::none();
        settings.sliceShift = always(2);
        double squares = 0;
        for (int k = 0; k < 100; ++k) {
            const auto x = coordinates(makeCrop(set, 16, settings, 1, 0, k), set.normalisation());
            QVERIFY(std::abs(x[256] - 56) < 0.01);
            for (const int c : {0, 2}) {
                const double moved = x[c * 256] - 56;
                QVERIFY(std::abs(x[c * 256 + 255] - x[c * 256] - 15) < 0.01);
                squares += moved * moved;
            }
        }
        const double strength = std::sqrt(squares / 200);
        QVERIFY2(strength > 1.6 && strength < 2.4, qPrintable(QString::number(strength)));
    }

    void defaultsMakeEachChangeToAShareOfTheCrops() {
        const AugmentationSettings s;
        for (const Effect& effect : {s.rotation, s.scale, s.elastic, s.lens, s.blur, s.gamma,
                                     s.contrast, s.brightness, s.shading, s.noise, s.dirt}) {
            QVERIFY(effect.probability > 0 && effect.probability <= 0.6);
            QVERIFY(effect.low < effect.high);
        }
        const AugmentationSettings none = AugmentationSettings::none();
        QVERIFY(!none.flips);
        for (const Effect& effect :
             {none.rotation, none.scale, none.elastic, none.lens, none.blur, none.gamma,
              none.contrast, none.brightness, none.shading, none.noise, none.dirt}) {
            QCOMPARE(effect.probability, 0.0);
        }
    }
};

QTEST_APPLESS_MAIN(TestAugmentation)
#include "test_augmentation.moc"
