#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>

#include "core/io/stack_writer.h"
#include "core/metrics/rand.h"
#include "core/metrics/volume_metrics.h"
#include "core/metrics/warping.h"
#include "tests/ui/gap_stack.h"
#include "tests/ui/window_support.h"
#include "ui/comparison.h"
#include "ui/error_table_model.h"
#include "ui/main_window.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

using Part = Comparison::Part;
using Labels = Volume<std::uint32_t>;

/// Every cell of the grid is a neuron through all slices; slices from `end` on are not labelled.
Labels neuronsOfGrid(int end = kDepth) {
    Labels truth(kWidth, kHeight, kDepth, 0U);
    for (int z = 0; z < end; ++z)
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x)
                if (!isMembrane(x, y)) truth(x, y, z) = 1 + x / kCell + y / kCell * 10;
    return truth;
}

/// Of the pair that the gap joins, the right one is the error: both are as large.
constexpr std::uint32_t kMergedLabel = 12;
constexpr std::uint32_t kMergedPixels = (kCell - 1) * (kCell - 1);

}  // namespace

class TestComparisonPanel : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void emptyStatesSayWhatToDo();
    void truthIsLoadedThroughTheDialog();
    void scoresAreThoseOfTheLabels();
    void neuronsAreScoredInThreeDimensions();
    void onlyLabelledSlicesCount();
    void scoresFollowTheWeightAndOnlyThat();
    void undoneSlicesAreForgotten();
    void visibleSliceIsComparedFirst();
    void clickOnARowGoesThere();
    void keysWalkThroughTheTable();
    void headersSortTheTable();
    void errorsAreColouredWithOneClick();
    void overlayReturnsToWhatItWas();
    void anotherStackClears();
    void fitsASmallWindow();

  private:
    template <typename T>
    T* child(const char* name) {
        return partOf<T>(*window_, name);
    }
    Comparison& comparison() { return *window_->findChild<Comparison*>(); }
    QString score(const char* name) { return child<QLabel>(name)->text(); }
    std::filesystem::path written(Labels truth);
    void load(Labels truth);
    bool settled();
    void setWeight(int percent);
    Labels labels();
    QTableView* table() { return child<QTableView>("errorTable"); }
    QString cell(int row, int column) {
        return table()->model()->index(row, column).data().toString();
    }
    void clickRow(int row);

    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
    OwnSettings settings_;
};

void TestComparisonPanel::init() {
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
    window_ = std::make_unique<MainWindow>(*document_);
    window_->resize(1280, 900);
    showActive(*window_);
    child<QDockWidget>("compareDock")->raise();
    document_->setStack(gapStack());
    document_->setSlice(5);
    document_->segment({});
    QTRY_VERIFY(!document_->busy());
    QTRY_VERIFY(child<QPushButton>("loadTruth")->isVisible());
}

void TestComparisonPanel::cleanup() {
    window_.reset();
    document_.reset();
}

std::filesystem::path TestComparisonPanel::written(Labels truth) {
    const auto path = settings_.folder() / "truth.tif";
    std::filesystem::remove(path);
    writeStack(path, Stack(AnyVolume(std::move(truth)), Spacing{4, 4, 50}));
    return path;
}

void TestComparisonPanel::load(Labels truth) {
    QSignalSpy changed(&comparison(), &Comparison::truthChanged);
    comparison().load(written(std::move(truth)));
    QTRY_VERIFY(changed.count() > 0);
    QTRY_VERIFY(settled());
}

bool TestComparisonPanel::settled() {
    return !document_->busy() && comparison().scores() && !comparison().updating(Part::Slices) &&
           !comparison().updating(Part::Warping) && !comparison().updating(Part::Volume);
}

void TestComparisonPanel::setWeight(int percent) {
    const int now = qRound(document_->rule().refinement.weight * 100);
    const auto key = percent > now ? Qt::Key_BracketRight : Qt::Key_BracketLeft;
    for (int i = 0; i < std::abs(percent - now) / 5; ++i)
        QTest::keyClick(window_.get(), key, Qt::ControlModifier);
    QCOMPARE(qRound(document_->rule().refinement.weight * 100), percent);
    QTRY_VERIFY(settled());
}

