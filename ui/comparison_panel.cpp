#include "ui/comparison_panel.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <optional>
#include <utility>

#include "ui/comparison.h"
#include "ui/document.h"
#include "ui/error_table_model.h"
#include "ui/row_table.h"
#include "ui/score_table.h"

namespace axolemma {

namespace {

/// Slices are compared faster than anybody can read a table.
constexpr int kRefreshMs = 150;
constexpr int kLeastTableHeight = 180;

}  // namespace

ComparisonPanel::ComparisonPanel(Document& document, Comparison& comparison, SliceView& view,
                                 QWidget* parent)
    : QWidget(parent),
      document_(document),
      comparison_(comparison),
      view_(view),
      load_(new QPushButton(tr("Load labels…"), this)),
      clear_(new QPushButton(tr("Clear"), this)),
      state_(new QLabel(this)),
      overlay_(new QCheckBox(tr("Show errors"), this)),
      scores_(new ScoreTable(this)),
      model_(new ErrorTableModel(this)),
      table_(new QTableView(this)),
      count_(new QLabel(this)),
      results_(new QWidget(this)) {
    setObjectName("comparisonPanel");
    load_->setObjectName("loadTruth");
    load_->setToolTip(tr("A label stack of the same slices: cells or neurons, 0 = membrane"));
    clear_->setObjectName("clearTruth");
    clear_->setToolTip(tr("Compare with nothing"));
    state_->setObjectName("comparisonState");
    state_->setWordWrap(true);
    state_->setForegroundRole(QPalette::PlaceholderText);
    overlay_->setObjectName("showErrors");
    overlay_->setToolTip(
        tr("Colours what is wrong on the slice in place of neurons; the same as "
           "Errors under Display"));
    count_->setObjectName("errorCount");
    count_->setForegroundRole(QPalette::PlaceholderText);
    count_->setWordWrap(true);
    results_->setObjectName("comparisonResults");
    makeTable();

    auto* inner = new QVBoxLayout(results_);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(overlay_);
    inner->addWidget(makeLegend());
    inner->addSpacing(4);
    inner->addWidget(scores_);
    inner->addWidget(table_, 1);
    inner->addWidget(count_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    auto* row = new QHBoxLayout;
    row->addWidget(load_);
    row->addWidget(clear_);
    row->addStretch();
    column->addLayout(row);
    column->addWidget(state_);
    column->addWidget(results_, 1);
    column->addStretch();

    refreshTimer_.setSingleShot(true);
    refreshTimer_.setInterval(kRefreshMs);
    connect(&refreshTimer_, &QTimer::timeout, this, &ComparisonPanel::refreshTable);
    connect(load_, &QPushButton::clicked, this, &ComparisonPanel::chooseTruth);
    connect(clear_, &QPushButton::clicked, &comparison_, &Comparison::clear);
    connect(overlay_, &QCheckBox::toggled, this, &ComparisonPanel::showErrors);
    connect(&comparison_, &Comparison::truthChanged, this, &ComparisonPanel::truthChanged);
    connect(&comparison_, &Comparison::scoresChanged, this, &ComparisonPanel::showState);
    connect(&comparison_, &Comparison::sliceCompared, this, [this] {
        if (!refreshTimer_.isActive()) refreshTimer_.start();
    });
    connect(&document_, &Document::stackChanged, this, &ComparisonPanel::showState);
    connect(&document_, &Document::neuronsChanged, this, &ComparisonPanel::showState);
    connect(&view_, &SliceView::appearanceChanged, this, &ComparisonPanel::showAppearance);
    connect(this, &ComparisonPanel::placeChosen, &document_, &Document::centreRequested);
    truthChanged();
    showAppearance();
}

QWidget* ComparisonPanel::makeLegend() {
    auto* legend = new QWidget(this);
    legend->setObjectName("errorLegend");
    auto* grid = new QGridLayout(legend);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(2);
    const auto add = [&](int row, int column, SegmentationError kind, const QString& tip) {
        auto* swatch = new QLabel(legend);
        swatch->setPixmap(errorSwatch(kind));
        auto* name = new QLabel(errorName(kind), legend);
        swatch->setToolTip(tip);
        name->setToolTip(tip);
        grid->addWidget(swatch, row, column);
        grid->addWidget(name, row, column + 1);
    };
    add(0, 0, SegmentationError::Split,
        tr("Part of a cell that is cut off from the largest part of it"));
    add(0, 2, SegmentationError::Merge, tr("A cell that is joined to another, larger one"));
    add(0, 4, SegmentationError::MissingBoundary,
        tr("Boundary of the labels across which cells are joined"));
    grid->setColumnStretch(5, 1);
    return legend;
}

void ComparisonPanel::makeTable() {
    table_->setObjectName("errorTable");
    table_->setModel(model_);
    makeRowTable(*table_);
    table_->setMinimumHeight(kLeastTableHeight);
    QHeaderView* header = table_->horizontalHeader();
    header->setMinimumSectionSize(40);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(ErrorTableModel::Kind, QHeaderView::Stretch);
    const auto fit = [&](int column, const QString& widest) {
        header->resizeSection(column, fontMetrics().horizontalAdvance(widest) + 14);
    };
    fit(ErrorTableModel::Neuron, "000 → 00");
    fit(ErrorTableModel::Slice, tr("Slice"));
    fit(ErrorTableModel::Pixels, tr("Pixels") + "00");
    table_->sortByColumn(ErrorTableModel::Pixels, Qt::DescendingOrder);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!following_ && current.isValid()) goTo(current.row());
            });
    // The row that is current already does not change when it is clicked.
    connect(table_, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& index) { goTo(index.row()); });
}

