#include <QtTest>

#include "core/proofreading/edits.h"
#include "core/proofreading/imported_labels.h"
#include "core/proofreading/knife.h"
#include "tests/core/derivation_support.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

/// Three cells of 9 x 9 beside each other, in both slices.
std::shared_ptr<const Map> threeCells() {
    auto map = std::make_shared<Map>(31, 11, 255);
    for (int y = 0; y < 11; ++y)
        for (int x = 0; x < 31; ++x)
            if (x % 10 == 0 || y == 0 || y == 10) map->view()(x, y) = 0;
    return map;
}
constexpr Place kA{5, 5, 0};
constexpr Place kB{15, 5, 0};
constexpr Place kC{25, 5, 0};

/// Two slices of three cells, and edits one after another.
struct Sitting {
    DerivationSources sources = sourcesOf({threeCells(), threeCells()});
    Derived now = derive(sources);

    void make(const Edit& edit) {
        QVERIFY2(edit.allowed(), edit.refusal.c_str());
        QVERIFY(!edit.nothing());
        now = after(sources, now, edit);
    }
    bool one(Place a, Place b) const { return now.neuronAt(a) == now.neuronAt(b); }
};

constexpr Place up(Place place) {
    return {place.x, place.y, place.z + 1};
}

}  // namespace

