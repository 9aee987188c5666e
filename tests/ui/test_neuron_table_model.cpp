#include <QIcon>
#include <QLocale>
#include <QtTest>

#include "core/colours.h"
#include "tests/ui/neuron_rows.h"

using namespace axolemma;
using namespace axolemma::test;

/// The rows of the neuron table, without a window.
class TestNeuronTableModel : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void rowsAreSortedByEveryColumn_data();
    void rowsAreSortedByEveryColumn();
    void filterTakesNumbersAndRanges_data();
    void filterTakesNumbersAndRanges();
    void cellsTellSizeVolumeAndSlices();
    void rowsCanBeReadUntilTheyAreGone();
};

void TestNeuronTableModel::rowsAreSortedByEveryColumn_data() {
    QTest::addColumn<int>("column");
    QTest::addColumn<QList<qulonglong>>("ascending");
    using Ids = QList<qulonglong>;
    QTest::newRow("id") << int(NeuronTableModel::Id) << Ids{1, 2, 3};
    QTest::newRow("slices") << int(NeuronTableModel::Slices) << Ids{3, 1, 2};
    QTest::newRow("pixels") << int(NeuronTableModel::Pixels) << Ids{3, 2, 1};
    QTest::newRow("volume") << int(NeuronTableModel::VolumeUm3) << Ids{3, 2, 1};
    QTest::newRow("doubt") << int(NeuronTableModel::Doubt) << Ids{2, 3, 1};
}

void TestNeuronTableModel::rowsAreSortedByEveryColumn() {
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

void TestNeuronTableModel::filterTakesNumbersAndRanges_data() {
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

void TestNeuronTableModel::filterTakesNumbersAndRanges() {
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

void TestNeuronTableModel::cellsTellSizeVolumeAndSlices() {
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

void TestNeuronTableModel::rowsCanBeReadUntilTheyAreGone() {
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

QTEST_MAIN(TestNeuronTableModel)
#include "test_neuron_table_model.moc"