Labels TestComparisonPanel::labels() {
    Labels all(kWidth, kHeight, kDepth);
    for (int z = 0; z < kDepth; ++z)
        std::ranges::copy(document_->components(z)->labels, all.slice(z).data());
    return all;
}

void TestComparisonPanel::clickRow(int row) {
    const QRect place = table()->visualRect(table()->model()->index(row, 0));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, place.center());
}

void TestComparisonPanel::emptyStatesSayWhatToDo() {
    auto* state = child<QLabel>("comparisonState");
    QVERIFY(state->text().contains("Load labels"));
    QVERIFY(!child<QWidget>("comparisonResults")->isVisible());
    QVERIFY(!child<QPushButton>("clearTruth")->isEnabled());
    // Labels without a segmentation.
    document_->setStack(gapStack());
    comparison().load(written(neuronsOfGrid()));
    QTRY_VERIFY(comparison().truth());
    QVERIFY(state->text().contains("Segment the stack"));
    QCOMPARE(score("scoreRand"), QString("—"));
    // Labels of nothing.
    comparison().load(written(Labels(kWidth, kHeight, kDepth, 0U)));
    QTRY_VERIFY(state->text().contains("another file"));
    // No stack at all.
    Document empty;
    MainWindow window(empty);
    QVERIFY(window.findChild<QLabel*>("comparisonState")->text().contains("Open a stack"));
    QVERIFY(!window.findChild<QPushButton*>("loadTruth")->isEnabled());
}

void TestComparisonPanel::truthIsLoadedThroughTheDialog() {
    const auto path = written(neuronsOfGrid());
    QTest::mouseClick(child<QPushButton>("loadTruth"), Qt::LeftButton);
    QTRY_VERIFY(window_->findChild<QFileDialog*>("truthDialog"));
    auto* dialog = child<QFileDialog>("truthDialog");
    QTRY_VERIFY(dialog->isVisible());
    auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
    QVERIFY(name);
    // Typed key by key, the list of completions would take part.
    name->setText(QString::fromStdString(path.string()));
    auto* buttons = dialog->findChild<QDialogButtonBox*>();
    QTest::mouseClick(buttons->button(QDialogButtonBox::Open), Qt::LeftButton);
    QTRY_VERIFY(comparison().truth());
    QTRY_VERIFY(settled());
    QVERIFY(child<QLabel>("comparisonState")->text().contains("truth.tif"));
    QVERIFY(score("scoreRand") != "—");
    QTest::mouseClick(child<QPushButton>("clearTruth"), Qt::LeftButton);
    QVERIFY(!comparison().truth());
    QVERIFY(!child<QWidget>("comparisonResults")->isVisible());
}

void TestComparisonPanel::scoresAreThoseOfTheLabels() {
    const Labels truth = neuronsOfGrid();
    load(truth.clone());
    const Labels now = labels();
    const ThinnedScores thinned = thinnedScores(truth, now);
    const Score rand = randError(truth, now);
    QVERIFY(rand.value > 0.01);
    QCOMPARE(score("scoreRand"), QLocale().toString(thinned.rand.value, 'f', 4));
    QCOMPARE(score("scoreRandSplit"), QLocale().toString(thinned.rand.split, 'f', 4));
    QCOMPARE(score("scoreRandMerge"), QLocale().toString(thinned.rand.merge, 'f', 4));
    QCOMPARE(score("scoreInformation"), QLocale().toString(thinned.information.value, 'f', 4));
    QCOMPARE(score("scoreRandError"), QLocale().toString(rand.value, 'f', 4));
    QCOMPARE(score("scorePixelError"), QLocale().toString(pixelError(truth, now).value, 'f', 4));
    QCOMPARE(score("scorePixelErrorSplit"), QString());
    QCOMPARE(score("scoreWarpingError"),
             QLocale().toString(warpingError(truth, now).value, 'f', 5));
    QCOMPARE(comparison().scores()->slices, kDepth);
}

