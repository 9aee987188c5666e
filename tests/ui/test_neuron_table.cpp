#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <fstream>
#include <sstream>

#include "core/colours.h"
#include "core/error.h"
#include "tests/ui/neuron_rows.h"
#include "tests/ui/ui_support.h"
#include "ui/neuron_table.h"
#include "ui/neuron_table_model.h"

using namespace axolemma;
using namespace axolemma::test;

class TestNeuronTable : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void tickedRowsAreTheNeuronsThatAreShown();
    void chosenColourIsThatOfRowAndFile();
    void editsOfTheSittingAreCounted();
    void hundredThousandRowsAreSortedFilteredAndScrolled();
    void emptyTableTellsWhatToDo();
    void clickedRowSelectsItsNeuron();
    void arrowKeysSelectAndEnterCentres();
    void doubleClickCentres();
    void doubleClickStaysInASliceThatShowsTheNeuron();
    void pickInTheDocumentSelectsAndScrollsToTheRow();
    void slicesThatArriveKeepSelectionAndScrollPosition();
    void filterIsTypedAndCleared();
    void specksAreLeftOutBySize();
    void csvHoldsTheRowsThatAreShown();
    void savingTheCsvIsToldWhenDone();
    void csvThatCannotBeWrittenIsAnError();

  private:
    void segment();
    QTableView* table() { return panel_->findChild<QTableView*>("neuronTable"); }
    NeuronTableModel* model() { return qobject_cast<NeuronTableModel*>(table()->model()); }
    QPoint middleOf(int row, int column = 0) {
        return table()->visualRect(model()->index(row, column)).center();
    }

    OwnSettings settings_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<NeuronTablePanel> panel_;
};

void TestNeuronTable::init() {
    QSettings().clear();
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
    panel_ = std::make_unique<NeuronTablePanel>(*document_);
    panel_->resize(320, 200);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
    QApplication::setActiveWindow(panel_.get());
}

void TestNeuronTable::cleanup() {
    panel_.reset();
    document_.reset();
}

void TestNeuronTable::segment() {
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_VERIFY(!document_->busy());
    QTRY_COMPARE(model()->rowCount(), kCells);
}

void TestNeuronTable::tickedRowsAreTheNeuronsThatAreShown() {
    segment();
    NeuronVisibility& visibility = document_->visibility();
    const auto id = model()->neuron(1).id;
    QStyleOptionViewItem option;
    option.initFrom(table());
    option.rect = table()->visualRect(model()->index(1, NeuronTableModel::Id));
    option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
    const QPoint box = table()
                           ->style()
                           ->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, table())
                           .center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, box);
    QVERIFY(!visibility.shows(id));
    QVERIFY(visibility.shows(model()->neuron(0).id));
    const auto ticked = [&](int row) {
        return model()->index(row, 0).data(Qt::CheckStateRole).toInt() == Qt::Checked;
    };
    QVERIFY(!ticked(1));
    visibility.showOnly(id);
    QVERIFY(ticked(1) && !ticked(0) && !ticked(2));
    visibility.setShown(model()->neuron(2).id, true);
    QVERIFY(ticked(2) && !ticked(0));
    visibility.showAll();
    QVERIFY(ticked(0) && ticked(1));
    // Another stack has all of its neurons.
    visibility.showOnly(id);
    document_->setStack(gridStack());
    QVERIFY(visibility.showsAll());
}

void TestNeuronTable::chosenColourIsThatOfRowAndFile() {
    segment();
    const Neuron two = model()->neuron(1);
    const Place place{two.place.x, two.place.y, two.placeSlice};
    QVERIFY(document_->apply(setColour(document_->settled(), place, Rgb{1, 2, 3})));
    const auto colour = [&] {
        const auto swatch = model()->index(1, 0).data(Qt::DecorationRole).value<QIcon>();
        return swatch.pixmap(QSize(16, 16)).toImage().pixelColor(8, 8);
    };
    QTRY_COMPARE(colour(), QColor(1, 2, 3));
    const auto path = settings_.folder() / "neurons.csv";
    panel_->writeCsv(path);
    std::ifstream file(path);
    std::stringstream content;
    content << file.rdbuf();
    QVERIFY(content.str().find("#010203") != std::string::npos);
    QVERIFY(document_->apply(setColour(document_->settled(), place, std::nullopt)));
    const Rgb own = colourOf(two.id);
    QTRY_COMPARE(colour(), QColor(own.r, own.g, own.b));
}

