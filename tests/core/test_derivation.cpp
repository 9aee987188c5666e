#include <QtTest>
#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/proofreading/derivation.h"
#include "core/proofreading/imported_labels.h"
#include "tests/core/derivation_support.h"
#include "tests/core/random_pixels.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

/// Two cells of 7 x 5 with a membrane between them that is faint in one row.
std::shared_ptr<const Map> twoCells() {
    return picture({"#################",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#.......:.......#",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#################"});
}
constexpr Place kLeft{3, 3, 0};
constexpr Place kRight{13, 3, 0};

bool samePartition(const Derived& a, const Derived& b) {
    for (std::size_t z = 0; z < a.slices.size(); ++z) {
        const auto& p = *a.partition.slices[z];
        const auto& q = *b.partition.slices[z];
        if (!std::ranges::equal(p.labels, q.labels)) return false;
        if (!std::ranges::equal(a.neurons.idsOfSlice(static_cast<int>(z)),
                                b.neurons.idsOfSlice(static_cast<int>(z))))
            return false;
    }
    return true;
}

/// Smooth blobs of cell with membranes between them, the same in all slices but for a drift.
std::vector<std::shared_ptr<const Map>> blobs(RandomPixels& random, int width, int height,
                                              int depth) {
    std::vector<Point> centres;
    for (int i = 0; i < width * height / 300; ++i)
        centres.push_back(
            {static_cast<int>(random.below(width)), static_cast<int>(random.below(height))});
    std::vector<std::shared_ptr<const Map>> maps;
    for (int z = 0; z < depth; ++z) {
        auto map = std::make_shared<Map>(width, height);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                double first = 1e9;
                double second = 1e9;
                for (const Point c : centres) {
                    const double d = std::hypot(x - c.x - z, y - c.y);
                    if (d < first) {
                        second = std::exchange(first, d);
                    } else {
                        second = std::min(second, d);
                    }
                }
                const double membrane = std::clamp(2.5 - (second - first), 0.0, 1.0);
                map->view()(x, y) = static_cast<std::uint8_t>(255 - 255 * membrane);
            }
        maps.push_back(std::move(map));
    }
    return maps;
}

/// The map as another network would see it: every pixel taken from up to 3 px beside it, smoothly,
/// and some membranes faint.
std::shared_ptr<const Map> moved(const Map& map, RandomPixels& random) {
    const double phaseX = 6 * random.share();
    const double phaseY = 6 * random.share();
    auto out = std::make_shared<Map>(map.width(), map.height());
    for (int y = 0; y < map.height(); ++y)
        for (int x = 0; x < map.width(); ++x) {
            const int fromX = x + static_cast<int>(std::lround(3 * std::sin(y / 9.0 + phaseX)));
            const int fromY = y + static_cast<int>(std::lround(3 * std::sin(x / 11.0 + phaseY)));
            out->view()(x, y) =
                map.view()(mirrored(fromX, map.width()), mirrored(fromY, map.height()));
        }
    // A gap or two.
    for (int i = 0; i < 2; ++i) {
        const int x0 = static_cast<int>(random.below(map.width() - 12));
        const int y0 = static_cast<int>(random.below(map.height() - 12));
        for (int y = y0; y < y0 + 12; ++y)
            for (int x = x0; x < x0 + 12; ++x)
                out->view()(x, y) = std::max<std::uint8_t>(out->view()(x, y), 170);
    }
    return out;
}

Place randomPlace(const Derived& derived, RandomPixels& random) {
    for (;;) {
        const int z = static_cast<int>(random.below(derived.partition.depth()));
        const auto& labels = derived.partition.slices[z]->labels;
        const Place place{static_cast<int>(random.below(labels.width())),
                          static_cast<int>(random.below(labels.height())), z};
        if (labels.view()(place.point()) != 0) return place;
    }
}

bool isAdrift(const Derived& derived, const Assertion& what) {
    return std::ranges::any_of(derived.adrift,
                               [&](const Adrift& adrift) { return adrift.what == what; });
}

/// Everything that was said holds in what is derived, or is listed as adrift.
void checkFacts(const Derived& derived, const Assertions& said) {
    for (const LinkAssertion& link : said.links()) {
        if (isAdrift(derived, link)) continue;
        const auto a = neuronAt(derived, link.a);
        const auto b = neuronAt(derived, link.b);
        QVERIFY(a != 0 && b != 0);
        QCOMPARE(a == b, link.relation == Relation::Same);
    }
    for (const auto& [z, slice] : said.slices()) {
        const auto labels = derived.partition.slices[z]->labels.view();
        for (const Profile& profile : slice->profiles) {
            const std::uint32_t component = labels(profile.place);
            QVERIFY(component != 0);
            QVERIFY(PixelRuns::of(labels, component, labels.bounds()) == profile.pixels);
        }
        PixelRuns owned;
        for (const Profile& profile : slice->profiles) owned = owned.united(profile.pixels);
        for (const PixelRun& run : slice->boundary.without(owned).runs())
            for (int x = run.x0; x < run.x1; ++x) QCOMPARE(labels(x, run.y), 0U);
    }
}

}  // namespace

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

    void importedLabelsThatTouchStayApartWhereInteriorIsPaintedOverThem() {
        Volume<std::uint64_t> labels(6, 1, 1, 7);
        for (int x = 3; x < 6; ++x) labels(x, 0, 0) = 9;
        DerivationSources sources;
        ImportedLabels imported = importLabels(labels);
        sources.proposal = std::make_shared<const Proposal>(std::move(imported.proposal));
        sources.minted = imported.minted;
        sources.assertions.say(
            std::vector<Assertion>{PixelAssertion{0, rectangle(1, 0, 5, 1), PixelClaim::Interior}});
        const Derived derived = derive(sources);
        QCOMPARE(neuronAt(derived, {2, 0, 0}), std::uint64_t(7));
        QCOMPARE(neuronAt(derived, {3, 0, 0}), std::uint64_t(9));
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

    void importedLabelsComeOutAsTheyWentIn() {
        RandomPixels random(3);
        Volume<std::uint64_t> labels(40, 30, 5);
        for (int z = 0; z < 5; ++z) {
            const auto patches = random.patches(40, 30, 12);
            std::transform(patches.begin(), patches.end(), labels.slice(z).data(),
                           [](std::uint32_t v) { return v == 0 ? 0 : ~std::uint64_t(0) - v + 1; });
        }
        DerivationSources sources;
        ImportedLabels imported = importLabels(labels);
        sources.proposal = std::make_shared<const Proposal>(std::move(imported.proposal));
        sources.minted = imported.minted;
        const Derived derived = derive(sources);
        const auto out = wideLabelVolume(derived.partition, derived.neurons, 40, 30, Boundary::Keep,
                                         LabelIds::Neurons);
        QVERIFY(std::ranges::equal(labels, out));
        QVERIFY(std::ranges::find(labels, ~std::uint64_t(0)) != labels.end());
    }

    void pieceCutFromAnImportedLabelGetsAnIdOfItsOwnInAllSlices() {
        Volume<std::uint64_t> labels(9, 3, 3, 5);
        DerivationSources sources;
        ImportedLabels imported = importLabels(labels);
        sources.proposal = std::make_shared<const Proposal>(std::move(imported.proposal));
        sources.minted = imported.minted;
        std::vector<Assertion> cut;
        for (int z = 0; z < 3; ++z)
            cut.push_back(PixelAssertion{z, rectangle(3, 0, 4, 3), PixelClaim::Boundary});
        sources.assertions.say(cut);
        const Derived derived = derive(sources);
        const auto small = neuronAt(derived, {0, 1, 0});
        const auto large = neuronAt(derived, {7, 1, 0});
        QCOMPARE(large, std::uint64_t(5));
        QVERIFY(small != large);
        for (int z = 1; z < 3; ++z) {
            QCOMPARE(neuronAt(derived, {0, 1, z}), small);
            QCOMPARE(neuronAt(derived, {7, 1, z}), large);
        }
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

    void everyFactHoldsAfterTheMembranesMoved_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 20; ++seed) QTest::addRow("seed %d", seed) << seed;
    }
    void everyFactHoldsAfterTheMembranesMoved() {
        QFETCH(int, seed);
        RandomPixels random(static_cast<std::uint32_t>(seed));
        const auto maps = blobs(random, 90, 80, 4);
        DerivationSources sources = sourcesOf(maps);
        Derived derived = derive(sources);
        // Merges, splits, profiles and painted boundary, each said of what is seen just then.
        for (int i = 0; i < 25; ++i) {
            std::vector<Assertion> said;
            const Place a = randomPlace(derived, random);
            Place b = randomPlace(derived, random);
            switch (random.below(4)) {
                case 0:
                    said.emplace_back(LinkAssertion{a, b, Relation::Same});
                    break;
                case 1:
                    said.emplace_back(LinkAssertion{a, b, Relation::Different});
                    break;
                case 2:
                    said.emplace_back(ProfileAssertion{a, pixelsOf(derived, a), true});
                    break;
                default: {
                    const int x0 = std::min(a.x, 80);
                    said.emplace_back(PixelAssertion{a.z, rectangle(x0, a.y, x0 + 9, a.y + 1),
                                                     PixelClaim::Boundary});
                }
            }
            sources.assertions.say(said);
            derived = derive(sources, &derived);
            checkFacts(derived, sources.assertions);
            sources.minted = derived.neurons.minted();
        }
        const std::size_t contradictions = derived.adrift.size();
        for (int round = 0; round < 3; ++round) {
            std::vector<std::shared_ptr<const Map>> others;
            for (const auto& map : maps) others.push_back(moved(*map, random));
            DerivationSources after = sourcesOf(others);
            after.assertions = sources.assertions;
            after.minted = sources.minted;
            const Derived again = derive(after);
            checkFacts(again, after.assertions);
            // Of 25 statements nearly all hold; the rest is listed.
            QVERIFY2(again.adrift.size() <= contradictions + 3,
                     qPrintable(QString("%1 adrift").arg(again.adrift.size())));
        }
    }

    void whatIsSaidHoldsInAnyOrder() {
        RandomPixels random(77);
        const DerivationSources sources = sourcesOf(blobs(random, 90, 80, 3));
        const Derived plain = derive(sources);
        for (int round = 0; round < 10; ++round) {
            std::vector<Assertion> said;
            for (int i = 0; i < 20; ++i) {
                const Place a = randomPlace(plain, random);
                const Place b = randomPlace(plain, random);
                said.emplace_back(LinkAssertion{
                    a, b, random.below(2) == 0 ? Relation::Same : Relation::Different});
            }
            // Lines that do not overlap, so that none has a last word over another.
            for (int i = 0; i < 6; ++i)
                said.emplace_back(PixelAssertion{
                    static_cast<int>(random.below(3)), rectangle(10, 5 + 12 * i, 80, 6 + 12 * i),
                    random.below(2) == 0 ? PixelClaim::Interior : PixelClaim::Boundary});
            DerivationSources forward = sources;
            forward.assertions.say(said);
            std::ranges::reverse(said);
            std::rotate(said.begin(), said.begin() + random.below(26), said.end());
            DerivationSources backward = sources;
            backward.assertions.say(said);
            const Derived a = derive(forward);
            const Derived b = derive(backward, &plain, 2);
            QVERIFY(samePartition(a, b));
            QCOMPARE(a.adrift.size(), b.adrift.size());
        }
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
