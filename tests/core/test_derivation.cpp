#include <QtTest>
#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/proofreading/derivation.h"
#include "core/proofreading/imported_labels.h"
#include "tests/core/derivation_support.h"

using namespace axolemma;
using namespace axolemma::test;

class TestDerivation : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whereNothingWasSaidTheProposalIsShared() {
        const DerivationSources sources = sourcesOf({twoCells(), twoCells()});
        const Derived derived = derive(sources);
        QCOMPARE(derived.partition.slices, sources.proposal->slices);
        QCOMPARE(derived.partition.links, sources.proposal->links);
        const NeuronTable plain = deriveNeurons(*sources.proposal);
        for (int z = 0; z < 2; ++z)
            QVERIFY(std::ranges::equal(derived.neurons.idsOfSlice(z), plain.idsOfSlice(z)));
        QVERIFY(derived.adrift.empty());
    }

    void boundaryThatIsPaintedCutsAComponent() {
        DerivationSources sources = sourcesOf({twoCells()});
        const Derived before = derive(sources);
        QCOMPARE(componentAt(before, kLeft), componentAt(before, kRight));
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(8, 3, 9, 4), PixelClaim::Boundary}});
        const Derived after = derive(sources, &before);
        QCOMPARE(componentAt(after, {8, 3, 0}), 0U);
        QVERIFY(componentAt(after, kLeft) != componentAt(after, kRight));
        QVERIFY(neuronAt(after, kLeft) != neuronAt(after, kRight));
    }

    void interiorThatIsPaintedJoinsWhatItTouchesAndNothingElse() {
        DerivationSources sources = sourcesOf({picture({".....#.....#.....",  //
                                                        ".....#.....#.....",  //
                                                        ".....#.....#....."})});
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(5, 1, 6, 2), PixelClaim::Interior}});
        const Derived derived = derive(sources);
        QCOMPARE(componentAt(derived, {2, 1, 0}), componentAt(derived, {8, 1, 0}));
        QVERIFY(componentAt(derived, {8, 1, 0}) != componentAt(derived, {14, 1, 0}));
        QCOMPARE(componentAt(derived, {5, 0, 0}), 0U);
    }

    void interiorPaintedInBoundaryAloneIsAComponentHoweverSmall() {
        DerivationSources sources = sourcesOf({picture({"######", "######", "######"})});
        sources.smallest = 20;
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(2, 1, 4, 2), PixelClaim::Interior}});
        const Derived derived = derive(sources);
        QVERIFY(componentAt(derived, {2, 1, 0}) != 0);
        QCOMPARE(derived.partition.slices[0]->count, 1U);
    }

    void specksThatACutLeavesAreBoundary() {
        DerivationSources sources = sourcesOf({picture({"........", "........"})});
        sources.smallest = 3;
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(1, 0, 2, 2), PixelClaim::Boundary}});
        const Derived derived = derive(sources);
        QCOMPARE(componentAt(derived, {0, 0, 0}), 0U);
        QCOMPARE(componentAt(derived, {5, 0, 0}), 1U);
    }

    void placesSaidToBeDifferentAreCutApartWhereTheMembraneIs() {
        DerivationSources sources = sourcesOf({twoCells()});
        sources.assertions.say(
            std::vector<Assertion>{LinkAssertion{kLeft, kRight, Relation::Different}});
        const Derived derived = derive(sources);
        QVERIFY(derived.adrift.empty());
        QVERIFY(neuronAt(derived, kLeft) != neuronAt(derived, kRight));
        // The faint pixel is the cut, and nothing else was lost.
        QCOMPARE(componentAt(derived, {8, 3, 0}), 0U);
        QCOMPARE(pixelsOf(derived, kLeft), rectangle(1, 1, 8, 6));
        QCOMPARE(pixelsOf(derived, kRight), rectangle(9, 1, 16, 6));
    }

    void clickOnADarkSpotInsideOfACellCountsLikeOneBesideIt() {
        const auto map = picture({"#################",  //
                                  "#.......#.......#",  //
                                  "#..:....#.......#",  //
                                  "#.......:.......#",  //
                                  "#.......#.......#",  //
                                  "#################"});
        DerivationSources sources = sourcesOf({map});
        sources.assertions.say(
            std::vector<Assertion>{LinkAssertion{{3, 2, 0}, {13, 3, 0}, Relation::Different}});
        const Derived derived = derive(sources);
        QCOMPARE(pixelsOf(derived, {3, 2, 0}), rectangle(1, 1, 8, 5));
    }

    void cutWithoutMembraneRunsThroughTheNarrowestPlace() {
        Volume<std::uint64_t> labels(60, 21, 1, 0);
        for (int y = 0; y < 21; ++y)
            for (int x = 0; x < 60; ++x)
                if (std::abs(y - 10) <= (std::abs(x - 22) < 3 ? 1 : 9)) labels(x, y, 0) = 4;
        DerivationSources sources;
        ImportedLabels imported = importLabels(labels);
        sources.proposal = std::make_shared<const Proposal>(std::move(imported.proposal));
        sources.minted = imported.minted;
        sources.assertions.say(
            std::vector<Assertion>{LinkAssertion{{5, 10, 0}, {50, 10, 0}, Relation::Different}});
        const Derived derived = derive(sources);
        QVERIFY(derived.adrift.empty());
        for (int x = 0; x < 60; ++x) {
            if (x < 19)
                QCOMPARE(componentAt(derived, {x, 10, 0}), componentAt(derived, {5, 10, 0}));
            if (x > 25)
                QCOMPARE(componentAt(derived, {x, 10, 0}), componentAt(derived, {50, 10, 0}));
        }
    }

    void splitAcrossSlicesDropsTheWeakestLinkBetween() {
        // The middle slice overlaps the first much more than the last.
        const auto a = picture({"....................#"});
        const auto b = picture({"##..................#"});
        const auto c = picture({"########............."});
        DerivationSources sources = sourcesOf({a, b, c});
        const Derived before = derive(sources);
        QCOMPARE(neuronAt(before, {10, 0, 0}), neuronAt(before, {12, 0, 2}));
        sources.assertions.say(
            std::vector<Assertion>{LinkAssertion{{10, 0, 0}, {12, 0, 2}, Relation::Different}});
        const Derived after = derive(sources, &before);
        QCOMPARE(neuronAt(after, {10, 0, 0}), neuronAt(after, {10, 0, 1}));
        QVERIFY(neuronAt(after, {10, 0, 1}) != neuronAt(after, {12, 0, 2}));
    }

    void profilesOwnTheirPixelsWhateverThereIs() {
        DerivationSources sources = sourcesOf({twoCells()});
        const PixelRuns pixels = rectangle(5, 2, 12, 5);
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(6, 3, 7, 4), PixelClaim::Boundary},
                                   ProfileAssertion{{6, 3, 0}, pixels, true}});
        const Derived derived = derive(sources);
        QCOMPARE(pixelsOf(derived, {6, 3, 0}), pixels);
        QVERIFY(componentAt(derived, {2, 3, 0}) != componentAt(derived, {6, 3, 0}));
    }

    void verifiedNeuronTakesNoLinks() {
        DerivationSources sources = sourcesOf({twoCells(), twoCells()});
        QCOMPARE(neuronAt(derive(sources), {3, 3, 0}), neuronAt(derive(sources), {3, 3, 1}));
        sources.assertions.say(
            std::vector<Assertion>{FactAssertion{{3, 3, 0}, FactKind::Verified, "1"}});
        const Derived derived = derive(sources);
        QVERIFY(neuronAt(derived, {3, 3, 0}) != neuronAt(derived, {3, 3, 1}));
        QVERIFY(derived.neurons.find(neuronAt(derived, {3, 3, 0}))->verified);
    }

    void neuronHasTheNameAndIdThatWereSaidOfIt() {
        DerivationSources sources = sourcesOf({picture({"....#...#..", "....#...#.."})});
        sources.assertions.say(
            std::vector<Assertion>{FactAssertion{{6, 0, 0}, FactKind::Name, "axon 3"},
                                   FactAssertion{{6, 1, 0}, FactKind::Id, "18446744073709551615"},
                                   FactAssertion{{6, 0, 0}, FactKind::Colour, "#0a8001"},
                                   FactAssertion{{6, 0, 0}, FactKind::Locked, "1"},
                                   LinkAssertion{{0, 0, 0}, {6, 0, 0}, Relation::Same}});
        const Derived derived = derive(sources);
        QCOMPARE(neuronAt(derived, {0, 0, 0}), ~std::uint64_t(0));
        const Neuron& neuron = *derived.neurons.find(~std::uint64_t(0));
        QCOMPARE(neuron.name, std::string("axon 3"));
        QVERIFY(neuron.locked && !neuron.verified);
        QVERIFY(neuron.colour == (Rgb{10, 128, 1}));
        // The next id is a small one all the same.
        QCOMPARE(neuronAt(derived, {10, 0, 0}), std::uint64_t(1));
    }

    void whatCannotHoldIsAdriftWithAReason() {
        DerivationSources sources = sourcesOf({picture({".....###########.....",  //
                                                        ".....###########....."})});
        const LinkAssertion inMembrane{{0, 0, 0}, {10, 1, 0}, Relation::Same};
        const LinkAssertion outside{{0, 0, 0}, {3, 0, 7}, Relation::Same};
        const LinkAssertion same{{1, 0, 0}, {18, 0, 0}, Relation::Same};
        const LinkAssertion different{{2, 0, 0}, {19, 0, 0}, Relation::Different};
        const FactAssertion first{{0, 0, 0}, FactKind::Name, "a"};
        const FactAssertion second{{0, 1, 0}, FactKind::Name, "b"};
        sources.assertions.say(
            std::vector<Assertion>{inMembrane, outside, same, different, first, second});
        const Derived derived = derive(sources);
        const auto reason = [&](const Assertion& what) {
            const auto found = std::ranges::find(derived.adrift, what, &Adrift::what);
            return found == derived.adrift.end() ? std::optional<AdriftReason>() : found->reason;
        };
        QCOMPARE(reason(inMembrane), AdriftReason::NoCell);
        QCOMPARE(reason(outside), AdriftReason::OutsideOfStack);
        QCOMPARE(reason(same), AdriftReason::SaidDifferent);
        QVERIFY(!reason(different));
        QVERIFY(!reason(first));
        QCOMPARE(reason(second), AdriftReason::OtherFact);
        for (const Adrift& adrift : derived.adrift) QVERIFY(*sentenceOf(adrift.reason) != '\0');
    }

    void placesNearABoundaryThatMovedStillMeanTheirCell() {
        DerivationSources sources = sourcesOf({picture({"......#####......"})});
        sources.assertions.say(
            std::vector<Assertion>{LinkAssertion{{7, 0, 0}, {9, 0, 0}, Relation::Same}});
        const Derived derived = derive(sources);
        QVERIFY(derived.adrift.empty());
        QCOMPARE(neuronAt(derived, {0, 0, 0}), neuronAt(derived, {16, 0, 0}));
    }

    void slicesThatDidNotChangeAreTakenOver() {
        DerivationSources sources = sourcesOf({twoCells(), twoCells(), twoCells()});
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(8, 3, 9, 4), PixelClaim::Boundary},
                                   LinkAssertion{{3, 3, 1}, {13, 3, 1}, Relation::Different}});
        const Derived first = derive(sources);
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{2, rectangle(8, 3, 9, 4), PixelClaim::Boundary}});
        const Derived second = derive(sources, &first);
        QCOMPARE(second.slices[0], first.slices[0]);
        QCOMPARE(second.slices[1], first.slices[1]);
        QVERIFY(second.slices[2] != first.slices[2]);
        QCOMPARE(second.partition.links[0], first.partition.links[0]);
        QVERIFY(samePartition(second, derive(sources)));
    }

    void slicesThatAreNotSegmentedYetAreNotJudged() {
        DerivationSources sources = sourcesOf({twoCells(), twoCells()});
        Proposal half = sources.proposal->withSlice(1, nullptr, LinkRule());
        sources.proposal = std::make_shared<const Proposal>(std::move(half));
        sources.assertions.say(
            std::vector<Assertion>{LinkAssertion{{3, 3, 0}, {3, 3, 1}, Relation::Same},
                                   FactAssertion{{3, 3, 1}, FactKind::Name, "later"}});
        QVERIFY(derive(sources).adrift.empty());
    }

    void derivationCanBeStopped() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 derive(sourcesOf({twoCells()}), nullptr, 1, stop.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestDerivation)
#include "test_derivation.moc"