void TestNeuronTable::editsOfTheSittingAreCounted() {
    Sitting sitting;
    const Sitting::Time start{};
    using std::chrono::minutes;
    sitting.addEdit(start + minutes(5));
    QCOMPARE(sitting.editsAnHour(), 0.0);
    sitting.addEdit(start + minutes(6));
    sitting.addEdit(start + minutes(8));
    // A cup of coffee.
    sitting.addEdit(start + minutes(30));
    sitting.addEdit(start + minutes(31));
    QCOMPARE(sitting.edits(), 5);
    QCOMPARE(sitting.worked(), std::chrono::milliseconds(minutes(4)));
    QCOMPARE(sitting.editsAnHour(), 75.0);

    segment();
    auto* shown = panel_->findChild<QLabel*>("sitting");
    QVERIFY(!shown->isVisible());
    QVERIFY(document_->apply(setLocked(document_->settled(), {12, 12, 0}, true)));
    QVERIFY(shown->isVisible());
    QVERIFY2(shown->text().startsWith("1 edit"), qPrintable(shown->text()));
}

void TestNeuronTable::hundredThousandRowsAreSortedFilteredAndScrolled() {
    model()->setNeurons(tableOf(100'000), {});
    QCOMPARE(model()->rowCount(), 100'000);
    table()->sortByColumn(NeuronTableModel::Id, Qt::DescendingOrder);
    QCOMPARE(model()->neuron(0).id, std::uint64_t(100'000));
    table()->scrollToBottom();
    const int last = table()->rowAt(table()->viewport()->height() - 4);
    QCOMPARE(last, 99'999);
    QCOMPARE(model()->neuron(last).id, std::uint64_t(1));
    panel_->findChild<QLineEdit*>("neuronFilter")->setText("99999");
    QCOMPARE(model()->rowCount(), 1);
}

void TestNeuronTable::emptyTableTellsWhatToDo() {
    auto* empty = panel_->findChild<QLabel*>("neuronTableEmpty");
    QVERIFY(empty->isVisible());
    QVERIFY(empty->text().contains("Open a stack"));
    document_->setStack(gridStack());
    QVERIFY(empty->text().contains("Segment"));
    segment();
    QVERIFY(!empty->isVisible());
    QVERIFY(table()->isVisible());
    document_->undoStack().undo();
    QTRY_VERIFY(empty->isVisible());
}

void TestNeuronTable::clickedRowSelectsItsNeuron() {
    segment();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middleOf(2));
    QCOMPARE(document_->selectedNeuron(), model()->neuron(2).id);
    QVERIFY(table()->selectionModel()->isRowSelected(2, {}));
    // Again after something else was done with the selection.
    document_->select(0);
    QVERIFY(!table()->selectionModel()->hasSelection());
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middleOf(2));
    QCOMPARE(document_->selectedNeuron(), model()->neuron(2).id);
}

void TestNeuronTable::arrowKeysSelectAndEnterCentres() {
    segment();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middleOf(0));
    QSignalSpy centred(document_.get(), &Document::centreRequested);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(document_->selectedNeuron(), model()->neuron(1).id);
    QCOMPARE(centred.count(), 0);
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(centred.count(), 1);
    const auto place = centred[0][0].value<Place>();
    QCOMPARE(document_->neuronAt(place), model()->neuron(1).id);
}

void TestNeuronTable::doubleClickCentres() {
    document_->setStack(gridStack());
    network_->allowed = 3;
    document_->segment({});
    QTRY_COMPARE(model()->rowCount(), kCells);
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 3);
    document_->cancelJobs();
    QTRY_VERIFY(!document_->busy());
    // Where no neuron is, so that the view has to move.
    document_->setSlice(7);
    QSignalSpy centred(document_.get(), &Document::centreRequested);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middleOf(3, 2));
    QCOMPARE(centred.count(), 0);
    QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, middleOf(3, 2));
    QCOMPARE(centred.count(), 1);
    QCOMPARE(document_->selectedNeuron(), model()->neuron(3).id);
    QCOMPARE(document_->slice(), model()->neuron(3).placeSlice);
}

