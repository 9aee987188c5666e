#include <QtTest>
#include <algorithm>
#include <map>
#include <memory>
#include <numeric>

#include "core/error.h"
#include "core/neurons.h"
#include "core/partition.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

using Slice = std::shared_ptr<const SliceComponents>;

Slice sliceOf(Image<std::uint32_t> labels) {
    return std::make_shared<const SliceComponents>(describeComponents(std::move(labels)));
}

/// A slice of one row, in which each value comes so many times.
Slice row(std::initializer_list<std::uint32_t> values, int times = 1) {
    Image<std::uint32_t> image(static_cast<int>(values.size()) * times, 1);
    auto* to = image.begin();
    for (const auto value : values) to = std::fill_n(to, times, value);
    return sliceOf(std::move(image));
}

Slice randomSlice(std::uint32_t seed) {
    RandomPixels random(seed);
    return std::make_shared<const SliceComponents>(
        componentsOfFusion(random.map(60, 40, 1).slice(0), {}, {.threshold = 0.5F, .smallest = 3}));
}

QList<uint> pixelsOf(const Volume<std::uint32_t>& volume, int z) {
    const auto slice = volume.slice(z);
    return {slice.data(), slice.data() + slice.size()};
}

bool sameLinks(const Proposal& a, const Proposal& b) {
    return std::equal(a.links.begin(), a.links.end(), b.links.begin(), b.links.end(),
                      [](const auto& x, const auto& y) {
                          if (x == nullptr || y == nullptr) return x == y;
                          return std::equal(x->begin(), x->end(), y->begin(), y->end(),
                                            [](const Link& l, const Link& m) {
                                                return l.a == m.a && l.b == m.b &&
                                                       l.overlap == m.overlap &&
                                                       l.strength == m.strength;
                                            });
                      });
}

bool sameNeurons(const NeuronTable& a, const NeuronTable& b, int depth) {
    for (int z = 0; z < depth; ++z) {
        const auto x = a.idsOfSlice(z);
        const auto y = b.idsOfSlice(z);
        if (!std::equal(x.begin(), x.end(), y.begin(), y.end())) return false;
    }
    return a.neurons().size() == b.neurons().size();
}

}  // namespace

