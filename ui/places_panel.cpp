#include "ui/places_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <type_traits>
#include <variant>

#include "ui/document.h"
#include "ui/row_table.h"

namespace axolemma {

namespace {

enum Column { What, Slice, Text, ColumnCount };

QString nameOf(const Assertion& said) {
    return std::visit(
        [](const auto& one) {
            using Kind = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Kind, LinkAssertion>)
                return one.relation == Relation::Same ? PlacesPanel::tr("Merge")
                                                      : PlacesPanel::tr("Split");
            else if constexpr (std::is_same_v<Kind, ProfileAssertion>)
                return PlacesPanel::tr("Profile");
            else if constexpr (std::is_same_v<Kind, FactAssertion>)
                return one.kind == FactKind::Name      ? PlacesPanel::tr("Name")
                       : one.kind == FactKind::Colour  ? PlacesPanel::tr("Colour")
                       : one.kind == FactKind::Locked  ? PlacesPanel::tr("Lock")
                       : one.kind == FactKind::Comment ? PlacesPanel::tr("Comment")
                       : one.kind == FactKind::Id      ? PlacesPanel::tr("Number")
                                                       : PlacesPanel::tr("Verified");
            else
                return PlacesPanel::tr("Paint");
        },
        said);
}

Assertion takenBack(const Assertion& said) {
    return std::visit(
        [](auto one) -> Assertion {
            using Kind = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Kind, LinkAssertion>)
                one.relation = Relation::None;
            else if constexpr (std::is_same_v<Kind, ProfileAssertion>)
                one.pixels = {};
            else if constexpr (std::is_same_v<Kind, FactAssertion>)
                one.value.clear();
            else
                one.claim = PixelClaim::None;
            return one;
        },
        said);
}

}  // namespace

PlacesPanel::PlacesPanel(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      table_(new QTableWidget(0, ColumnCount, this)),
      takeBack_(new QPushButton(tr("Take back"), this)),
      empty_(new QLabel(tr("Nothing to look at: what was said holds, and nobody left a comment."),
                        this)) {
    setObjectName("placesPanel");
    table_->setObjectName("placesTable");
    table_->setHorizontalHeaderLabels({tr("What"), tr("Slice"), tr("Why")});
    makeRowTable(*table_);
    // In the order in which they were said.
    table_->setSortingEnabled(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(Text, QHeaderView::Stretch);
    takeBack_->setObjectName("placesTakeBack");
    takeBack_->setToolTip(tr("Take back what was said here, or remove the comment"));
    empty_->setObjectName("placesEmpty");
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setMargin(16);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 6);
    column->setSpacing(6);
    column->addWidget(empty_, 1);
    column->addWidget(table_, 1);
    column->addWidget(takeBack_, 0, Qt::AlignRight);
    connect(table_, &QTableWidget::cellClicked, this, [this](int row) { goTo(row); });
    connect(table_, &QTableWidget::cellActivated, this, [this](int row) { goTo(row); });
    connect(table_, &QTableWidget::itemSelectionChanged, this,
            [this] { takeBack_->setEnabled(table_->currentRow() >= 0); });
    connect(this, &PlacesPanel::placeChosen, &document_, &Document::centreRequested);
    connect(takeBack_, &QPushButton::clicked, this, &PlacesPanel::takeBack);
    connect(&document_, &Document::neuronsChanged, this, &PlacesPanel::refresh);
    connect(&document_, &Document::stackChanged, this, &PlacesPanel::refresh);
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, &PlacesPanel::refresh);
    refresh();
}

void PlacesPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

std::vector<PlacesPanel::Row> PlacesPanel::rows() const {
    std::vector<Row> rows;
    for (const Adrift& adrift : document_.derived()->adrift)
        rows.push_back({adrift.place, nameOf(adrift.what), tr(sentenceOf(adrift.reason)),
                        takenBack(adrift.what)});
    for (const FactAssertion& fact : document_.assertions().facts())
        if (fact.kind == FactKind::Comment)
            rows.push_back(
                {fact.place, tr("Comment"), QString::fromStdString(fact.value), takenBack(fact)});
    return rows;
}

void PlacesPanel::refresh() {
    if (!isVisible()) return;
    std::vector<Row> now = rows();
    if (now == rows_ && table_->rowCount() > 0) return;
    // What is selected stays selected, wherever it is now.
    const int before = table_->currentRow();
    const auto selected = before >= 0 && before < static_cast<int>(rows_.size())
                              ? std::ranges::find(now, rows_[before])
                              : now.end();
    const int current = selected == now.end() ? -1 : static_cast<int>(selected - now.begin());
    rows_ = std::move(now);
    table_->setRowCount(static_cast<int>(rows_.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const Row& shown = rows_[row];
        const QString texts[] = {shown.what, QString::number(shown.place.z), shown.text};
        for (int column = 0; column < ColumnCount; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setToolTip(texts[Text]);
            table_->setItem(row, column, item);
        }
    }
    setCurrentRow(*table_, current);
    table_->setVisible(!rows_.empty());
    takeBack_->setVisible(!rows_.empty());
    takeBack_->setEnabled(table_->currentRow() >= 0);
    empty_->setVisible(rows_.empty());
}

void PlacesPanel::goTo(int row) {
    if (row < 0 || row >= static_cast<int>(rows_.size())) return;
    const Place place = rows_[row].place;
    if (!document_.contains(place)) return;
    document_.setSlice(place.z);
    Q_EMIT placeChosen(place);
}

void PlacesPanel::takeBack() {
    const int row = table_->currentRow();
    if (row < 0 || row >= static_cast<int>(rows_.size())) return;
    Edit edit;
    edit.name = tr("Take back %1, slice %2")
                    .arg(rows_[row].what.toLower())
                    .arg(rows_[row].place.z)
                    .toStdString();
    edit.place = rows_[row].place;
    edit.said.push_back(rows_[row].back);
    document_.apply(edit);
    document_.settled();
    refresh();
}

}  // namespace axolemma
