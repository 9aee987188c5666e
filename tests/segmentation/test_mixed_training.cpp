#include <utility>

#include "training_requests.h"

using namespace axolemma;
using axolemma::test::identical;
using axolemma::test::picture;
using axolemma::test::shared;
using axolemma::test::StopAfter;
using axolemma::test::Trainings;

namespace {

TargetVolume garbageIn(const TargetVolume& targets, const HeldOut& heldOut) {
    TargetVolume garbage = targets.clone();
    Random random(3);
    for (int z = 0; z < targets.depth(); ++z) {
        const auto slice = garbage.slice(z);
        const Rect area = heldOut.excludedIn(z).intersected(slice.bounds());
        for (int y = area.y0; y < area.y1; ++y)
            for (int x = area.x0; x < area.x1; ++x)
                slice(x, y) = random.chance(0.5) ? kTargetCell : kTargetMembrane;
    }
    return garbage;
}

}  // namespace

/// Trainings that hold out a part of a slice, and that see more than one stack.
class TestMixedTraining : public QObject, axolemma::test::Trainings {
    Q_OBJECT

  private Q_SLOTS:
    void aBlockWithItsMarginsIsNeverTrainedOn() {
        TrainingRequest r = request(6);
        r.keepBest = false;
        r.validation = HeldOut{1, 1, {40, 20, 70, 60}, 8, 1};
        // What is scored differs, so only the weights may be compared.
        const ModelFile clean = trained(r);
        const auto targets = r.targets;
        r.targets = shared(garbageIn(*targets, *r.validation));
        QVERIFY(identical(clean, trained(r)));
        HeldOut smaller = *r.validation;
        smaller.marginPixels = 0;
        r.validation = smaller;
        r.targets = targets;
        QVERIFY(!identical(clean, trained(r)));
    }

    void slicesOfABlockThatNobodyLabelledDoNotCount() {
        TrainingRequest r = request(4);
        TargetVolume targets = r.targets->clone();
        std::fill_n(targets.slice(1).data(), targets.sliceSize(), kTargetUnknown);
        r.targets = shared(std::move(targets));
        r.validation = HeldOut{0, 2, {0, 0, 40, 80}, 8, 1};
        const ModelFile model = trained(r);
        QCOMPARE(model.info.validation.perSlice.size(), std::size_t{2});
        QCOMPARE(model.info.validation.slices, std::string("0-2"));
    }

    void withoutKeepingTheBestScoresHaveNoSay() {
        TrainingRequest r = request(10);
        r.validation = {2, 2};
        r.keepBest = false;
        const ModelFile last = trained(r);
        QVERIFY(!last.info.validation.perSlice.empty());
        // As if nothing was scored.
        TrainingRequest unscored = r;
        unscored.training = {0, 1};
        unscored.validation.reset();
        QVERIFY(identical(last, trained(unscored)));
    }

    void aShareOfTheFirstWeightsIsKept() {
        TrainingRequest r = request(4);
        const ModelFile start = trained(r);
        TrainingRequest next = request(4);
        next.from = {r.output};
        next.keepBest = false;
        next.seed = 2;
        const ModelFile moved = trained(next);
        next.keptOfStart = 0.25;
        next.output = folder_.filePath("mixed.axomodel").toStdString();
        const ModelFile mixed = trained(next);
        for (std::size_t i = 0; i < mixed.tensors.size(); ++i)
            for (std::size_t k = 0; k < mixed.tensors[i].values.size(); ++k) {
                const float expected =
                    0.25F * start.tensors[i].values[k] + 0.75F * moved.tensors[i].values[k];
                QVERIFY(std::abs(mixed.tensors[i].values[k] - expected) <=
                        1e-5F * (1 + std::abs(expected)));
            }
        next.keptOfStart = 1;
        const ModelFile unmoved = trained(next);
        QVERIFY(identical(start, unmoved));
        next.from.clear();
        QVERIFY(refusalOf(next).contains("first weights"));
    }

    void otherStacksAreLearntFromAndBelongToTheCheckpoint() {
        TrainingRequest r = request(8);
        const ModelFile alone = trained(r);
        TargetVolume others = cells(64, 64, 1);
        const auto images = picture(others);
        r.mixed.push_back({images, shared(std::move(others)), {}, 0.5});
        const ModelFile mixed = trained(r);
        QVERIFY(!identical(alone, mixed));

        r.resume = true;
        r.output = folder_.filePath("resumed.axomodel").toStdString();
        StopAfter stop(0);
        (void)detail::train(r, stop.listener(), stop.token());
        TrainingRequest less = r;
        less.mixed.front().share = 0.25;
        QVERIFY(refusalOf(less).contains("another training"));
        QVERIFY(identical(mixed, trained(r)));
    }

    void whatIsHeldOutOfAnotherStackIsNotLearnt() {
        TrainingRequest r = request(6);
        TargetVolume others = cells(64, 64, 3);
        const HeldOut heldOut{1, 1, {10, 10, 50, 50}};
        const auto images = picture(others);
        r.mixed.push_back({images, shared(garbageIn(others, heldOut)), heldOut, 0.5});
        const ModelFile a = trained(r);
        r.mixed.front().targets = shared(std::move(others));
        QVERIFY(identical(a, trained(r)));
    }

    void timeThatAListenerTakesIsNotTimeOfTheTraining() {
        TrainingRequest r = request(0);
        r.minutes = 1.0 / 60;
        bool held = false;
        const TrainingFunction pause = [&](const TrainingProgress&) {
            if (!std::exchange(held, true)) QTest::qSleep(2500);
        };
        const TrainingResult result = detail::train(r, pause, {});
        QVERIFY(held);
        QVERIFY2(result.seconds >= 0.9 && result.seconds < 2.4,
                 qPrintable(QString::number(result.seconds)));
        QVERIFY(result.steps > 1);
    }

    void nothingIsLeftOfOnesOwnStackIsRefused() {
        TrainingRequest r = request(3);
        TargetVolume others = cells(64, 64, 1);
        const auto images = picture(others);
        r.mixed.push_back({images, shared(std::move(others)), {}, 1.0});
        QVERIFY2(refusalOf(r).contains("other stacks"), qPrintable(refusalOf(r)));
    }
};

QTEST_APPLESS_MAIN(TestMixedTraining)
#include "test_mixed_training.moc"