void TestComparisonPanel::neuronsAreScoredInThreeDimensions() {
    const Labels truth = neuronsOfGrid();
    load(truth.clone());
    const Labels now = labelVolume(document_->derived()->partition, document_->neurons(),
                                   kWidth, kHeight, Boundary::Grown, LabelIds::Neurons);
    const VolumeScores expected = volumeScores(truth, now);
    QVERIFY(expected.merge > 0);
    QCOMPARE(score("scoreVariation"),
             QLocale().toString(expected.variationOfInformation(), 'f', 4));
    QCOMPARE(score("scoreAdaptedRand"), QLocale().toString(expected.adaptedRandError, 'f', 4));
    // A mask does not say what belongs together through the slices.
    Labels mask = neuronsOfGrid();
    for (auto& label : mask) label = label != 0 ? 255 : 0;
    load(std::move(mask));
    QVERIFY(!comparison().volumeScores());
    QVERIFY(!child<QLabel>("scoreVariation")->isVisible());
    QVERIFY(table()->isColumnHidden(ErrorTableModel::Neuron));
}

void TestComparisonPanel::onlyLabelledSlicesCount() {
    load(neuronsOfGrid(3));
    QCOMPARE(comparison().scores()->slices, 3);
    QVERIFY(child<QLabel>("comparisonState")->text().contains("3 of 12"));
    QTRY_COMPARE(table()->model()->rowCount(), 2 * 3);
}

void TestComparisonPanel::scoresFollowTheWeightAndOnlyThat() {
    load(neuronsOfGrid());
    const QString before = score("scoreRandError");
    const QString warping = score("scoreWarpingError");
    // Looking around changes nothing.
    QSignalSpy compared(&comparison(), &Comparison::sliceCompared);
    QTest::keyClick(&window_->view(), Qt::Key_PageDown);
    document_->pick({3, 3, 6});
    QTest::qWait(300);
    QCOMPARE(compared.count(), 0);
    QCOMPARE(score("scoreRandError"), before);
    setWeight(50);
    QVERIFY(gapIsClosed(*document_, 5));
    QVERIFY(score("scoreRandError") != before);
    QVERIFY(score("scoreWarpingError") != warping);
    QCOMPARE(score("scoreRandError"), QLocale().toString(0.0, 'f', 4));
    QTRY_COMPARE(table()->model()->rowCount(), 0);
    QVERIFY(child<QLabel>("errorCount")->text().contains("No errors"));
    QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(settled());
    QCOMPARE(score("scoreRandError"), before);
    QCOMPARE(score("scoreWarpingError"), warping);
}

void TestComparisonPanel::undoneSlicesAreForgotten() {
    load(neuronsOfGrid());
    document_->undoStack().undo();
    QVERIFY(!document_->components(5));
    QVERIFY(!comparison().scores());
    QVERIFY(!comparison().slice(5));
    QCOMPARE(score("scoreRand"), QString("—"));
    QCOMPARE(score("scoreVariation"), QString("—"));
    document_->undoStack().redo();
    QVERIFY(comparison().updating(Part::Slices));
    QTRY_VERIFY(settled());
    QCOMPARE(comparison().scores()->slices, kDepth);
}

void TestComparisonPanel::visibleSliceIsComparedFirst() {
    load(neuronsOfGrid());
    document_->setSlice(7);
    QSignalSpy compared(&comparison(), &Comparison::sliceCompared);
    document_->undoStack().undo();
    compared.clear();
    document_->undoStack().redo();
    QTRY_VERIFY(compared.count() >= 1);
    QCOMPARE(compared[0][0].toInt(), 7);
    QTRY_COMPARE(compared.count(), kDepth);
}

