#include <QHeaderView>
#include <QMenu>
#include <QTableView>

#include "tests/ui/proofreading_fixture.h"
#include "ui/neuron_table_model.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr Place kNearA{4, 4, 0};

}  // namespace

/// Several neurons are picked, with real events, and what tools may change follows them.
class TestPicking : public ProofreadingWindow {
    Q_OBJECT

    std::set<std::uint64_t> ids(std::initializer_list<Place> places) {
        std::set<std::uint64_t> all;
        for (const Place place : places) all.insert(neuron(place));
        return all;
    }
    const std::set<std::uint64_t>& picked() { return document_->picked().ids(); }
    void pickBoth() {
        click(kA);
        click(kB, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(picked().size(), std::size_t(2));
    }
    QTableView* table() { return partOf<QTableView>(*window_, "neuronTable"); }
    void clickRow(std::uint64_t id, Qt::KeyboardModifiers modifiers) {
        const auto* model = qobject_cast<NeuronTableModel*>(table()->model());
        const QModelIndex index = model->index(model->rowOf(id), NeuronTableModel::Name);
        table()->scrollTo(index);
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, modifiers,
                          table()->visualRect(index).center());
    }
    QColor shown(const QImage& frame, Place place) {
        return shownAt(view(), frame, place.x, place.y);
    }

  private Q_SLOTS:
    void init() {
        begin();
        QTRY_VERIFY(view().transform().scale > 4);
    }
    void cleanup() { end(); }

