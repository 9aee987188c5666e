#include <QtTest>
#include <algorithm>
#include <numeric>
#include <random>

#include "core/error.h"
#include "tests/core/derivation_support.h"
#include "tests/core/doubts_support.h"
#include "tests/core/two_cells.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

DerivationSources stackOf(std::vector<std::shared_ptr<const Map>> maps) {
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (const auto& map : maps)
        slices.push_back(std::make_shared<const SliceComponents>(partitionOf(map->view(), kRule)));
    DerivationSources sources;
    sources.proposal = std::make_shared<const Proposal>(linkedProposal(std::move(slices)));
    sources.maps = std::move(maps);
    sources.smallest = kRule.smallest;
    return sources;
}

/// The same facts over what another network says.
Derived segmentedAgain(const DerivationSources& sources, const Derived& now,
                       std::vector<std::shared_ptr<const Map>> maps) {
    DerivationSources other = stackOf(std::move(maps));
    other.assertions = sources.assertions;
    other.minted = now.neurons.minted();
    return derive(other);
}

const Doubt* find(const std::vector<Doubt>& list, DoubtKind kind) {
    const auto at = std::ranges::find(list, kind, &Doubt::kind);
    return at == list.end() ? nullptr : &*at;
}

/// Cells that are weakly separated in their slice, and faintly.
const int kWeak = 70;
const int kFaint = 130;

QString dataFolder() {
    return qEnvironmentVariable("AXOLEMMA_DATA");
}

UnseenSlices unseen(int first) {
    return {AXOLEMMA_TEST_DATA "/unseen_maps.tif", dataFolder().toStdString(), first};
}

}  // namespace