void TestComparisonPanel::clickOnARowGoesThere() {
    load(neuronsOfGrid());
    QTRY_COMPARE(table()->model()->rowCount(), 2 * kDepth);
    QCOMPARE(cell(0, ErrorTableModel::Kind), QString("Merge"));
    QCOMPARE(cell(0, ErrorTableModel::Neuron), QString("%1 → 11").arg(kMergedLabel));
    QCOMPARE(cell(0, ErrorTableModel::Pixels), QString::number(kMergedPixels));
    QSignalSpy centred(document_.get(), &Document::centreRequested);
    clickRow(2);
    QCOMPARE(document_->slice(), 2);
    QVERIFY(centred.count() > 0);
    const auto place = centred.back()[0].value<Place>();
    QCOMPARE(place.z, 2);
    QVERIFY((Rect{kCell + 1, kCell + 1, 2 * kCell, 2 * kCell}.contains(place.point())));
    // The view has the place in its middle.
    QCOMPARE(window_->view().transform().centreX, place.x + 0.5);
    QCOMPARE(window_->view().transform().centreY, place.y + 0.5);
    // The same row leads there again.
    document_->setSlice(9);
    clickRow(2);
    QCOMPARE(document_->slice(), 2);
}

void TestComparisonPanel::keysWalkThroughTheTable() {
    load(neuronsOfGrid());
    QTRY_COMPARE(table()->model()->rowCount(), 2 * kDepth);
    clickRow(0);
    QCOMPARE(document_->slice(), 0);
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(document_->slice(), 1);
    QTest::keyClick(table(), Qt::Key_End, Qt::ControlModifier);
    const auto gap = window_->view().transform();
    QCOMPARE(cell(2 * kDepth - 1, ErrorTableModel::Kind), QString("Boundary"));
    QCOMPARE(gap.centreX, kCell + 0.5);
    // What is selected stays so when slices are compared anew, and leads nowhere by itself.
    document_->setSlice(4);
    document_->undoStack().undo();
    document_->undoStack().redo();
    QTRY_VERIFY(settled());
    QTest::qWait(300);
    QCOMPARE(document_->slice(), 4);
}