    void ctrlClickOfThePickToolAddsAndTakesAway() {
        key(Qt::Key_L);
        pickBoth();
        QCOMPARE(picked(), ids({kA, kB}));
        QCOMPARE(document_->selectedNeuron(), neuron(kB));
        click(kC, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(picked(), ids({kA, kB, kC}));
        click(kB, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(picked(), ids({kA, kC}));
        // Without Ctrl it is one again.
        click(kB);
        QCOMPARE(picked(), ids({kB}));
        QVERIFY(document_->assertions().empty());
    }

    void shiftRightClickAddsAndTakesAwayWhateverTheTool() {
        for (int tool = 0; tool < kTools; ++tool) {
            view().tools().choose(static_cast<ToolId>(tool));
            click(kA, Qt::LeftButton, Qt::ShiftModifier);
            if (view().tools().chosen() == ToolId::Pan) document_->pick(kA);
            click(kC, Qt::RightButton, Qt::ShiftModifier);
            QCOMPARE(picked(), ids({kA, kC}));
            click(kA, Qt::RightButton, Qt::ShiftModifier);
            QCOMPARE(picked(), ids({kC}));
            QVERIFY(!window_->findChild<QMenu*>("neuronMenu"));
        }
        QVERIFY(document_->assertions().empty());
    }

    void everyPickedNeuronIsHighlighted() {
        const QImage before = view().grabFramebuffer();
        pickBoth();
        const QImage after = view().grabFramebuffer();
        QVERIFY(shown(after, kA) != shown(before, kA));
        QVERIFY(shown(after, kB) != shown(before, kB));
        QCOMPARE(shown(after, kC), shown(before, kC));
    }

    void rowsOfTheTableAreWhatIsPicked() {
        clickRow(neuron(kA), {});
        clickRow(neuron(kC), Qt::ControlModifier);
        QCOMPARE(picked(), ids({kA, kC}));
        QCOMPARE(document_->selectedNeuron(), neuron(kC));
        clickRow(neuron(kA), Qt::ControlModifier);
        QCOMPARE(picked(), ids({kC}));
        // From one to another.
        const auto* model = qobject_cast<NeuronTableModel*>(table()->model());
        clickRow(model->neuron(1).id, {});
        clickRow(model->neuron(4).id, Qt::ShiftModifier);
        QCOMPARE(picked().size(), std::size_t(4));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(picked().size(), std::size_t(kCells));
        // And the other way round.
        view().setFocus();
        pickBoth();
        QSet<int> rows;
        for (const QModelIndex& index : table()->selectionModel()->selectedRows())
            rows.insert(index.row());
        QCOMPARE(rows, (QSet<int>{model->rowOf(neuron(kA)), model->rowOf(neuron(kB))}));
        QCOMPARE(table()->currentIndex().row(), model->rowOf(neuron(kB)));
    }

    void strokeChangesOnlyThePickedNeurons() {
        pickBoth();
        key(Qt::Key_P);
        key(Qt::Key_B);
        QVERIFY2(hint().contains("only the 2 picked neurons"), qPrintable(hint()));
        view().tools().setRadius(1);
        drag({{2, 8, 0}, {60, 8, 0}});
        const Derived& now = document_->settled();
        QCOMPARE(now.componentAt(kA), 0U);
        QCOMPARE(now.componentAt(kB), 0U);
        QVERIFY(now.componentAt(kC) != 0);
        // The places where they were picked are boundary now, and they are picked still.
        QCOMPARE(picked().size(), std::size_t(2));
        view().tools().setRadius(6);
        drag({kB, {25, 8, 0}});
        QCOMPARE(picked(), ids({kNearA, {18, 2, 0}}));
        QCOMPARE(document_->selectedNeuron(), neuron({18, 2, 0}));
        key(Qt::Key_B);
        QVERIFY2(hint().contains("all but the 2 picked neurons"), qPrintable(hint()));
    }

    void strokeForPickedNeuronsWithoutAnySaysSo() {
        document_->select(0);
        key(Qt::Key_P);
        key(Qt::Key_B);
        QVERIFY2(hint().contains("none is picked"), qPrintable(hint()));
        drag({{2, 8, 0}, {30, 8, 0}});
        QVERIFY(document_->assertions().empty());
        QVERIFY2(message().contains("none is picked"), qPrintable(message()));
    }

    void lassoOfPickedNeuronsLeavesOthersAlone() {
        pickBoth();
        key(Qt::Key_3);
        key(Qt::Key_B);
        QVERIFY2(hint().contains("only the 2 picked neurons"), qPrintable(hint()));
        drag({{20, 4, 0}, {44, 4, 0}, {44, 12, 0}, {20, 12, 0}});
        key(Qt::Key_Return);
        QVERIFY(one(kB, {28, 6, 0}));
        QVERIFY(neuron({42, 6, 0}) == neuron(kC));
        // Where picked neurons may not change, a profile is a new neuron's.
        key(Qt::Key_B);
        QVERIFY2(hint().contains("a new neuron"), qPrintable(hint()));
    }

    void fillOfOtherNeuronsIsRefused() {
        key(Qt::Key_P);
        view().tools().setRadius(2);
        drag({{24, 8, 0}, {25, 8, 0}});
        click(kA, Qt::LeftButton, Qt::ShiftModifier);
        key(Qt::Key_F);
        key(Qt::Key_B);
        click({20, 4, 0});
        QCOMPARE(document_->settled().componentAt(kB), 0U);
        QVERIFY(!message().isEmpty());
        click({20, 4, 0}, Qt::RightButton, Qt::ShiftModifier);
        click({20, 4, 0});
        QVERIFY(one(kB, {20, 4, 0}));
    }

    void mergeOfPickedNeuronsLeavesOneThatIsPicked() {
        click(kC);
        pickBoth();
        key(Qt::Key_G);
        drag({kA, {16, 8, 0}, kB});
        QVERIFY(one(kA, kB));
        QCOMPARE(picked(), ids({kA}));
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!one(kA, kB));
        QCOMPARE(picked(), ids({kB}));
    }

    void neuronsThatBecomeOneByAnotherStepArePickedOnce() {
        pickBoth();
        document_->apply(merge(document_->settled(), kA, kB));
        QCOMPARE(neuron(kA), neuron(kB));
        QCOMPARE(picked(), ids({kA}));
    }

    void pickedNeuronsAreHiddenTogether() {
        pickBoth();
        key(Qt::Key_H);
        QVERIFY(!document_->visibility().shows(neuron(kA)));
        QVERIFY(!document_->visibility().shows(neuron(kB)));
        QVERIFY(document_->visibility().shows(neuron(kC)));
        key(Qt::Key_H);
        QVERIFY(document_->visibility().showsAll());
        key(Qt::Key_H, Qt::ShiftModifier);
        QVERIFY(document_->visibility().shows(neuron(kA)));
        QVERIFY(document_->visibility().shows(neuron(kB)));
        QVERIFY(!document_->visibility().shows(neuron(kC)));
    }

    void menuOfAPickedNeuronLeavesTheOthersPicked() {
        pickBoth();
        click(kNearA, Qt::RightButton);
        QCOMPARE(picked(), ids({kA, kB}));
        auto* menu = partOf<QMenu>(*window_, "neuronMenu");
        menu->close();
        click(kC, Qt::RightButton);
        QCOMPARE(picked(), ids({kC}));
    }
};

QTEST_MAIN(TestPicking)
#include "test_picking.moc"
