// Which of the links between slices hold, where components that touch are known to be two neurons.
#include <QtTest>
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <numeric>

#include "core/neurons.h"
#include "core/partition.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

using Slice = std::shared_ptr<const SliceComponents>;
using Links = std::vector<std::vector<Link>>;

constexpr int kDepth = 6;

SliceComponents randomComponents(std::uint32_t seed) {
    RandomPixels random(seed);
    return componentsOfFusion(random.map(60, 40, 1).slice(0), {},
                              {.threshold = 0.5F, .smallest = 3});
}

/// A random slice in which some components touch, with more or less membrane between.
Slice withContacts(std::uint32_t seed) {
    auto slice = std::make_shared<SliceComponents>(randomComponents(seed));
    RandomPixels random(seed + 7000);
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> contacts;
    for (std::uint32_t n = 0; n < slice->count; ++n) {
        const std::uint32_t a = 1 + random.below(slice->count);
        const std::uint32_t b = 1 + random.below(slice->count);
        if (a != b) contacts[{std::min(a, b), std::max(a, b)}] = random.below(101) / 100.0;
    }
    slice->contacts.clear();
    for (const auto& [pair, membrane] : contacts)
        slice->contacts.push_back({pair.first, pair.second, 1, membrane});
    return slice;
}

Slice withoutContacts(std::uint32_t seed) {
    auto slice = std::make_shared<SliceComponents>(randomComponents(seed));
    slice->contacts.clear();
    return slice;
}

std::vector<Slice> slicesOf(std::uint32_t seed) {
    std::vector<Slice> slices;
    for (std::uint32_t z = 0; z < kDepth; ++z) slices.push_back(withContacts(100 * seed + z));
    return slices;
}

/// The neuron of every component, joined by going through all of them.
class PlainNeurons {
  public:
    explicit PlainNeurons(const std::vector<Slice>& slices) : slices_(slices) {
        for (int z = 0; z < kDepth; ++z)
            for (std::uint32_t c = 1; c <= slices[z]->count; ++c) {
                const auto next = static_cast<int>(neuron_.size());
                neuron_[{z, c}] = next;
            }
    }
    bool join(int z, const Link& link, float rivalMembrane) {
        const int one = neuron_[{z, link.a}], other = neuron_[{z + 1, link.b}];
        if (one != other && haveRivals(one, other, rivalMembrane)) return false;
        for (auto& [component, neuron] : neuron_)
            if (neuron == other) neuron = one;
        return true;
    }

  private:
    bool haveRivals(int one, int other, float rivalMembrane) {
        for (int z = 0; z < kDepth; ++z)
            for (const Contact& contact : slices_[z]->contacts) {
                const int a = neuron_[{z, contact.a}], b = neuron_[{z, contact.b}];
                if (contact.strength() >= rivalMembrane &&
                    ((a == one && b == other) || (a == other && b == one)))
                    return true;
            }
        return false;
    }

    const std::vector<Slice>& slices_;
    std::map<std::pair<int, std::uint32_t>, int> neuron_;
};

Links chosenPlainly(const Proposal& proposal, const LinkRule& rule) {
    std::vector<std::pair<int, Link>> all;
    for (int z = 0; z + 1 < kDepth; ++z)
        for (const Link& link : *proposal.candidates[z]) all.emplace_back(z, link);
    std::ranges::stable_sort(all, std::greater(),
                             [](const auto& at) { return at.second.strength; });
    PlainNeurons neurons(proposal.slices);
    Links chosen(kDepth - 1);
    for (const auto& [z, link] : all)
        if (neurons.join(z, link, rule.rivalMembrane)) chosen[z].push_back(link);
    for (auto& links : chosen)
        std::ranges::sort(links, {}, [](const Link& link) { return std::pair(link.a, link.b); });
    return chosen;
}

Links linksOf(const Proposal& proposal) {
    Links links;
    for (const auto& between : proposal.links) links.push_back(*between);
    return links;
}

}  // namespace

class TestChosenLinks : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatTouchesWithSureMembraneIsNeverOneNeuron() {
        const LinkRule rule;
        std::size_t refused = 0;
        for (std::uint32_t seed = 0; seed < 30; ++seed) {
            const auto proposal = linkedProposal(slicesOf(seed), rule);
            const auto table = deriveNeurons(proposal);
            for (int z = 0; z < kDepth; ++z)
                for (const Contact& contact : proposal.slices[z]->contacts)
                    if (contact.strength() >= rule.rivalMembrane)
                        QVERIFY(table.neuronOf(z, contact.a) != table.neuronOf(z, contact.b));
            for (std::size_t z = 0; z < proposal.links.size(); ++z)
                refused += proposal.candidates[z]->size() - proposal.links[z]->size();
        }
        QVERIFY(refused > 20);
    }

    void nothingElseIsRefused() {
        const LinkRule rule;
        for (std::uint32_t seed = 0; seed < 30; ++seed) {
            const auto proposal = linkedProposal(slicesOf(seed), rule);
            QVERIFY(linksOf(proposal) == chosenPlainly(proposal, rule));
        }
    }

    void withoutContactsTheThresholdIsHigher() {
        const LinkRule rule;
        std::size_t more = 0;
        for (std::uint32_t seed = 0; seed < 20; ++seed) {
            const auto without =
                linkedProposal({withoutContacts(seed), withoutContacts(seed + 50)});
            for (const Link& link : *without.links[0]) QVERIFY(link.strength > rule.threshold);
            const auto with = linkedProposal({withContacts(seed), withContacts(seed + 50)});
            for (const Link& link : *with.links[0]) QVERIFY(link.strength > rule.amongContacts);
            more += with.candidates[0]->size() - without.candidates[0]->size();
        }
        QVERIFY(more > 10);
    }

    void slicesInAnyOrderChooseTheSame() {
        const auto slices = slicesOf(77);
        const auto whole = linkedProposal(slices);
        for (std::uint32_t seed = 0; seed < 10; ++seed) {
            RandomPixels random(seed);
            std::vector<int> order(kDepth);
            std::iota(order.begin(), order.end(), 0);
            for (int i = kDepth - 1; i > 0; --i)
                std::swap(order[i], order[random.below(static_cast<std::uint32_t>(i + 1))]);
            Proposal grown;
            grown.slices.resize(kDepth);
            for (const int z : order) grown = grown.withSlice(z, slices[z], {});
            QVERIFY(linksOf(grown) == linksOf(whole));
        }
    }

    void linksThatStayAsTheyWereAreShared() {
        const auto whole = linkedProposal(slicesOf(5));
        const auto again = whole.withSlice(0, whole.slices[0], {});
        for (std::size_t z = 0; z < whole.links.size(); ++z)
            QCOMPARE(again.links[z].get(), whole.links[z].get());
    }
};

QTEST_APPLESS_MAIN(TestChosenLinks)
#include "test_chosen_links.moc"