// --- Following ---

void ComparisonPanel::truthChanged() {
    if (!comparison_.truth() && view_.overlayKind() == OverlayKind::Errors)
        view_.setOverlayKind(before_);
    table_->setColumnHidden(ErrorTableModel::Neuron,
                            !comparison_.truth() || !comparison_.truth()->namesNeurons);
    refreshTable();
    showState();
}

void ComparisonPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshTable();
}

QString ComparisonPanel::stateText() const {
    if (!document_.hasStack()) return tr("Open a stack, then load its labels here.");
    const auto truth = comparison_.truth();
    if (!truth) return tr("Load labels of these slices, and see what is split and what is merged.");
    const auto labelled = std::ranges::count(truth->hasCells, char(1));
    if (labelled == 0) return tr("%1 has no label but 0: load another file.").arg(truth->name);
    const int depth = document_.depth();
    int segmented = 0;
    for (int z = 0; z < depth; ++z) segmented += truth->hasCells[z] && document_.components(z);
    if (segmented == 0)
        return tr("%1\nSegment the stack; then its scores are here.").arg(truth->name);
    const int compared = comparison_.scores() ? comparison_.scores()->slices : 0;
    const bool updating = comparison_.updating(Comparison::Part::Slices) ||
                          comparison_.updating(Comparison::Part::Warping);
    QString text = compared == depth
                       ? tr("%1: all %2 slices").arg(truth->name).arg(depth)
                       : tr("%1: %2 of %3 slices").arg(truth->name).arg(compared).arg(depth);
    if (updating) text += tr(", updating…");
    return text;
}

void ComparisonPanel::showState() {
    const auto truth = comparison_.truth();
    load_->setEnabled(document_.hasStack());
    clear_->setEnabled(truth != nullptr);
    results_->setVisible(truth != nullptr);
    state_->setText(stateText());
    scores_->showScores(comparison_);
}

void ComparisonPanel::showAppearance() {
    const bool shown = view_.overlayKind() == OverlayKind::Errors;
    if (!shown) before_ = view_.overlayKind();
    const QSignalBlocker blocker(overlay_);
    overlay_->setChecked(shown && view_.overlayVisible());
}

void ComparisonPanel::showErrors(bool shown) {
    view_.setOverlayKind(shown ? OverlayKind::Errors : before_);
    if (shown) view_.setOverlayVisible(true);
}

void ComparisonPanel::refreshTable() {
    // A hidden table is made when it is seen again.
    if (!isVisible() && comparison_.truth()) return;
    ErrorTableModel::Slices slices;
    if (comparison_.truth())
        for (int z = 0; z < document_.depth(); ++z) slices.push_back(comparison_.slice(z));
    const QScopedValueRollback following(following_, true);
    // Rows are positions on the screen; what is selected is an error.
    std::optional<std::pair<SegmentationError, Place>> selected;
    if (const QModelIndex current = table_->currentIndex(); current.isValid())
        selected = {model_->error(current.row()).kind, model_->place(current.row())};
    model_->setSlices(std::move(slices));
    setCurrentRow(*table_, selected ? model_->rowOf(selected->first, selected->second) : -1);
    const int errors = model_->rowCount();
    count_->setText(
        errors > 0 ? tr("%1 errors; click one to go there").arg(QLocale().toString(errors))
        : comparison_.scores() ? tr("No errors of %1 pixels or more.").arg(SliceErrors::kSmallest)
                               : QString());
}

// --- Leading ---

void ComparisonPanel::goTo(int row) {
    if (row < 0 || row >= model_->rowCount()) return;
    const Place place = model_->place(row);
    document_.setSlice(place.z);
    Q_EMIT placeChosen(place);
}

void ComparisonPanel::chooseTruth() {
    const QString folder =
        document_.hasStack()
            ? QFileInfo(QString::fromStdString(document_.stack()->path)).absolutePath()
            : QString();
    auto* dialog = new QFileDialog(this, tr("Labels of this stack"), folder);
    dialog->setObjectName("truthDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, &comparison_,
            [this](const QString& path) { comparison_.load(path.toStdString()); });
    dialog->open();
}

}  // namespace axolemma
