#include <QtTest>

#include "core/proofreading/corrections.h"
#include "core/proofreading/verdict.h"
#include "tests/core/wall.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

Gesture gesture(std::vector<Assertion> said) {
    Gesture g;
    g.said = std::move(said);
    return g;
}

Derived alone(std::vector<std::shared_ptr<const Map>> maps) {
    return derive(sourcesOf(std::move(maps)));
}

double vRandOf(const TaughtSlices& taught, const Derived& proposed, HeldOut block = {0, 0}) {
    return scoresWhereTaught(taught, block, proposed.partition.slices)->rand.value;
}

}  // namespace

class TestVerdict : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void approvingAndDescribingIsNoCorrection() {
        QVERIFY(!isCorrection(gesture({FactAssertion{kLeft, FactKind::Name, "axon"}})));
        QVERIFY(!isCorrection(gesture({PixelAssertion{0, rectangle(0, 0, 3, 3)}})));
        QVERIFY(
            !isCorrection(gesture({PixelAssertion{0, rectangle(0, 0, 3, 3), PixelClaim::Boundary},
                                   ProfileAssertion{kLeft, rectangle(1, 1, 8, 6), true}})));
        QVERIFY(isCorrection(
            gesture({PixelAssertion{0, rectangle(0, 0, 3, 3), PixelClaim::Boundary}})));
        QVERIFY(isCorrection(gesture({ProfileAssertion{kLeft, rectangle(1, 1, 8, 6), false}})));
        QVERIFY(isCorrection(gesture({LinkAssertion{kLeft, kRight, Relation::Same}})));
        QVERIFY(!isCorrection(gesture({LinkAssertion{kLeft, kRight, Relation::None}})));
    }

    void aClosedGapIsSavedByANetworkThatClosesIt() {
        const Gesture closing =
            gesture({PixelAssertion{0, rectangle(8, 1, 9, 6), PixelClaim::Boundary}});
        auto sources = sourcesOf({oneCell()});
        (void)sources.assertions.say(closing.said);
        const Derived corrected = derive(sources);
        QVERIFY(!saysAlready(alone({oneCell()}), corrected, closing));
        QVERIFY(saysAlready(alone({wall()}), corrected, closing));
        const std::vector<Gesture> gestures{closing, gesture({})};
        const EditsSaved saved =
            editsSaved(gestures, corrected, alone({oneCell()}), alone({wall()}));
        QCOMPARE(saved.corrections, std::size_t{1});
        QCOMPARE(saved.neededBefore, std::size_t{1});
        QCOMPARE(saved.neededAfter, std::size_t{0});
    }

    void anErasedWallIsSavedByANetworkThatSeesNone() {
        const Gesture erasing =
            gesture({PixelAssertion{0, rectangle(8, 1, 9, 6), PixelClaim::Interior}});
        auto sources = sourcesOf({wall()});
        (void)sources.assertions.say(erasing.said);
        const Derived corrected = derive(sources);
        QVERIFY(!saysAlready(alone({wall()}), corrected, erasing));
        QVERIFY(saysAlready(alone({oneCell()}), corrected, erasing));
    }

    void linksAreHeldAgainstNeurons() {
        const Gesture merging = gesture({LinkAssertion{kLeft, kRight, Relation::Same}});
        const Gesture splitting = gesture({LinkAssertion{kLeft, kRight, Relation::Different}});
        const Derived one = alone({oneCell()});
        const Derived two = alone({wall()});
        QVERIFY(saysAlready(one, one, merging));
        QVERIFY(!saysAlready(two, one, merging));
        QVERIFY(saysAlready(two, two, splitting));
        QVERIFY(!saysAlready(one, two, splitting));
    }

    void theTruthItselfScoresOne() {
        QCOMPARE(vRandOf(taughtWall(), alone({wall()})), 1.0);
        QVERIFY(vRandOf(taughtWall(), alone({oneCell()})) < 0.8);
        const auto scores =
            scoresWhereTaught(taughtWall(), {0, 0}, alone({wall()}).partition.slices);
        QVERIFY(scores->warpingError.has_value());
        QCOMPARE(scores->pixelError.value, 0.0);
        QCOMPARE(scores->slices, 1);
    }

    void whatNobodyVerifiedNeitherCountsNorJoins() {
        // The gap is in a row that is not known: both sides are apart where they are known.
        const auto gap = picture({"#################",  //
                                  "#.......#.......#",  //
                                  "#.......#.......#",  //
                                  "#.......#.......#",  //
                                  "#...............#",  //
                                  "#...............#",  //
                                  "#################"});
        QVERIFY(vRandOf(taughtWall(), alone({gap})) < 0.8);
        QCOMPARE(vRandOf(taughtWall({0, 0, 17, 4}), alone({gap})), 1.0);
        // So does what lies outside of the block.
        HeldOut block{0, 0};
        block.area = {0, 0, 17, 4};
        QCOMPARE(vRandOf(taughtWall(), alone({gap}), block), 1.0);
    }

    void withoutKnownCellsThereIsNoScore() {
        const Derived proposed = alone({wall()});
        QVERIFY(!scoresWhereTaught({}, {0, 0}, proposed.partition.slices));
        QVERIFY(!scoresWhereTaught(taughtWall(), {1, 1}, proposed.partition.slices));
        QVERIFY(!scoresWhereTaught(taughtWall(), {0, 0}, {nullptr}));
    }

    void worseIsCalledWorse() {
        const auto scored = [](const Derived& proposed) {
            return *scoresWhereTaught(taughtWall(), {0, 0}, proposed.partition.slices);
        };
        const StackScores good = scored(alone({wall()}));
        const StackScores bad = scored(alone({oneCell()}));
        QCOMPARE(outcomeOf(bad, good), TeachingOutcome::Better);
        QCOMPARE(outcomeOf(good, bad), TeachingOutcome::Worse);
        QCOMPARE(outcomeOf(good, good), TeachingOutcome::Same);
    }
};

QTEST_APPLESS_MAIN(TestVerdict)
#include "test_verdict.moc"