void TestNeuronTable::doubleClickStaysInASliceThatShowsTheNeuron() {
    segment();
    document_->setSlice(7);
    QSignalSpy centred(document_.get(), &Document::centreRequested);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middleOf(3, 2));
    QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, middleOf(3, 2));
    QCOMPARE(centred.count(), 1);
    QCOMPARE(document_->slice(), 7);
    const auto place = centred[0][0].value<Place>();
    QCOMPARE(place.z, 7);
    QCOMPARE(document_->neuronAt(place), model()->neuron(3).id);
}

void TestNeuronTable::pickInTheDocumentSelectsAndScrollsToTheRow() {
    segment();
    const Neuron& last = document_->neurons().neurons().back();
    QVERIFY(!table()->viewport()->rect().contains(middleOf(kCells - 1)));
    document_->pick({last.place.x, last.place.y, last.placeSlice});
    QCOMPARE(document_->selectedNeuron(), last.id);
    QVERIFY(table()->selectionModel()->isRowSelected(kCells - 1, {}));
    QVERIFY(table()->viewport()->rect().contains(middleOf(kCells - 1)));
    document_->pick({0, 0, 0});
    QVERIFY(!table()->selectionModel()->hasSelection());
}

void TestNeuronTable::slicesThatArriveKeepSelectionAndScrollPosition() {
    document_->setStack(gridStack());
    network_->allowed = 2;
    document_->segment({});
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 2);
    QTRY_COMPARE(model()->rowCount(), kCells);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middleOf(1));
    const auto selected = model()->neuron(1).id;
    QScrollBar* bar = table()->verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    QVERIFY(!table()->viewport()->rect().contains(middleOf(1)));
    QSignalSpy picked(document_.get(), &Document::selectionChanged);
    const auto pixels = model()->neuron(1).voxels;
    network_->allowed = 8;
    QTRY_COMPARE(model()->neuron(1).voxels, pixels * 4);
    QCOMPARE(bar->value(), bar->maximum());
    QCOMPARE(document_->selectedNeuron(), selected);
    QVERIFY(table()->selectionModel()->isRowSelected(1, {}));
    QCOMPARE(picked.count(), 0);
    network_->allowed = 1000;
    QTRY_VERIFY(!document_->busy());
    QCOMPARE(bar->value(), bar->maximum());
    QCOMPARE(document_->selectedNeuron(), selected);
}

void TestNeuronTable::filterIsTypedAndCleared() {
    segment();
    auto* filter = panel_->findChild<QLineEdit*>("neuronFilter");
    document_->select(5);
    filter->setFocus();
    QTest::keyClicks(filter, "1");
    QCOMPARE(idsOf(*model()), (QList<qulonglong>{1, 10, 11, 12}));
    QCOMPARE(panel_->findChild<QLabel*>("neuronCount")->text(), QString("4 of 12 neurons"));
    // What is filtered away stays picked.
    QCOMPARE(document_->selectedNeuron(), std::uint64_t(5));
    QTest::keyClicks(filter, "9");
    QVERIFY(panel_->findChild<QLabel*>("neuronTableEmpty")->isVisible());
    filter->selectAll();
    QTest::keyClick(filter, Qt::Key_Delete);
    QCOMPARE(model()->rowCount(), kCells);
    QVERIFY(table()->selectionModel()->isRowSelected(4, {}));
}

