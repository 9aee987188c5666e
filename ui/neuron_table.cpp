#include "ui/neuron_table.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSettings>
#include <QShortcut>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

#include "core/atomic_file.h"
#include "core/neuron_csv.h"
#include "ui/document.h"
#include "ui/doubt_queue.h"
#include "ui/neuron_table_model.h"
#include "ui/row_table.h"

namespace axolemma {

namespace {

/// A run delivers slices faster than anybody can read a table.
constexpr int kRefreshMs = 150;
constexpr auto kFolderKey = "export/folder";
constexpr auto kSmallestKey = "neurons/smallest";
constexpr int kLargestSmallest = 1'000'000;

}  // namespace

NeuronTablePanel::NeuronTablePanel(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      model_(new NeuronTableModel(document.visibility(), this)),
      filter_(new QLineEdit(this)),
      smallest_(new QSpinBox(this)),
      csv_(new QPushButton(tr("CSV…"), this)),
      pages_(new QStackedWidget(this)),
      table_(new QTableView(this)),
      empty_(new QLabel(this)),
      count_(new QLabel(this)),
      pace_(new QLabel(this)) {
    setObjectName("neuronTablePanel");
    filter_->setObjectName("neuronFilter");
    filter_->setPlaceholderText(tr("Find: 12, 40-60, axon"));
    filter_->setToolTip(
        tr("Ids that begin with a number, a range, or part of a name; separated by commas"));
    filter_->setClearButtonEnabled(true);
    smallest_->setObjectName("neuronSmallest");
    smallest_->setToolTip(tr("The smallest neuron that is listed; exported files have them all"));
    smallest_->setRange(0, kLargestSmallest);
    smallest_->setSpecialValueText(tr("Any size"));
    smallest_->setPrefix("≥ ");
    smallest_->setSuffix(tr(" px"));
    smallest_->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    smallest_->setValue(QSettings().value(kSmallestKey, 0).toInt());
    model_->setSmallest(static_cast<std::uint64_t>(smallest_->value()));
    csv_->setObjectName("neuronCsv");
    csv_->setToolTip(tr("Save the rows that are shown as comma-separated values"));
    empty_->setObjectName("neuronTableEmpty");
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(16);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    count_->setObjectName("neuronCount");
    count_->setForegroundRole(QPalette::PlaceholderText);
    pace_->setObjectName("sitting");
    pace_->setForegroundRole(QPalette::PlaceholderText);
    pace_->setToolTip(tr("In this sitting, without pauses of more than three minutes"));
    pace_->hide();
    makeTable();
    pages_->addWidget(empty_);
    pages_->addWidget(table_);

    auto* top = new QHBoxLayout;
    top->addWidget(filter_, 1);
    top->addWidget(csv_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 6);
    column->setSpacing(6);
    column->addLayout(top);
    column->addWidget(pages_, 1);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(count_, 1);
    bottom->addWidget(smallest_);
    column->addLayout(bottom);
    column->addWidget(pace_);

    refreshTimer_.setSingleShot(true);
    refreshTimer_.setInterval(kRefreshMs);
    connect(&refreshTimer_, &QTimer::timeout, this, &NeuronTablePanel::refresh);
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& terms) {
        const QScopedValueRollback following(following_, true);
        model_->setFilter(terms);
    });
    connect(smallest_, &QSpinBox::valueChanged, this, [this](int pixels) {
        const QScopedValueRollback following(following_, true);
        model_->setSmallest(static_cast<std::uint64_t>(pixels));
        QSettings().setValue(kSmallestKey, pixels);
    });
    connect(model_, &NeuronTableModel::rowsChanged, this, [this] {
        showCount();
        showSelection(false);
    });
    connect(csv_, &QPushButton::clicked, this, &NeuronTablePanel::chooseCsv);
    connect(&document_, &Document::stackChanged, this, &NeuronTablePanel::refresh);
    connect(&document_, &Document::jobEnded, this, &NeuronTablePanel::refresh);
    connect(&document_, &Document::neuronsChanged, this, &NeuronTablePanel::refreshSoon);
    connect(&document_, &Document::spacingChanged, this, &NeuronTablePanel::refreshSoon);
    connect(&document_, &Document::selectionChanged, this, [this] { showSelection(true); });
    connect(&document_, &Document::edited, this, [this] {
        sitting_.addEdit(std::chrono::steady_clock::now());
        showSitting();
    });
    showCount();
}