class TestDoubts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aWeakMembraneBetweenTwoNeuronsIsInDoubt() {
        DerivationSources sources = stackOf({twoCells(kWeak)});
        const Derived now = derive(sources);
        const auto list = doubts(now, kRule);
        const Doubt* doubt = find(list, DoubtKind::Seam);
        QVERIFY(doubt);
        QCOMPARE(list.size(), std::size_t{1});
        QVERIFY(doubt->error > 0 && doubt->error < 1);
        QVERIFY(doubt->a.x < kWall && doubt->b.x > kWall && std::abs(doubt->at.x - kWall) < 3);
        QCOMPARE(now.neuronAt(doubt->a), doubt->neuronA);
        QCOMPARE(now.neuronAt(doubt->b), doubt->neuronB);
        QVERIFY(doubt->neuronA != doubt->neuronB);
        QVERIFY(!questionOf(*doubt).empty());
    }

    void aFaintMembraneWithinAComponentIsInDoubt() {
        DerivationSources sources = stackOf({twoCells(kFaint)});
        const Derived now = derive(sources);
        QCOMPARE(now.partition.slices[0]->count, 1U);
        const auto list = doubts(now, kRule);
        const Doubt* doubt = find(list, DoubtKind::Faint);
        QVERIFY(doubt);
        QCOMPARE(doubt->neuronA, doubt->neuronB);
        QVERIFY(std::min(doubt->a.x, doubt->b.x) < kWall);
        QVERIFY(std::max(doubt->a.x, doubt->b.x) > kWall);
    }

    void theWeakerOfTwoMembranesComesFirst() {
        DerivationSources sources = stackOf({twoCells(40), twoCells(kWeak)});
        std::vector<Doubt> seams;
        const Derived now = derive(sources);
        for (const Doubt& doubt : doubts(now, kRule))
            if (doubt.kind == DoubtKind::Seam) seams.push_back(doubt);
        QVERIFY(!seams.empty());
        QCOMPARE(seams[0].at.z, 1);
        if (seams.size() > 1) QVERIFY(seams[0].error > seams[1].error);
    }

    void takingTheOtherOutcomeChangesExactlyThat_data() {
        QTest::addColumn<int>("cell");
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("then");
        QTest::newRow("two become one") << kWeak << 2 << 1;
        QTest::newRow("one becomes two") << kFaint << 1 << 2;
    }

    void takingTheOtherOutcomeChangesExactlyThat() {
        QFETCH(const int, cell);
        QFETCH(const int, before);
        QFETCH(const int, then);
        DerivationSources sources = stackOf({twoCells(cell)});
        const Derived now = derive(sources);
        QCOMPARE(now.neurons.neurons().size(), std::size_t(before));
        const Doubt doubt = doubts(now, kRule).at(0);
        const Edit edit = takeOther(now, doubt);
        QVERIFY2(edit.allowed(), edit.refusal.c_str());
        const Derived other = after(sources, now, edit);
        QCOMPARE(other.neurons.neurons().size(), std::size_t(then));
        QVERIFY((other.neuronAt(doubt.a) == other.neuronAt(doubt.b)) != doubt.joined());
        QVERIFY(doubts(other, kRule).empty());
        // Cut where the membrane is.
        if (doubt.joined())
            for (int y = 10; y < kHeight - 10; ++y) {
                QCOMPARE(other.neuronAt({kWall - 8, y, 0}), other.neuronAt({10, 24, 0}));
                QCOMPARE(other.neuronAt({kWall + 8, y, 0}), other.neuronAt({80, 24, 0}));
            }
    }

    void aDismissedDoubtDoesNotComeBackAfterAnotherMap_data() {
        QTest::addColumn<int>("cell");
        QTest::addColumn<int>("otherMap");
        QTest::newRow("seam, again a seam") << kWeak << kWeak + 5;
        QTest::newRow("seam, now faint") << kWeak << kFaint;
        QTest::newRow("faint, again faint") << kFaint << kFaint - 10;
        QTest::newRow("faint, now a seam") << kFaint << kWeak;
    }

    void aDismissedDoubtDoesNotComeBackAfterAnotherMap() {
        QFETCH(const int, cell);
        QFETCH(const int, otherMap);
        for (const bool other : {false, true}) {
            DerivationSources sources = stackOf({twoCells(cell)});
            const Derived now = derive(sources);
            const Doubt doubt = doubts(now, kRule).at(0);
            const Edit edit = other ? takeOther(now, doubt) : keepPresent(now, doubt);
            QVERIFY2(edit.allowed(), edit.refusal.c_str());
            const Derived said = after(sources, now, edit);
            QVERIFY(doubts(said, kRule).empty());
            const Derived again = segmentedAgain(sources, said, {twoCells(otherMap, 2)});
            QVERIFY(again.adrift.empty());
            const auto list = doubts(again, kRule);
            QVERIFY2(list.empty(), list.empty() ? "" : questionOf(list[0]).c_str());
        }
    }

    void linksThatWereDecidedDoNotComeBack() {
        // What is two in one slice is one in the next: a link is there and another is missing.
        DerivationSources sources = stackOf({twoCells(20), twoCells(240)});
        Derived now = derive(sources);
        QVERIFY(find(doubts(now, kRule), DoubtKind::MissingLink) ||
                find(doubts(now, kRule), DoubtKind::Link));
        for (int i = 0; i < 20; ++i) {
            const auto list = doubts(now, kRule);
            if (list.empty()) break;
            now = after(sources, now, keepPresent(now, list[0]));
        }
        QVERIFY(doubts(now, kRule).empty());
        const Derived again = segmentedAgain(sources, now, {twoCells(25, 2), twoCells(235, -1)});
        QVERIFY(doubts(again, kRule).empty());
    }

    void verifiedAndLockedNeuronsRaiseNoDoubt() {
        for (const bool lock : {false, true}) {
            DerivationSources sources = stackOf({twoCells(kWeak)});
            Derived now = derive(sources);
            const Doubt doubt = doubts(now, kRule).at(0);
            now = after(sources, now,
                        lock ? setLocked(now, doubt.a, true) : verifyNeuron(now, doubt.a));
            QVERIFY(doubts(now, kRule).empty());
        }
    }

    void aMembraneThatWasPaintedIsNotInDoubt() {
        DerivationSources sources = stackOf({twoCells(kWeak)});
        Derived now = derive(sources);
        QVERIFY(!doubts(now, kRule).empty());
        const Edit edit =
            paint(now, 0, rectangle(kWall - 2, 0, kWall + 3, kHeight), PixelClaim::Boundary);
        now = after(sources, now, edit);
        QVERIFY(doubts(now, kRule).empty());
    }

    void whatIsRememberedGivesTheSameAsLookingAgain() {
        DerivationSources sources = stackOf({twoCells(kWeak), twoCells(kFaint), twoCells(20)});
        Derived now = derive(sources);
        DoubtFinder finder;
        const auto same = [](const std::vector<Doubt>& p, const std::vector<Doubt>& q) {
            return std::ranges::equal(p, q, [](const Doubt& a, const Doubt& b) {
                return a.kind == b.kind && a.a == b.a && a.b == b.b && a.error == b.error;
            });
        };
        for (int i = 0; i < 8; ++i) {
            const auto list = finder.find(now, kRule, 2);
            QVERIFY(same(list, doubts(now, kRule)));
            if (list.empty()) break;
            now = after(sources, now,
                        i % 2 ? takeOther(now, list.back()) : keepPresent(now, list.front()));
        }
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, doubts(now, kRule, 1, stop.get_token()));
    }

    void uncertaintyIsThatOfTheDoubtsOfANeuron() {
        std::array<Doubt, 2> list;
        list[0].error = 0.25;
        list[0].neuronA = 3;
        list[0].neuronB = list[1].neuronA = list[1].neuronB = 5;
        list[1].error = 0.5;
        QCOMPARE(expectedErrors(list), 0.75);
        const auto byNeuron = uncertaintyByNeuron(list);
        QCOMPARE(byNeuron.size(), std::size_t{2});
        QCOMPARE(byNeuron.at(3), 0.25);
        QCOMPARE(byNeuron.at(5), 0.75);
    }

    void onUnseenSlicesTheQueueFindsSeveralTimesAsManyErrorsAsChance() {
        if (dataFolder().isEmpty()) QSKIP("AXOLEMMA_DATA is not set: no true neurons");
        UnseenSlices slices = unseen(20);
        const Derived now = derive(slices.sources);
        const auto queue = doubts(now, slices.rule);
        std::vector<int> wrong;
        for (const Doubt& doubt : queue)
            wrong.push_back(slices.wrong(now, doubt).value_or(false) ? 1 : 0);
        const auto found = [&](int first) {
            return std::accumulate(wrong.begin(), wrong.begin() + first, 0);
        };
        const auto all = static_cast<double>(found(static_cast<int>(wrong.size())));
        for (const auto& [first, least] : {std::pair(50, 3.0), std::pair(100, 2.5)}) {
            // The mean of all random orders.
            const double chance = first * all / static_cast<double>(wrong.size());
            qInfo("first %d of %zu: %d errors, %.1f by chance", first, wrong.size(), found(first),
                  chance);
            QVERIFY(found(first) >= least * chance);
        }
        const double expected = expectedErrors(queue);
        qInfo("%.0f errors, %.0f expected", all, expected);
        QVERIFY(expected > all / 1.5 && expected < all * 1.5);
    }

    void onUnseenSlicesTheOtherOutcomeLeavesOtherNeuronsAlone() {
        if (dataFolder().isEmpty()) QSKIP("AXOLEMMA_DATA is not set: no true neurons");
        UnseenSlices slices = unseen(20);
        const Derived now = derive(slices.sources);
        std::array<int, 4> tried{};
        for (const Doubt& doubt : doubts(now, slices.rule)) {
            if (++tried[static_cast<int>(doubt.kind)] > 5) continue;
            const Edit edit = takeOther(now, doubt);
            QVERIFY2(edit.allowed(), edit.refusal.c_str());
            DerivationSources sources = slices.sources;
            const Derived then = after(sources, now, edit);
            QVERIFY((then.neuronAt(doubt.a) == then.neuronAt(doubt.b)) != doubt.joined());
            // A part that is cut off may belong to what lies over it.
            if (doubt.kind == DoubtKind::Faint) continue;
            for (const Neuron& neuron : now.neurons.neurons()) {
                if (neuron.id == doubt.neuronA || neuron.id == doubt.neuronB) continue;
                const Neuron* same = then.neurons.find(neuron.id);
                QVERIFY(same);
                QCOMPARE(same->voxels, neuron.voxels);
            }
        }
        for (const int n : tried) QVERIFY(n > 5);
    }

    void fiftyDecisionsLowerTheVariationOfInformation() {
        if (dataFolder().isEmpty()) QSKIP("AXOLEMMA_DATA is not set: no true neurons");
        UnseenSlices slices = unseen(20);
        Derived now = derive(slices.sources);
        const double before = slices.variationOfInformation(now);
        DoubtFinder finder;
        for (int i = 0; i < 50; ++i) {
            const auto queue = finder.find(now, slices.rule);
            QVERIFY(!queue.empty());
            now = slices.decide(now, queue[0]);
        }
        const double after = slices.variationOfInformation(now);
        qInfo("variation of information %.3f, after 50 decisions %.3f", before, after);
        QVERIFY(after < before - 0.08);
    }
};

QTEST_APPLESS_MAIN(TestDoubts)
#include "test_doubts.moc"