class TestNeurons : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aCellThatWasCutIsJoinedWhereTheCutIsDoubtful_data() {
        QTest::addColumn<float>("membrane");
        QTest::addColumn<bool>("touching");
        QTest::addColumn<bool>("joined");
        QTest::newRow("a smear between the parts") << 0.6F << true << true;
        QTest::newRow("a membrane between the parts") << 0.97F << true << false;
        QTest::newRow("parts that do not touch") << 0.6F << false << false;
    }
    void aCellThatWasCutIsJoinedWhereTheCutIsDoubtful() {
        QFETCH(float, membrane);
        QFETCH(bool, touching);
        QFETCH(bool, joined);
        // Whole, then in a large and a small part, then whole again.
        const auto whole = row({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
        auto parts = std::make_shared<SliceComponents>(
            describeComponents(row({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2})->labels.clone()));
        if (touching) parts->contacts = {{1, 2, 1, membrane}};
        const auto table = deriveNeurons(linkedProposal({whole, parts, whole}));
        QCOMPARE(table.neuronOf(0, 1), table.neuronOf(1, 1));
        QCOMPARE(table.neuronOf(0, 1), table.neuronOf(2, 1));
        QCOMPARE(table.neuronOf(0, 1) == table.neuronOf(1, 2), joined);
        QCOMPARE(table.neurons().size(), joined ? 1U : 2U);
    }

    void partsOfPartsAreFoundThroughTheOnesBetween() {
        const auto whole = row({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
        auto parts = std::make_shared<SliceComponents>(
            describeComponents(row({3, 0, 1, 0, 2, 2, 2, 2, 2, 2, 2, 2})->labels.clone()));
        // 2 is the best; 3 touches only 1.
        parts->contacts = {{1, 2, 1, 0.5F}, {1, 3, 1, 0.5F}};
        QCOMPARE(deriveNeurons(linkedProposal({whole, parts})).neurons().size(), 1U);
        parts->contacts = {{1, 3, 1, 0.5F}};
        QCOMPARE(deriveNeurons(linkedProposal({whole, parts})).neurons().size(), 3U);
    }

    void slicesOfDifferentSizeCannotBeLinked() {
        QVERIFY_THROWS_EXCEPTION(Error, linkedProposal({row({1, 1}), row({1})}));
    }

    void aNeuronRunsThroughLinkedSlicesAndTheLargestIsTheFirst() {
        const auto proposal = linkedProposal(
            {row({1, 1, 0, 2, 2, 2}), row({1, 1, 0, 2, 2, 2}), row({1, 0, 0, 0, 2, 2})});
        const auto table = deriveNeurons(proposal);
        QCOMPARE(table.neurons().size(), 2U);
        QCOMPARE(table.neuronOf(0, 2), 1U);
        QCOMPARE(table.neuronOf(2, 2), 1U);
        QCOMPARE(table.neuronOf(1, 1), 2U);
        const Neuron& large = *table.find(1);
        QCOMPARE(large.voxels, 8U);
        QCOMPARE(large.firstSlice, 0);
        QCOMPARE(large.lastSlice, 2);
        QCOMPARE(large.placeSlice, 0);
        QVERIFY(large.place == (Point{4, 0}));
        QCOMPARE(table.find(2)->voxels, 5U);
        QVERIFY(table.find(3) == nullptr);
        QVERIFY(table.find(0) == nullptr);
    }

    void aBranchJoinsTwoComponentsOfOneSlice() {
        const auto table = deriveNeurons(
            linkedProposal({row({1, 1, 1, 1, 1, 1, 1}, 100), row({1, 1, 1, 0, 2, 2, 2}, 100)},
                           {.threshold = 0.3F}));
        QCOMPARE(table.neurons().size(), 1U);
        QCOMPARE(table.neuronOf(1, 1), table.neuronOf(1, 2));
        QCOMPARE(table.find(1)->voxels, 1300U);
    }

    void aGapInOneSliceJoinsNothingInTheOthers() {
        const auto apart = [] { return row({1, 1, 1, 0, 2, 2, 2, 2}, 100); };
        const auto gap = [] { return row({1, 1, 1, 1, 1, 1, 1, 1}, 100); };
        const auto table = deriveNeurons(linkedProposal({apart(), gap(), apart(), apart()}));
        QVERIFY(table.neuronOf(0, 1) != table.neuronOf(0, 2));
        QVERIFY(table.neuronOf(3, 1) != table.neuronOf(3, 2));
        // The larger part runs on through the slice with the gap.
        QCOMPARE(table.neuronOf(0, 2), table.neuronOf(1, 1));
        QCOMPARE(table.neuronOf(3, 2), table.neuronOf(1, 1));
    }

    void ofEqualSizesTheFirstSliceAndComponentComeFirst() {
        const auto table =
            deriveNeurons(linkedProposal({row({1, 0, 2, 0, 0}), row({0, 0, 0, 0, 1})}));
        QCOMPARE(table.neuronOf(0, 1), 1U);
        QCOMPARE(table.neuronOf(0, 2), 2U);
        QCOMPARE(table.neuronOf(1, 1), 3U);
    }

    void aSliceNotSegmentedHasNoNeuronsAndNoLinks() {
        const auto proposal = linkedProposal({row({1, 1}), nullptr, row({1, 1})});
        QVERIFY(proposal.links[0] == nullptr && proposal.links[1] == nullptr);
        const auto table = deriveNeurons(proposal);
        QCOMPARE(table.neurons().size(), 2U);
        QVERIFY(table.idsOfSlice(1).empty());
        QCOMPARE(table.neuronOf(1, 1), 0U);
        QCOMPARE(table.neuronOf(0, 0), 0U);
        QCOMPARE(table.neuronOf(-1, 1), 0U);
        QCOMPARE(table.neuronOf(3, 1), 0U);
        QCOMPARE(table.neuronOf(0, 99), 0U);
    }

    void numbersThatASliceDoesNotUseAreNoNeurons() {
        const auto table = deriveNeurons(linkedProposal({row({3, 3, 0, 1})}));
        QCOMPARE(table.neurons().size(), 2U);
        QCOMPARE(table.neuronOf(0, 2), 0U);
        QCOMPARE(table.neuronOf(0, 3), 1U);
        QCOMPARE(table.neuronOf(0, 1), 2U);
    }

    void anEmptyProposalHasNoNeurons() {
        QVERIFY(deriveNeurons({}).neurons().empty());
        QVERIFY(deriveNeurons(linkedProposal({row({0, 0})})).neurons().empty());
    }

    void slicesSegmentedInAnyOrderMakeTheSameNeurons() {
        std::vector<Slice> slices;
        for (std::uint32_t z = 0; z < 6; ++z) slices.push_back(randomSlice(z));
        const auto whole = linkedProposal(slices);
        for (std::uint32_t seed = 0; seed < 10; ++seed) {
            RandomPixels random(seed);
            std::vector<int> order(6);
            std::iota(order.begin(), order.end(), 0);
            for (std::size_t i = 5; i > 0; --i) {
                std::swap(order[i], order[random.below(static_cast<std::uint32_t>(i + 1))]);
            }
            Proposal grown;
            grown.slices.resize(6);
            for (const int z : order) grown = grown.withSlice(z, slices[z], {});
            QVERIFY(sameLinks(grown, whole));
            QVERIFY(sameNeurons(deriveNeurons(grown), deriveNeurons(whole), 6));
        }
    }

    void replacingASliceLeavesTheProposalAsItWas() {
        const auto before = linkedProposal({randomSlice(1), randomSlice(2), randomSlice(3)});
        const auto after = before.withSlice(1, randomSlice(9), {});
        QVERIFY(
            sameLinks(before, linkedProposal({randomSlice(1), randomSlice(2), randomSlice(3)})));
        QVERIFY(!sameLinks(before, after));
        QCOMPARE(after.slices[0].get(), before.slices[0].get());
        QVERIFY(sameLinks(after.withSlice(1, before.slices[1], {}), before));
        const auto taken = before.withSlice(1, nullptr, {});
        QVERIFY(taken.links[0] == nullptr && taken.links[1] == nullptr);
    }

    void everyPlaceLiesInItsNeuron() {
        std::vector<Slice> slices;
        for (std::uint32_t z = 0; z < 5; ++z) slices.push_back(randomSlice(z + 50));
        const auto table = deriveNeurons(linkedProposal(slices));
        QVERIFY(table.neurons().size() > 10);
        std::uint64_t before = ~std::uint64_t{0};
        for (const Neuron& neuron : table.neurons()) {
            const auto component =
                slices[neuron.placeSlice]->labels(neuron.place.x, neuron.place.y);
            QCOMPARE(table.neuronOf(neuron.placeSlice, component), neuron.id);
            QVERIFY(neuron.voxels <= before);
            before = neuron.voxels;
        }
    }

    void aLabelFileHoldsNeuronsOrNumberedComponents_data() {
        QTest::addColumn<bool>("grown");
        QTest::addColumn<bool>("perSlice");
        QTest::addColumn<QList<uint>>("first");
        QTest::addColumn<QList<uint>>("second");
        // Neuron 1 is component 2 then 1 (5 pixels), neuron 2 component 1 then 2 (3 pixels).
        QTest::newRow("keep") << false << false << QList<uint>{2, 0, 1, 1, 0}
                              << QList<uint>{2, 2, 0, 1, 0};
        QTest::newRow("grown") << true << false << QList<uint>{2, 2, 1, 1, 1}
                               << QList<uint>{2, 2, 2, 1, 1};
        QTest::newRow("per slice")
            << false << true << QList<uint>{1, 0, 2, 2, 0} << QList<uint>{3, 3, 0, 4, 0};
        QTest::newRow("per slice, grown")
            << true << true << QList<uint>{1, 1, 2, 2, 2} << QList<uint>{3, 3, 3, 4, 4};
    }
    void aLabelFileHoldsNeuronsOrNumberedComponents() {
        QFETCH(bool, grown);
        QFETCH(bool, perSlice);
        QFETCH(QList<uint>, first);
        QFETCH(QList<uint>, second);
        // The third slice makes the right neuron the larger one.
        const auto proposal = linkedProposal({row({1, 0, 2, 2, 0}), row({1, 1, 0, 2, 0}),
                                              row({0, 0, 1, 1, 0}), nullptr, row({0, 0, 0, 0, 0})});
        const auto volume = labelVolume(proposal, deriveNeurons(proposal), 5, 1,
                                        grown ? Boundary::Grown : Boundary::Keep,
                                        perSlice ? LabelIds::PerSlice : LabelIds::Neurons);
        QCOMPARE(pixelsOf(volume, 0), first);
        QCOMPARE(pixelsOf(volume, 1), second);
        const QList<uint> nothing = {0, 0, 0, 0, 0};
        QCOMPARE(pixelsOf(volume, 3), nothing);
        QCOMPARE(pixelsOf(volume, 4), nothing);
    }

    void aLabelFileOfAnotherSizeIsRefused() {
        const auto proposal = linkedProposal({row({1, 1})});
        QVERIFY_THROWS_EXCEPTION(Error, labelVolume(proposal, deriveNeurons(proposal), 3, 1,
                                                    Boundary::Keep, LabelIds::Neurons));
    }

    void writingLabelsCanBeCancelled() {
        const auto proposal = linkedProposal({row({1, 1})});
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, labelVolume(proposal, deriveNeurons(proposal), 2, 1, Boundary::Keep,
                                   LabelIds::Neurons, source.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestNeurons)
#include "test_neurons.moc"
