#include <QtTest>

#include "ui/picked_neurons.h"

using namespace axolemma;

/// What is picked, by places, under ids that change.
class TestPickedNeurons : public QObject {
    Q_OBJECT

    /// Ten pixels a neuron; the first ten are boundary.
    static std::uint64_t tens(Place place) {
        return static_cast<std::uint64_t>(std::max(0, place.x / 10));
    }

  private Q_SLOTS:
    void onePickReplacesAnother() {
        PickedNeurons picked;
        QVERIFY(picked.set({{15, 0, 0}}, tens));
        QVERIFY(picked.set({{25, 0, 0}}, tens));
        QCOMPARE(picked.last(), std::uint64_t(2));
        QCOMPARE(picked.ids(), std::set<std::uint64_t>{2});
        // Nothing has changed, but for the place.
        QVERIFY(!picked.set({{27, 0, 0}}, tens));
        QCOMPARE(picked.lastPlace()->x, 27);
        QVERIFY(picked.set({{5, 0, 0}}, tens));
        QCOMPARE(picked.last(), std::uint64_t(0));
        QVERIFY(!picked.lastPlace());
    }

    void toggledNeuronsComeAndGo() {
        PickedNeurons picked;
        for (const int x : {15, 35, 25}) QVERIFY(picked.toggle({x, 0, 0}, tens));
        QCOMPARE(picked.ids(), (std::set<std::uint64_t>{1, 2, 3}));
        QCOMPARE(picked.last(), std::uint64_t(2));
        QVERIFY(picked.toggle({29, 0, 0}, tens));
        QCOMPARE(picked.last(), std::uint64_t(3));
        QVERIFY(!picked.contains(2));
        // Boundary is nobody.
        QVERIFY(!picked.toggle({5, 0, 0}, tens));
        QCOMPARE(picked.ids().size(), std::size_t(2));
    }

    void neuronsThatBecomeOneArePickedOnce() {
        PickedNeurons picked;
        picked.set({{15, 0, 0}, {25, 0, 0}, {35, 0, 0}}, tens);
        const auto merged = [](Place place) { return std::min<std::uint64_t>(tens(place), 2); };
        QVERIFY(picked.set(picked.places(), merged));
        QCOMPARE(picked.ids(), (std::set<std::uint64_t>{1, 2}));
        QCOMPARE(picked.last(), std::uint64_t(2));
        QCOMPARE(picked.lastPlace()->x, 35);
    }
};

QTEST_GUILESS_MAIN(TestPickedNeurons)
#include "test_picked_neurons.moc"
