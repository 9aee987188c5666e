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
#include "tests/ui/ui_support.h"
#include "ui/neuron_table.h"
#include "ui/neuron_table_model.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

/// `count` neurons of one pixel each in one slice.
std::shared_ptr<const NeuronTable> tableOf(std::uint32_t count) {
    constexpr int kRow = 400;
    const int height = static_cast<int>((count + kRow - 1) / kRow);
    Image<std::uint32_t> labels(kRow, std::max(1, height), 0);
    for (std::uint32_t i = 0; i < count; ++i) labels.data()[i] = i + 1;
    auto slice = std::make_shared<SliceComponents>(describeComponents(std::move(labels)));
    return std::make_shared<const NeuronTable>(deriveNeurons(linkedProposal({std::move(slice)})));
}

/// Neurons 1, 2, 3 of 9, 8 and 4 pixels in slices 1-2, 0-3 and 1.
std::shared_ptr<const NeuronTable> threeNeurons() {
    const std::vector<std::vector<std::uint32_t>> rows = {
        {0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0},
        {1, 1, 1, 1, 1, 2, 2, 0, 3, 3, 3, 3, 0},
        {1, 1, 1, 1, 0, 2, 2, 0, 0, 0, 0, 0, 0},
        {0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0},
    };
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (const auto& row : rows) {
        Image<std::uint32_t> labels(static_cast<int>(row.size()), 1);
        std::ranges::copy(row, labels.begin());
        slices.push_back(
            std::make_shared<const SliceComponents>(describeComponents(std::move(labels))));
    }
    return std::make_shared<const NeuronTable>(deriveNeurons(linkedProposal(std::move(slices))));
}

QList<qulonglong> idsOf(const NeuronTableModel& model) {
    QList<qulonglong> ids;
    for (int row = 0; row < model.rowCount(); ++row) ids << model.neuron(row).id;
    return ids;
}

}  // namespace

class TestNeuronTable : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void rowsAreSortedByEveryColumn_data();
    void rowsAreSortedByEveryColumn();
    void filterTakesNumbersAndRanges_data();
    void filterTakesNumbersAndRanges();
    void cellsTellSizeVolumeAndSlices();
    void tickedRowsAreTheNeuronsThatAreShown();
    void chosenColourIsThatOfRowAndFile();
    void editsOfTheSittingAreCounted();
    void rowsCanBeReadUntilTheyAreGone();
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

void TestNeuronTable::rowsAreSortedByEveryColumn_data() {
    QTest::addColumn<int>("column");
    QTest::addColumn<QList<qulonglong>>("ascending");
    using Ids = QList<qulonglong>;
    QTest::newRow("id") << int(NeuronTableModel::Id) << Ids{1, 2, 3};
    QTest::newRow("slices") << int(NeuronTableModel::Slices) << Ids{3, 1, 2};
    QTest::newRow("pixels") << int(NeuronTableModel::Pixels) << Ids{3, 2, 1};
    QTest::newRow("volume") << int(NeuronTableModel::VolumeUm3) << Ids{3, 2, 1};
    QTest::newRow("doubt") << int(NeuronTableModel::Doubt) << Ids{2, 3, 1};
}

void TestNeuronTable::rowsAreSortedByEveryColumn() {
    QFETCH(int, column);
    QFETCH(QList<qulonglong>, ascending);
    NeuronVisibility visibility;
    NeuronTableModel sorted(visibility);
    sorted.setNeurons(threeNeurons(), {4, 4, 50});
    sorted.setUncertainty(std::make_shared<const NeuronTableModel::Uncertainty>(
        NeuronTableModel::Uncertainty{{1, 2.5}, {3, 0.25}}));
    sorted.sort(column, Qt::AscendingOrder);
    QCOMPARE(idsOf(sorted), ascending);
    sorted.sort(column, Qt::DescendingOrder);
    std::reverse(ascending.begin(), ascending.end());
    QCOMPARE(idsOf(sorted), ascending);
    // The order holds for the neurons that come next.
    sorted.setNeurons(std::make_shared<const NeuronTable>(), {4, 4, 50});
    QCOMPARE(sorted.rowCount(), 0);
    sorted.setNeurons(threeNeurons(), {4, 4, 50});
    QCOMPARE(idsOf(sorted), ascending);
}

void TestNeuronTable::filterTakesNumbersAndRanges_data() {
    QTest::addColumn<QString>("terms");
    QTest::addColumn<int>("rows");
    QTest::newRow("nothing") << "" << 1000;
    QTest::newRow("one digit") << "7" << 111;
    QTest::newRow("two digits") << "12" << 11;
    QTest::newRow("whole") << "1000" << 1;
    QTest::newRow("range") << "40-60" << 21;
    QTest::newRow("open range") << "991-" << 10;
    QTest::newRow("list") << "123, 5-6  999" << 4;
    QTest::newRow("overlapping") << "5-6,6-7" << 3;
    QTest::newRow("unknown") << "2000" << 0;
    QTest::newRow("no number") << "neuron" << 0;
    QTest::newRow("huge") << "9999999999999999999" << 0;
    QTest::newRow("zero") << "0" << 0;
}

void TestNeuronTable::filterTakesNumbersAndRanges() {
    QFETCH(QString, terms);
    QFETCH(int, rows);
    NeuronVisibility visibility;
    NeuronTableModel filtered(visibility);
    filtered.setNeurons(tableOf(1000), {});
    filtered.setFilter(terms);
    QCOMPARE(filtered.rowCount(), rows);
    filtered.setFilter("");
    QCOMPARE(filtered.rowCount(), 1000);
}

void TestNeuronTable::cellsTellSizeVolumeAndSlices() {
    NeuronVisibility visibility;
    NeuronTableModel model(visibility);
    model.setNeurons(threeNeurons(), {100, 100, 1000});
    const auto shown = [&](int row, int column) {
        return model.data(model.index(row, column)).toString();
    };
    QCOMPARE(shown(0, NeuronTableModel::Id), QString("1"));
    QCOMPARE(shown(0, NeuronTableModel::Slices), QString("1–2"));
    QCOMPARE(shown(0, NeuronTableModel::Pixels), QString("9"));
    QCOMPARE(shown(0, NeuronTableModel::VolumeUm3), QLocale().toString(0.09, 'f', 3));
    QCOMPARE(shown(2, NeuronTableModel::Slices), QString("1"));
    const Rgb colour = colourOf(2);
    const auto swatch = model.data(model.index(1, 0), Qt::DecorationRole).value<QIcon>();
    for (const auto mode : {QIcon::Normal, QIcon::Selected}) {
        QCOMPARE(swatch.pixmap(QSize(16, 16), mode).toImage().pixelColor(8, 8),
                 QColor(colour.r, colour.g, colour.b));
    }
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

void TestNeuronTable::rowsCanBeReadUntilTheyAreGone() {
    NeuronVisibility visibility;
    NeuronTableModel shrinking(visibility);
    shrinking.setNeurons(threeNeurons(), {4, 4, 50});
    QStringList pixels;
    connect(&shrinking, &QAbstractItemModel::rowsAboutToBeRemoved, this, [&] {
        for (int row = 0; row < shrinking.rowCount(); ++row) {
            pixels << shrinking.index(row, NeuronTableModel::Pixels).data().toString();
        }
    });
    shrinking.setNeurons(tableOf(1), {4, 4, 50});
    QCOMPARE(pixels, (QStringList{"9", "8", "4"}));
    QCOMPARE(shrinking.rowCount(), 1);
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