class TestEdits : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void mergeJoinsNeuronsThroughAllSlicesAndErasesTheSeam() {
        Sitting sitting;
        const Edit edit = merge(sitting.now, kA, kB);
        QCOMPARE(edit.name, std::string("Merge neurons 1 and 2, slice 0"));
        sitting.make(edit);
        QVERIFY(sitting.one(kA, kB));
        QVERIFY(sitting.one(kA, up(kB)));
        QVERIFY(!sitting.one(kA, kC));
        QCOMPARE(sitting.now.componentAt(kA), sitting.now.componentAt(kB));
        QVERIFY(sitting.now.componentAt({10, 5, 0}) != 0);
        // The boundary of the third is as it was.
        QCOMPARE(sitting.now.componentAt({20, 5, 0}), 0U);
        QCOMPARE(sitting.now.neuronAt(kA), std::uint64_t(1));
    }

    void mergeAndSplitTakeEachOtherBack() {
        Sitting sitting;
        sitting.make(merge(sitting.now, kA, kB));
        sitting.make(split(sitting.now, {kA}, {kB}));
        QVERIFY(!sitting.one(kA, kB));
        QVERIFY(sitting.now.adrift.empty());
        sitting.make(merge(sitting.now, kA, kB));
        QVERIFY(sitting.one(kA, kB));
        QVERIFY(sitting.now.adrift.empty());
    }

    void splitOfAMergedNeuronTakesBackWhatJoinedIt() {
        Sitting sitting;
        sitting.make(merge(sitting.now, kA, kB));
        QVERIFY(sitting.one(kA, kB));
        // Split by other places than those that were merged.
        const Edit edit = split(sitting.now, {{4, 3, 0}}, {{17, 7, 0}});
        QVERIFY(std::ranges::any_of(edit.said, [](const Assertion& said) {
            const auto* link = std::get_if<LinkAssertion>(&said);
            return link && link->relation == Relation::None;
        }));
        sitting.make(edit);
        QVERIFY(!sitting.one(kA, kB));
        QVERIFY(sitting.now.adrift.empty());
    }

    void splitIsRefusedAcrossNeuronsAndWithoutSeeds() {
        const Sitting sitting;
        QVERIFY(!split(sitting.now, {kA}, {kB}).allowed());
        QVERIFY(!split(sitting.now, {kA}, {}).allowed());
        QVERIFY(!split(sitting.now, {{0, 0, 0}}, {kA}).allowed());
    }

    void mergeIsRefusedOnBoundaryAndWithItself() {
        const Sitting sitting;
        QVERIFY(!merge(sitting.now, kA, {0, 0, 0}).allowed());
        QVERIFY(!merge(sitting.now, kA, up(kA)).allowed());
    }

    void nothingChangesALockedOrVerifiedNeuron_data() {
        QTest::addColumn<bool>("verified");
        QTest::newRow("locked") << false;
        QTest::newRow("verified") << true;
    }
    void nothingChangesALockedOrVerifiedNeuron() {
        QFETCH(bool, verified);
        Sitting sitting;
        sitting.make(verified ? verifyNeuron(sitting.now, kB) : setLocked(sitting.now, kB, true));
        const PixelRuns before = pixelsOf(sitting.now, kB);
        for (const Edit& edit :
             {merge(sitting.now, kA, kB), merge(sitting.now, kB, kC),
              split(sitting.now, {kB}, {{17, 5, 0}}), fillHole(sitting.now, kB),
              deleteComponent(sitting.now, {}, kB),
              makeProfile(sitting.now, 0, rectangle(12, 2, 24, 8), kC, "Draw a profile of")}) {
            QVERIFY(!edit.allowed());
            QVERIFY2(edit.refusal.find(verified ? "verified" : "locked") != std::string::npos ||
                         edit.refusal.find("neighbour") != std::string::npos,
                     edit.refusal.c_str());
        }
        // A stroke over all three changes the other two alone.
        sitting.make(paint(sitting.now, 0, rectangle(2, 5, 28, 6), PixelClaim::Boundary));
        QVERIFY(pixelsOf(sitting.now, kB) == before);
        QCOMPARE(sitting.now.componentAt(kA), 0U);
        sitting.make(paint(sitting.now, 0, rectangle(8, 4, 23, 5), PixelClaim::Interior));
        QVERIFY(pixelsOf(sitting.now, kB) == before);
        QVERIFY(!sitting.one({5, 2, 0}, kB));
        // A stroke within it alone is refused with the reason.
        QVERIFY(!paint(sitting.now, 0, rectangle(13, 5, 17, 6), PixelClaim::Boundary).allowed());
    }

    void strokeKeepsToItsScope() {
        Sitting sitting;
        const std::uint64_t picked = sitting.now.neuronAt(kB);
        const PixelRuns line = rectangle(2, 5, 28, 6);
        const auto painted = [&](StrokeScope scope) {
            const Edit edit = paint(sitting.now, 0, line, PixelClaim::Boundary, {scope, {picked}});
            return std::get<PixelAssertion>(edit.said.at(0)).pixels;
        };
        QCOMPARE(painted(StrokeScope::Everything), line);
        const PixelRuns only = painted(StrokeScope::PickedOnly);
        QVERIFY(only.contains({15, 5}) && !only.contains({5, 5}) && !only.contains({25, 5}));
        const PixelRuns all = painted(StrokeScope::AllButPicked);
        QVERIFY(!all.contains({15, 5}) && all.contains({5, 5}) && all.contains({25, 5}));
    }

    void strokeFillAndLassoKeepToSeveralPickedNeurons() {
        Sitting sitting;
        const std::uint64_t a = sitting.now.neuronAt(kA);
        const std::uint64_t b = sitting.now.neuronAt(kB);
        const StrokeLimits only{StrokeScope::PickedOnly, {a, b}};
        const StrokeLimits others{StrokeScope::AllButPicked, {a, b}};
        const auto line = rectangle(2, 5, 28, 6);
        const auto painted = [&](const StrokeLimits& limits) {
            const Edit edit = paint(sitting.now, 0, line, PixelClaim::Boundary, limits);
            return std::get<PixelAssertion>(edit.said.at(0)).pixels;
        };
        QVERIFY(painted(only).contains({5, 5}) && painted(only).contains({15, 5}));
        QVERIFY(!painted(only).contains({25, 5}));
        QVERIFY(!painted(others).contains({5, 5}) && !painted(others).contains({15, 5}));
        QVERIFY(painted(others).contains({25, 5}));
        const Edit lasso = makeProfile(sitting.now, 0, rectangle(12, 2, 28, 8), kB, "Draw", only);
        const PixelRuns& profile = std::get<ProfileAssertion>(lasso.said.at(0)).pixels;
        QVERIFY(profile.contains({15, 5}) && !profile.contains({25, 5}));
        // Nothing is picked, so nothing may be changed.
        const StrokeLimits none{StrokeScope::PickedOnly, {}};
        QVERIFY(!paint(sitting.now, 0, line, PixelClaim::Boundary, none).allowed());
        QVERIFY(!fillHole(sitting.now, kB, {StrokeScope::PickedOnly, {a}}).allowed());
    }

    void theHeirIsTheNeighbourThatADeletedComponentGoesTo() {
        Sitting sitting;
        const auto heir = heirOf(sitting.now, {}, kB);
        QVERIFY(heir);
        const std::uint64_t into = sitting.now.neurons.neuronOf(0, *heir);
        sitting.make(deleteComponent(sitting.now, {}, kB));
        QCOMPARE(sitting.now.neuronAt(kB), into);
        // Boundary has none, and what is locked neither goes nor takes.
        QVERIFY(!heirOf(sitting.now, {}, {0, 0, 0}));
        sitting.make(setLocked(sitting.now, kC, true));
        QVERIFY(!heirOf(sitting.now, {}, kC));
    }

    void withdrawnPaintIsWhatTheNetworkSays() {
        Sitting sitting;
        sitting.make(paint(sitting.now, 0, rectangle(10, 5, 11, 6), PixelClaim::Interior));
        QCOMPARE(sitting.now.componentAt(kA), sitting.now.componentAt(kB));
        sitting.make(paint(sitting.now, 0, rectangle(8, 3, 13, 8), PixelClaim::None));
        QVERIFY(sitting.now.componentAt(kA) != sitting.now.componentAt(kB));
        QVERIFY(sitting.sources.assertions.empty());
    }

    void cutOfTheKnifeMakesTwoNeurons() {
        Sitting sitting;
        const auto slice = sitting.now.components(0);
        const PointF line[] = {{5.5, 0.5}, {5.5, 10.5}};
        const KnifeCut knife = knifeAlong({sitting.sources.maps[0]->view(), slice->labels.view()},
                                          line, {.reach = 2, .smallest = 4});
        QVERIFY(knife.cuts());
        sitting.make(cut(sitting.now, 0, knife));
        QVERIFY(!sitting.one({2, 5, 0}, {8, 5, 0}));
        QVERIFY(!cut(sitting.now, 0, KnifeCut()).allowed());
    }

    void deletedComponentBelongsToItsWeakestNeighbourInThisSliceAlone() {
        Sitting sitting;
        // The membrane to the right of the middle cell is the weaker one.
        auto map = std::make_shared<Map>(31, 11);
        std::ranges::copy(*sitting.sources.maps[0], map->begin());
        for (int y = 1; y < 10; ++y) map->view()(20, y) = 100;
        sitting.make(deleteComponent(sitting.now, map->view(), kB));
        QVERIFY(sitting.one(kB, kC));
        QVERIFY(!sitting.one(kB, kA));
        QVERIFY(!sitting.one(kB, up(kB)));
        QVERIFY(sitting.one(kC, up(kC)));
        QVERIFY(sitting.now.adrift.empty());
    }

    void filledHoleIsInterior() {
        DerivationSources sources = sourcesOf({picture({"#########",  //
                                                        "#.......#",  //
                                                        "#..###..#",  //
                                                        "#..#.#..#",  //
                                                        "#..###..#",  //
                                                        "#.......#",  //
                                                        "#########"})});
        Derived now = derive(sources);
        const Edit edit = fillHole(now, {2, 2, 0});
        QVERIFY(edit.allowed());
        now = after(sources, now, edit);
        QCOMPARE(pixelsOf(now, {2, 2, 0}), rectangle(1, 1, 8, 6));
        QVERIFY(!fillHole(now, {2, 2, 0}).allowed());
    }

    void verifiedNeuronStaysPixelForPixelUnderAnotherProposal() {
        Sitting sitting;
        sitting.make(verifyNeuron(sitting.now, kB));
        QVERIFY(sitting.now.neurons.find(sitting.now.neuronAt(kB))->verified);
        // All is cell now, in both slices.
        DerivationSources other = sourcesOf(
            {std::make_shared<const Map>(31, 11, 255), std::make_shared<const Map>(31, 11, 255)});
        other.assertions = sitting.sources.assertions;
        other.minted = sitting.now.neurons.minted();
        const Derived then = derive(other);
        for (const Place place : {kB, up(kB)}) {
            QCOMPARE(pixelsOf(then, place), rectangle(11, 1, 20, 10));
            QCOMPARE(then.neuronAt(place), sitting.now.neuronAt(kB));
        }
        QVERIFY(then.neuronAt(kA) != then.neuronAt(kB));
        QVERIFY(then.adrift.empty());
    }

    void verificationThatIsTakenBackLetsToolsAtItAgain() {
        Sitting sitting;
        sitting.make(verifyNeuron(sitting.now, kB));
        QVERIFY(!verifyNeuron(sitting.now, kB).allowed());
        sitting.make(unverifyNeuron(sitting.now, kB));
        QVERIFY(!unverifyNeuron(sitting.now, kB).allowed());
        QVERIFY(whyFixed(sitting.now, sitting.now.neuronAt(kB)).empty());
        sitting.make(merge(sitting.now, kA, kB));
        QVERIFY(sitting.one(kA, kB));
    }

    void verifiedSliceStaysAsItIs() {
        Sitting sitting;
        sitting.make(verifySlice(sitting.now, 0));
        const auto seen = sitting.now.components(0)->labels.clone();
        DerivationSources other =
            sourcesOf({std::make_shared<const Map>(31, 11, 255), threeCells()});
        other.assertions = sitting.sources.assertions;
        other.minted = sitting.now.neurons.minted();
        const Derived then = derive(other);
        const auto labels = then.components(0)->labels.clone();
        for (int y = 0; y < 11; ++y)
            for (int x = 0; x < 31; ++x) QCOMPARE(labels.view()(x, y) == 0, seen.view()(x, y) == 0);
        // Its profiles go on into slices that are not verified.
        QVERIFY(then.neuronAt(kA) == then.neuronAt(up(kA)));
    }

    void namedNeuronKeepsItsNumberInAMerge() {
        Sitting sitting;
        sitting.make(setName(sitting.now, kC, "axon 3"));
        const auto id = sitting.now.neuronAt(kC);
        sitting.make(merge(sitting.now, kB, kC));
        QCOMPARE(sitting.now.neuronAt(kB), id);
        QCOMPARE(sitting.now.neurons.find(id)->name, std::string("axon 3"));
        sitting.make(setName(sitting.now, kB, ""));
        QVERIFY(sitting.now.neurons.find(sitting.now.neuronAt(kB))->name.empty());
    }

    void profileTakesItsPixelsFromOthersAndBelongsToTheNeuron() {
        Sitting sitting;
        sitting.make(makeProfile(sitting.now, 1, rectangle(12, 2, 24, 8), kA, "Copy a profile of"));
        QCOMPARE(pixelsOf(sitting.now, {15, 5, 1}), rectangle(12, 2, 24, 8));
        QVERIFY(sitting.one(kA, {15, 5, 1}));
        QVERIFY(!sitting.one(kA, kB));
    }

    void commentsAreOfPlaces() {
        Sitting sitting;
        QVERIFY(setComment(sitting.now, {0, 0, 0}, "").nothing());
        sitting.make(setComment(sitting.now, {0, 0, 0}, "a fold"));
        QCOMPARE(sitting.sources.assertions.fact({0, 0, 0}, FactKind::Comment),
                 std::string("a fold"));
        QVERIFY(sitting.now.adrift.empty());
    }

    void profileWithinAnotherTakesItsPixelsAndNoMore() {
        Sitting sitting;
        sitting.make(
            makeProfile(sitting.now, 0, rectangle(11, 1, 20, 10), kB, "Draw a profile of"));
        // Of the same middle.
        sitting.make(
            makeProfile(sitting.now, 0, rectangle(13, 3, 18, 8), {0, 0, 0}, "Draw a profile of"));
        QCOMPARE(pixelsOf(sitting.now, {15, 5, 0}), rectangle(13, 3, 18, 8));
        QCOMPARE(pixelsOf(sitting.now, {11, 1, 0}),
                 rectangle(11, 1, 20, 10).without(rectangle(13, 3, 18, 8)));
    }

    void paintOutsideOfTheStackIsListed() {
        DerivationSources sources = sourcesOf({threeCells()});
        sources.assertions.say(std::vector<Assertion>{
            PixelAssertion{0, rectangle(25, 5, 40, 6), PixelClaim::Boundary}});
        const Derived now = derive(sources);
        QCOMPARE(now.adrift.size(), std::size_t(1));
        QCOMPARE(std::get<PixelAssertion>(now.adrift[0].what).pixels, rectangle(31, 5, 40, 6));
    }
};

QTEST_APPLESS_MAIN(TestEdits)
#include "test_edits.moc"
