#include <QtTest>
#include <algorithm>
#include <memory>

#include "core/proofreading/derivation.h"
#include "core/proofreading/imported_labels.h"
#include "tests/core/derivation_support.h"
#include "tests/core/random_pixels.h"

using namespace axolemma;
using namespace axolemma::test;

/// Labels of any tool as a proposal.
class TestImportedLabels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
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

    void importedLabelsAreIdsWhateverWasMintedThereBefore() {
        DerivationSources sources = sourcesOf({twoCells()});
        const Derived before = derive(sources);
        Volume<std::uint64_t> labels(17, 7, 1, 0);
        for (int y = 1; y < 6; ++y)
            for (int x = 1; x < 16; ++x)
                if (x != 8) labels(x, y, 0) = x < 8 ? 300 : 200;
        sources.proposal = std::make_shared<const Proposal>(importLabels(labels).proposal);
        sources.maps.clear();
        sources.minted = before.neurons.minted();
        const Derived derived = derive(sources);
        QCOMPARE(neuronAt(derived, kLeft), std::uint64_t(300));
        QCOMPARE(neuronAt(derived, kRight), std::uint64_t(200));
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

    void newNeuronGetsNoNumberOfALabelThatWasMerged() {
        Volume<std::uint64_t> labels(30, 3, 1, 0);
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 30; ++x)
                if (x % 10 != 9) labels(x, y, 0) = 5 + 2 * (x / 10);
        DerivationSources sources;
        sources.proposal = std::make_shared<const Proposal>(importLabels(labels).proposal);
        Derived now = derive(sources);
        now = after(sources, now, merge(now, {4, 1, 0}, {24, 1, 0}));
        QCOMPARE(neuronAt(now, {24, 1, 0}), std::uint64_t(5));
        now = after(sources, now, split(now, {{10, 1, 0}}, {{17, 1, 0}}));
        for (const Place place : {Place{10, 1, 0}, {17, 1, 0}})
            QVERIFY(neuronAt(now, place) == 7 || neuronAt(now, place) > 9);
    }
};

QTEST_APPLESS_MAIN(TestImportedLabels)
#include "test_imported_labels.moc"
