#include <QtTest>

#include <algorithm>

#include "core/error.h"
#include "segmentation/augmentation.h"
#include "tests/segmentation/training_data.h"

using namespace axolemma;

class TestTrainingSet : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void cropsSurroundKnownPixelsEvenly() {
        const Stack images = noise(64, 64, 3);
        TargetVolume targets(64, 64, 3, kTargetUnknown);
        targets(5, 60, 0) = kTargetCell;
        targets(30, 2, 2) = kTargetMembrane;
        targets(31, 2, 2) = kTargetMembrane;
        targets(33, 2, 2) = kTargetMembrane;
        const TrainingSet set(images, targets, slices(3), 1);
        QCOMPARE(set.knownPixels(), std::uint64_t{4});
        const auto place = set.knownPixel(3);
        QCOMPARE(place.z, 2);
        QVERIFY((place.pixel == Point{33, 2}));
        QVERIFY((set.knownPixel(0).pixel == Point{5, 60}));
        int cell = 0;
        for (int k = 0; k < 400; ++k) {
            const Crop crop = makeCrop(set, 16, AugmentationSettings::none(), 1, 0, k);
            const auto holds = [&](std::uint8_t target) {
                return std::count(crop.target.begin(), crop.target.end(), target);
            };
            cell += holds(kTargetCell) == 1;
            QVERIFY(holds(kTargetCell) + holds(kTargetMembrane) > 0);
        }
        QVERIFY2(cell > 70 && cell < 130, qPrintable(QString::number(cell)));
    }

    void onlyTheGivenSlicesAreLearnt() {
        const Stack images = noise(16, 16, 4);
        const TargetVolume targets(16, 16, 4, kTargetCell);
        const TrainingSet set(images, targets, {1, 3}, 1);
        QCOMPARE(set.knownPixels(), std::uint64_t{512});
        for (std::uint64_t i = 0; i < set.knownPixels(); ++i) {
            QCOMPARE(set.knownPixel(i).z, i < 256 ? 1 : 3);
        }
    }

    void whatIsHeldOutIsInNoCrop() {
        const Stack images = noise(96, 96, 5);
        const TargetVolume targets = cells(96, 96, 5);
        HeldOut heldOut{2, 2, {30, 30, 60, 60}, 8, 1};
        const TrainingSet set(images, targets, slices(5), 1, heldOut);
        QCOMPARE(set.knownPixels(), std::uint64_t{5 * 96 * 96 - 3 * 46 * 46});
        for (std::uint64_t i = 0; i < set.knownPixels(); i += 7) {
            const auto place = set.knownPixel(i);
            QVERIFY(!heldOut.excludedIn(place.z).contains(place.pixel));
        }
        for (int z = 0; z < 5; ++z) {
            Image<std::uint8_t> all(96, 96);
            set.target(z, {0, 0, 96, 96}, all);
            for (int y = 0; y < 96; ++y)
                for (int x = 0; x < 96; ++x) {
                    const bool held = z >= 1 && z <= 3 && x >= 22 && x < 68 && y >= 22 && y < 68;
                    QCOMPARE(all(x, y), held ? kTargetUnknown : targets(x, y, z));
                }
        }
        // Mirrored at the border, where the block reaches beyond it.
        const TrainingSet corner(images, targets, {0}, 1, HeldOut{0, 0, {-9, -9, 20, 20}});
        Image<std::uint8_t> beyond(39, 39);
        corner.target(0, {-19, -19, 20, 20}, beyond);
        for (const std::uint8_t target : beyond) QCOMPARE(target, kTargetUnknown);
    }

    void setsThatCannotBeTrainedOnAreRefused() {
        const Stack images = noise(16, 16, 2);
        const auto says = [&](const TargetVolume& targets, std::vector<int> which) -> QString {
            try {
                TrainingSet set(images, targets, std::move(which), 1);
            } catch (const Error& error) {
                return error.what();
            }
            return {};
        };
        const TargetVolume known(16, 16, 2, kTargetCell);
        QVERIFY(says(known, {0, 1}).isEmpty());
        QVERIFY(says(known, {0, 2}).contains("no slice 2"));
        QVERIFY(says(known, {-1}).contains("no slice -1"));
        QVERIFY(says(known, {}).contains("nothing to learn"));
        QVERIFY(says(TargetVolume(16, 15, 2, kTargetCell), {0}).contains("16 x 15 x 2"));
        QVERIFY(says(TargetVolume(16, 16, 1, kTargetCell), {0}).contains("same size"));
        QVERIFY(says(TargetVolume(16, 16, 2, kTargetUnknown), {0}).contains("nothing to learn"));
        const TrainingSet set(images, known, {0}, 1);
        QVERIFY_THROWS_EXCEPTION(Error, makeCrop(set, 0, {}, 1, 0, 0));
        QVERIFY_THROWS_EXCEPTION(Error, makeCrop(set, 100000, {}, 1, 0, 0));
    }
};

QTEST_APPLESS_MAIN(TestTrainingSet)
#include "test_training_set.moc"
