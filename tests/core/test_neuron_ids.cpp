#include <QtTest>
#include <algorithm>
#include <memory>

#include "core/neurons.h"

using namespace axolemma;

namespace {

/// One slice of one row.
Proposal row(std::initializer_list<std::uint32_t> values) {
    Image<std::uint32_t> image(static_cast<int>(values.size()), 1);
    std::copy(values.begin(), values.end(), image.begin());
    return linkedProposal(
        {std::make_shared<const SliceComponents>(describeComponents(std::move(image)))});
}

QList<quint64> ids(const Proposal& proposal, const NeuronTable& table) {
    QList<quint64> result;
    for (const std::uint32_t c : proposal.slices[0]->labels) result.push_back(table.neuronOf(0, c));
    return result;
}

}  // namespace

class TestNeuronIds : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void idsAreGivenByFallingSizeAtFirst() {
        const Proposal proposal = row({1, 0, 2, 2, 2, 0, 3, 3});
        QCOMPARE(ids(proposal, deriveNeurons(proposal)), (QList<quint64>{3, 0, 1, 1, 1, 0, 2, 2}));
    }

    void mergeKeepsTheLargersIdAndTheOthersStay() {
        const NeuronTable before = deriveNeurons(row({1, 0, 2, 2, 2, 0, 3, 3}));
        const Proposal merged = row({1, 0, 2, 2, 2, 2, 2, 2});
        QCOMPARE(ids(merged, deriveNeurons(merged, before)),
                 (QList<quint64>{3, 0, 1, 1, 1, 1, 1, 1}));
    }

    void splitGivesTheOldIdBackOrANewOne() {
        const Proposal apart = row({1, 0, 2, 2, 2, 0, 3, 3});
        const Proposal merged = row({1, 0, 2, 2, 2, 2, 2, 2});
        const NeuronTable first = deriveNeurons(apart);
        const NeuronTable again = deriveNeurons(apart, deriveNeurons(merged, first));
        QCOMPARE(ids(apart, again), ids(apart, first));
        const Proposal pieces = row({1, 0, 2, 0, 4, 0, 3, 3});
        // The id of the three pixels was minted in the middle one, which is boundary now: it goes
        // to the first of the two that are as near.
        QCOMPARE(ids(pieces, deriveNeurons(pieces, first)),
                 (QList<quint64>{3, 0, 1, 0, 4, 0, 2, 2}));
    }

    void idFarFromAnyComponentSleeps() {
        const NeuronTable first = deriveNeurons(row({1, 1, 1, 0, 0, 0, 0, 0, 0, 2}));
        const Proposal gone = row({0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
        const NeuronTable table = deriveNeurons(gone, first);
        QCOMPARE(table.neurons().size(), std::size_t(1));
        QCOMPARE(table.neuronOf(0, 2), std::uint64_t(2));
        const Proposal back = row({1, 1, 1, 0, 0, 0, 0, 0, 0, 2});
        QCOMPARE(ids(back, deriveNeurons(back, table)),
                 (QList<quint64>{1, 1, 1, 0, 0, 0, 0, 0, 0, 2}));
    }

    void tableIsOrderedByIdAndFindsEachNeuron() {
        const NeuronTable first = deriveNeurons(row({1, 0, 2, 2, 2, 0, 3, 3}));
        const Proposal grown = row({1, 1, 1, 1, 0, 4, 0, 3});
        const NeuronTable table = deriveNeurons(grown, first);
        QVERIFY(std::ranges::is_sorted(table.neurons(), {}, &Neuron::id));
        for (const Neuron& neuron : table.neurons()) {
            QCOMPARE(table.find(neuron.id), &neuron);
            QCOMPARE(ids(grown, table)[neuron.place.x], neuron.id);
        }
    }

    void idsOfSlicesThatAreGoneAreKeptForLater() {
        const Proposal proposal = row({1, 1, 0, 2});
        Proposal none = proposal;
        none.slices[0] = nullptr;
        const NeuronTable empty = deriveNeurons(none, deriveNeurons(proposal));
        QVERIFY(empty.neurons().empty());
        QCOMPARE(ids(proposal, deriveNeurons(proposal, empty)), (QList<quint64>{1, 1, 0, 2}));
    }

    void idThatWasGivenTwiceIsThatOfTheFirstPlaceAlone() {
        const Proposal proposal = row({1, 1, 0, 2, 2, 2});
        const NeuronTable before = NeuronTable::withMinted({{7, {0, 0, 0}}, {7, {4, 0, 0}}});
        const NeuronTable table = deriveNeurons(proposal, before);
        QCOMPARE(ids(proposal, table), (QList<quint64>{7, 7, 0, 8, 8, 8}));
    }
};

QTEST_APPLESS_MAIN(TestNeuronIds)
#include "test_neuron_ids.moc"