void TestComparisonPanel::headersSortTheTable() {
    load(neuronsOfGrid());
    QTRY_COMPARE(table()->model()->rowCount(), 2 * kDepth);
    auto* header = table()->horizontalHeader();
    const auto click = [&](int section) {
        const QPoint at(header->sectionViewportPosition(section) + 10, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    };
    click(ErrorTableModel::Slice);
    const bool falling = cell(0, ErrorTableModel::Slice).toInt() == kDepth - 1;
    QCOMPARE(cell(2 * kDepth - 1, ErrorTableModel::Slice).toInt(), falling ? 0 : kDepth - 1);
    click(ErrorTableModel::Slice);
    QCOMPARE(cell(0, ErrorTableModel::Slice).toInt(), falling ? 0 : kDepth - 1);
    // Of one slice the larger error comes first.
    QCOMPARE(cell(0, ErrorTableModel::Kind), QString("Merge"));
    QCOMPARE(cell(1, ErrorTableModel::Kind), QString("Boundary"));
    click(ErrorTableModel::Kind);
    QCOMPARE(cell(0, ErrorTableModel::Kind), cell(kDepth - 1, ErrorTableModel::Kind));
    QVERIFY(cell(0, ErrorTableModel::Kind) != cell(kDepth, ErrorTableModel::Kind));
}

void TestComparisonPanel::errorsAreColouredWithOneClick() {
    load(neuronsOfGrid());
    document_->setContrast({0, 255});
    SliceView& view = window_->view();
    view.setSmooth(false);
    view.setOverlayVisible(false);
    QTest::mouseClick(child<QCheckBox>("showErrors"), Qt::LeftButton, {},
                      {8, child<QCheckBox>("showErrors")->height() / 2});
    QCOMPARE(view.overlayKind(), OverlayKind::Errors);
    QVERIFY(view.overlayVisible());
    QCOMPARE(child<QComboBox>("overlayKind")->currentText(), QString("Errors"));
    view.setOverlayOpacity(1);
    const auto colourAt = [&](int x, int y) {
        view.repaint();
        return shownAt(view, view.grabFramebuffer(), x, y);
    };
    const auto expected = [](SegmentationError kind) {
        const Rgba colour = errorColours()[static_cast<std::size_t>(kind)];
        return QColor(colour.r, colour.g, colour.b);
    };
    const auto same = [](QColor a, QColor b) {
        return test::near(a.red(), b.red()) && test::near(a.green(), b.green()) &&
               test::near(a.blue(), b.blue());
    };
    QTRY_VERIFY(same(colourAt(24, 28), expected(SegmentationError::Merge)));
    QVERIFY(same(colourAt(kCell, 24), expected(SegmentationError::MissingBoundary)));
    QVERIFY(isGrey(colourAt(8, 28), greyAt(8, 28, 5)));
    QVERIFY(isGrey(colourAt(kCell, 30), kMembrane));
    // Edits are seen at once.
    setWeight(50);
    QTRY_VERIFY(isGrey(colourAt(24, 28), greyAt(24, 28, 5)));
    QTest::mouseClick(child<QCheckBox>("showErrors"), Qt::LeftButton, {},
                      {8, child<QCheckBox>("showErrors")->height() / 2});
    QCOMPARE(view.overlayKind(), OverlayKind::Neurons);
}

void TestComparisonPanel::overlayReturnsToWhatItWas() {
    load(neuronsOfGrid());
    window_->view().setOverlayKind(OverlayKind::Probability);
    child<QCheckBox>("showErrors")->click();
    QCOMPARE(window_->view().overlayKind(), OverlayKind::Errors);
    QTest::mouseClick(child<QPushButton>("clearTruth"), Qt::LeftButton);
    QCOMPARE(window_->view().overlayKind(), OverlayKind::Probability);
    QVERIFY(!child<QCheckBox>("showErrors")->isChecked());
    // Without labels the keys of the list pass over errors.
    auto* kind = child<QComboBox>("overlayKind");
    child<QDockWidget>("displayDock")->raise();
    QTRY_VERIFY(kind->isVisible());
    kind->setFocus();
    QTest::keyClick(kind, Qt::Key_Home);
    QCOMPARE(window_->view().overlayKind(), OverlayKind::Neurons);
    QTest::keyClick(kind, Qt::Key_Down);
    QCOMPARE(window_->view().overlayKind(), OverlayKind::Probability);
}

void TestComparisonPanel::anotherStackClears() {
    load(neuronsOfGrid());
    child<QCheckBox>("showErrors")->click();
    QTRY_VERIFY(table()->model()->rowCount() > 0);
    document_->setStack(gridStack());
    QVERIFY(!comparison().truth());
    QVERIFY(!comparison().scores());
    QVERIFY(!comparison().slice(0));
    QCOMPARE(table()->model()->rowCount(), 0);
    QCOMPARE(window_->view().overlayKind(), OverlayKind::Neurons);
    QVERIFY(child<QLabel>("comparisonState")->text().contains("Load labels"));
}

void TestComparisonPanel::fitsASmallWindow() {
    load(neuronsOfGrid());
    window_->resize(1024, 700);
    QTRY_COMPARE(window_->size(), QSize(1024, 700));
    auto* results = child<QWidget>("comparisonResults");
    for (const char* name :
         {"scoreRandTitle", "scoreRand", "scoreRandMerge", "scoreWarpingErrorMerge"}) {
        auto* label = child<QLabel>(name);
        QVERIFY2(label->width() >= label->sizeHint().width(), name);
        QVERIFY(results->rect().contains(QRect(label->mapTo(results, QPoint()), label->size())));
    }
    // What is wrong can be read in full: a merge, and a missing boundary.
    QTRY_COMPARE(table()->model()->rowCount(), 2 * kDepth);
    const auto* model = table()->model();
    for (const int row : {0, 2 * kDepth - 1}) {
        for (int column = 0; column < model->columnCount(); ++column) {
            const int needed = table()->sizeHintForIndex(model->index(row, column)).width();
            QVERIFY2(table()->columnWidth(column) >= needed, qPrintable(cell(row, column)));
        }
    }
}

QTEST_MAIN(TestComparisonPanel)
#include "test_comparison_panel.moc"