void TestNeuronTable::specksAreLeftOutBySize() {
    segment();
    // Neurons of 9, 8 and 4 pixels.
    model()->setNeurons(threeNeurons(), {});
    auto* smallest = panel_->findChild<QSpinBox*>("neuronSmallest");
    QCOMPARE(smallest->text(), QString("Any size"));
    smallest->setFocus();
    smallest->selectAll();
    QTest::keyClicks(smallest, "8");
    QTest::keyClick(smallest, Qt::Key_Return);
    QCOMPARE(idsOf(*model()), (QList<qulonglong>{1, 2}));
    QCOMPARE(panel_->findChild<QLabel*>("neuronCount")->text(), QString("2 of 3 neurons"));
    // It is kept for the next start.
    const NeuronTablePanel next(*document_);
    QCOMPARE(next.findChild<QSpinBox*>("neuronSmallest")->value(), 8);
    smallest->setValue(10);
    QVERIFY(panel_->findChild<QLabel*>("neuronTableEmpty")->isVisible());
    smallest->setValue(0);
    QCOMPARE(model()->rowCount(), 3);
}

void TestNeuronTable::csvHoldsTheRowsThatAreShown() {
    segment();
    model()->setFilter("3-4");
    table()->sortByColumn(NeuronTableModel::Id, Qt::DescendingOrder);
    const auto path = settings_.folder() / "neurons.csv";
    panel_->writeCsv(path);
    std::ifstream file(path);
    std::stringstream content;
    content << file.rdbuf();
    const QStringList lines = QString::fromStdString(content.str()).split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QString("id,pixels,volume_um3,first_slice,last_slice,slices,colour,x,y,z"));
    const QStringList fields = lines[1].split(',');
    QCOMPARE(fields.size(), 10);
    const Neuron& four = *document_->neurons().find(4);
    const Rgb colour = colourOf(4);
    QCOMPARE(fields[0], QString("4"));
    QCOMPARE(fields[1].toULongLong(), qulonglong(four.voxels));
    QCOMPARE(fields[2].toDouble(), static_cast<double>(four.voxels) * 4 * 4 * 50 / 1e9);
    QCOMPARE(fields.mid(3, 3), (QStringList{"0", "11", "12"}));
    QCOMPARE(fields[6], QColor(colour.r, colour.g, colour.b).name());
    QCOMPARE(document_->neuronAt({fields[7].toInt(), fields[8].toInt(), fields[9].toInt()}),
             std::uint64_t(4));
    QVERIFY(lines[2].startsWith("3,"));
    QVERIFY(lines[3].isEmpty());
}

void TestNeuronTable::savingTheCsvIsToldWhenDone() {
    segment();
    QSignalSpy exported(panel_.get(), &NeuronTablePanel::exported);
    QTest::mouseClick(panel_->findChild<QPushButton*>("neuronCsv"), Qt::LeftButton);
    QTRY_VERIFY(panel_->findChild<QFileDialog*>("csvDialog"));
    auto* dialog = panel_->findChild<QFileDialog*>("csvDialog");
    const auto path = QString::fromStdString((settings_.folder() / "table.csv").string());
    // Typed, the name would open a list of completions, which would take the click.
    dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
    auto* save = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
    QTRY_VERIFY(save->isVisible() && save->isEnabled());
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_COMPARE(exported.count(), 1);
    QVERIFY(exported[0][0].toString().contains("table.csv"));
    QVERIFY(QFile::exists(path));
}

void TestNeuronTable::csvThatCannotBeWrittenIsAnError() {
    segment();
    QVERIFY_EXCEPTION_THROWN(panel_->writeCsv(settings_.folder() / "missing" / "neurons.csv"),
                             Error);
    QVERIFY(!std::filesystem::exists(settings_.folder() / "missing"));
}

QTEST_MAIN(TestNeuronTable)
#include "test_neuron_table.moc"