void NeuronTablePanel::makeTable() {
    table_->setObjectName("neuronTable");
    table_->setModel(model_);
    makeRowTable(*table_);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    QHeaderView* header = table_->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(36);
    // As wide as what usually stands there; a hundred thousand rows are not measured.
    const auto widen = [&](int column, const char* usual, int beside) {
        header->resizeSection(column, table_->fontMetrics().horizontalAdvance(usual) + beside);
    };
    constexpr int kMargins = 12;
    constexpr int kTickAndColour = 44;
    widen(NeuronTableModel::Id, "888", kTickAndColour);
    widen(NeuronTableModel::Name, "Name", kMargins - 4);
    widen(NeuronTableModel::Slices, "Slices", kMargins);
    widen(NeuronTableModel::Pixels, "888,888", kMargins);
    widen(NeuronTableModel::Doubt, "Doubt", 2 * kMargins);
    table_->sortByColumn(NeuronTableModel::Id, Qt::AscendingOrder);

    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!following_) pickRows();
    });
    connect(table_, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex& index) { centreRow(index.row()); });
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table_, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        const int row = table_->rowAt(at.y());
        if (row < 0) return;
        // A press of the right button has selected the row, unless it was among those already.
        const Neuron& neuron = model_->neuron(row);
        Q_EMIT menuRequested(table_->viewport()->mapToGlobal(at),
                             {neuron.place.x, neuron.place.y, neuron.placeSlice});
    });
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(key, table_);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this,
                [this] { centreRow(table_->currentIndex().row()); });
    }
}

// --- Following the document ---

void NeuronTablePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) refresh();
    if (queue_) queue_->setWatching(true);
}

void NeuronTablePanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    if (queue_) queue_->setWatching(false);
}

void NeuronTablePanel::setQueue(DoubtQueue& queue) {
    queue_ = &queue;
    queue.setWatching(isVisible());
    const auto take = [this, &queue] { model_->setUncertainty(queue.uncertainty()); };
    connect(&queue, &DoubtQueue::uncertaintyChanged, this, take);
    take();
}

void NeuronTablePanel::refreshSoon() {
    stale_ = true;
    if (isVisible() && !refreshTimer_.isActive()) refreshTimer_.start();
}

void NeuronTablePanel::refresh() {
    refreshTimer_.stop();
    stale_ = true;
    // A hidden table is made when it is seen again.
    if (!isVisible()) return;
    stale_ = false;
    const QScopedValueRollback following(following_, true);
    model_->setNeurons(document_.sharedNeurons(), document_.spacing());
}

void NeuronTablePanel::showSelection(bool scroll) {
    if (scroll && refreshTimer_.isActive()) {
        refresh();
    }
    const QScopedValueRollback following(following_, true);
    const std::uint64_t id = document_.selectedNeuron();
    const int row = id ? model_->rowOf(id) : -1;
    setSelectedRows(*table_, row, [this](int candidate) {
        return document_.picked().contains(model_->neuron(candidate).id);
    });
    if (scroll && row >= 0)
        table_->scrollTo(model_->index(row, 0), QAbstractItemView::EnsureVisible);
}

QString NeuronTablePanel::verifiedText() const {
    std::size_t verified = 0;
    std::uint64_t area = 0;
    std::uint64_t all = 0;
    for (const Neuron& neuron : document_.neurons().neurons()) {
        all += neuron.voxels;
        if (!neuron.verified) continue;
        ++verified;
        area += neuron.voxels;
    }
    if (verified == 0) return {};
    const double share = 100.0 * static_cast<double>(area) / static_cast<double>(all);
    return tr("%1 verified, %2 % of the area")
        .arg(QLocale().toString(static_cast<qulonglong>(verified)),
             QLocale().toString(share, 'f', share < 10 ? 1 : 0));
}

