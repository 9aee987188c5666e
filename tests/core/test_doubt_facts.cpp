#include <QtTest>
#include <algorithm>

#include "core/proofreading/cell_probability.h"
#include "core/proofreading/doubt_model.h"
#include "tests/core/two_cells.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr int kMembrane = 20;

/// Two cells with a wall of `cell` (probability of cell x 255) between them at `wall`.
DerivedSlice cellsApart(int cell, int wall = kWall) {
    auto map = twoCells(cell, wall - kWall);
    SliceSources sources;
    sources.proposal = std::make_shared<const SliceComponents>(partitionOf(map->view(), kRule));
    sources.map = std::move(map);
    return deriveSlice(std::move(sources));
}

double sharedOverNext(const DerivedSlice& slice, const DerivedSlice& next,
                      const Displacement* displacement) {
    SliceSurroundings around;
    around.slice = &slice;
    around.above = next.components.get();
    around.ofAbove = displacement;
    return seamsOf(around, kRule.refinement).at(0).shared;
}

}  // namespace

class TestDoubtFacts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSpeckOfMembraneIsHardlyACell() {
        SliceSources sources;
        auto map = std::make_shared<Map>(100, 100, std::uint8_t{250});
        Image<std::uint32_t> labels(100, 100, 1);
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 5; ++x) {
                labels.view()(x, y) = 2;
                map->view()(x, y) = 120;
            }
        sources.proposal =
            std::make_shared<const SliceComponents>(describeComponents(std::move(labels)));
        sources.map = std::move(map);
        const auto withMap = cellProbabilities(deriveSlice(sources));
        QVERIFY(withMap.at(1) > 0.98);
        QVERIFY(withMap.at(2) < 0.5);
        sources.map = nullptr;
        QCOMPARE(cellProbabilities(deriveSlice(sources)).at(2), 1.0);
    }

    void sidesAreComparedWithSlicesThatAreMovedOntoThem() {
        constexpr int kShift = 8;
        const DerivedSlice slice = cellsApart(kMembrane);
        const DerivedSlice next = cellsApart(kMembrane, kWall + kShift);
        QVERIFY(sharedOverNext(slice, next, nullptr) > 0.1);
        Displacement displacement(kWidth, kHeight);
        for (int y = 0; y < displacement.cells().height(); ++y)
            for (int x = 0; x < displacement.cells().width(); ++x)
                displacement.cells()(x, y) = {kShift, 0};
        QVERIFY(sharedOverNext(slice, next, &displacement) < 0.02);
        // The slice above is moved, and so is the one below, the other way round.
        SliceSurroundings around;
        around.slice = &next;
        around.below = slice.components.get();
        around.overBelow = &displacement;
        QVERIFY(seamsOf(around, kRule.refinement).at(0).shared < 0.02);
    }

    void aMissingLinkIsTheLikelierTheWeakerTheMembraneBesideIt() {
        const DerivedSlice whole = cellsApart(250);
        QCOMPARE(whole.components->count, 1U);
        const Displacement none(kWidth, kHeight);
        const auto largest = [&](int membrane) {
            const DerivedSlice cut = cellsApart(membrane);
            double there = 0;
            double back = 0;
            for (const PairFacts& pair : pairsBetween(cut, whole, none, 5))
                there = std::max(there, pair.partOfOther);
            for (const PairFacts& pair : pairsBetween(whole, cut, none, 5))
                back = std::max(back, pair.partOfOther);
            return std::pair(there, back);
        };
        const auto weak = largest(70);
        const auto sure = largest(5);
        QVERIFY(weak.first > sure.first && weak.second > sure.second);
        PairFacts pair;
        pair.strength = 0.4;
        const double before = errorOfMissingLink(pair, 1);
        pair.partOfOther = weak.first;
        QVERIFY(errorOfMissingLink(pair, 1) > before);
        QVERIFY(errorOfMissingLink(pair, 3) < errorOfMissingLink(pair, 1));
    }

    void aLinkIsTheMoreDoubtfulTheMoreMembraneItCrosses() {
        const DerivedSlice slice = cellsApart(kMembrane);
        const DerivedSlice next = cellsApart(kMembrane, kWall + 12);
        const Displacement none(kWidth, kHeight);
        const auto pairs = pairsBetween(slice, next, none, 1);
        const auto membraneOf = [&](std::uint32_t a, std::uint32_t b) {
            const auto at = std::ranges::find_if(
                pairs, [&](const PairFacts& pair) { return pair.a == a && pair.b == b; });
            return at == pairs.end() ? -1.0 : at->membrane;
        };
        QVERIFY(membraneOf(1, 1) >= 0 && membraneOf(1, 1) < 0.1);
        PairFacts pair;
        pair.strength = 0.9;
        pair.membrane = 0.05;
        const double sure = errorOfLink(pair);
        pair.membrane = 0.4;
        QVERIFY(errorOfLink(pair) > sure);
        QVERIFY(errorOfLink(pair) <= 1);
    }
};

QTEST_APPLESS_MAIN(TestDoubtFacts)
#include "test_doubt_facts.moc"