void NeuronTablePanel::showSitting() {
    const QLocale locale;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(sitting_.worked());
    QString text = sitting_.edits() == 1 ? tr("1 edit")
                                         : tr("%1 edits").arg(locale.toString(sitting_.edits()));
    if (const double pace = sitting_.editsAnHour(); pace > 0)
        text = tr("%1 in %2 min, %3 an hour")
                   .arg(text, locale.toString(static_cast<qlonglong>(minutes.count())),
                        locale.toString(std::lround(pace)));
    pace_->setText(text);
    pace_->show();
}

void NeuronTablePanel::showCount() {
    const int all = model_->neuronCount();
    const int shown = model_->rowCount();
    const QLocale locale;
    count_->setText(all == 0 ? QString()
                    : shown == all
                        ? tr("%1 neurons").arg(locale.toString(all))
                        : tr("%1 of %2 neurons").arg(locale.toString(shown), locale.toString(all)));
    count_->setToolTip(verifiedText());
    if (const QString verified = verifiedText(); !verified.isEmpty() && all > 0)
        count_->setText(count_->text() + "; " + verified);
    csv_->setEnabled(shown > 0);
    filter_->setEnabled(all > 0);
    smallest_->setEnabled(all > 0);
    pages_->setCurrentWidget(shown > 0 ? static_cast<QWidget*>(table_) : empty_);
    empty_->setText(all > 0                ? tr("No neuron is of such an id and size.")
                    : document_.hasStack() ? tr("No neurons yet.\nPress Segment to find them.")
                                           : tr("Open a stack, then segment it:\n"
                                                "its neurons are listed here."));
}

// --- Telling the document ---

void NeuronTablePanel::pickRow(int row) {
    if (row < 0 || row >= model_->rowCount()) return;
    // By place and not by number: the row may be older than the numbers of a running segmentation.
    const Neuron& neuron = model_->neuron(row);
    document_.pick({neuron.place.x, neuron.place.y, neuron.placeSlice});
}

void NeuronTablePanel::pickRows() {
    std::vector<Place> places;
    const int current = table_->currentIndex().row();
    const auto add = [&](int row) {
        const Neuron& neuron = model_->neuron(row);
        places.push_back({neuron.place.x, neuron.place.y, neuron.placeSlice});
    };
    bool withCurrent = false;
    for (const QItemSelectionRange& rows : table_->selectionModel()->selection())
        for (int row = rows.top(); row <= rows.bottom(); ++row) {
            withCurrent = withCurrent || row == current;
            if (row != current) add(row);
        }
    // What was clicked last is what commands are about.
    if (withCurrent) add(current);
    document_.pickAll(places);
}

void NeuronTablePanel::centreRow(int row) {
    pickRow(row);
    document_.centreOn(document_.selectedNeuron());
}

void NeuronTablePanel::writeCsv(const std::filesystem::path& path) const {
    writeFileAtomically(path, neuronCsv(model_->shownNeurons(), document_.spacing()));
}

void NeuronTablePanel::chooseCsv() {
    auto* dialog =
        new QFileDialog(this, tr("Save the table"), QSettings().value(kFolderKey).toString(),
                        tr("Comma-separated values (*.csv)"));
    dialog->setObjectName("csvDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("csv");
    dialog->selectFile("neurons.csv");
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QSettings().setValue(kFolderKey, QFileInfo(path).absolutePath());
        try {
            writeCsv(path.toStdString());
            Q_EMIT exported(tr("Exported %1").arg(path));
        } catch (const std::exception& error) {
            Q_EMIT failed(QString::fromStdString(error.what()));
        }
    });
    dialog->open();
}

}  // namespace axolemma
