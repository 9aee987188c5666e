#include "ui/row_table.h"

#include <QHeaderView>
#include <QTableView>
#include <algorithm>
#include <vector>

namespace axolemma {

void makeRowTable(QTableView& table) {
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setAlternatingRowColors(true);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setFrameShape(QFrame::NoFrame);
    table.verticalHeader()->hide();
    // Rows of one fixed height are not measured one by one.
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 8);
    table.horizontalHeader()->setHighlightSections(false);
    table.setSortingEnabled(true);
}

void setSelectedRows(QTableView& table, int current, const std::function<bool(int)>& selects) {
    const QAbstractItemModel& model = *table.model();
    QItemSelectionModel& selected = *table.selectionModel();
    const int rows = model.rowCount();
    std::vector<bool> before(rows, false);
    for (const QItemSelectionRange& range : selected.selection())
        std::fill(before.begin() + range.top(), before.begin() + range.bottom() + 1, true);
    std::vector<bool> after(rows);
    for (int row = 0; row < rows; ++row) after[row] = selects(row);
    QItemSelection wanted;
    for (int row = 0; row < rows; ++row) {
        if (!after[row]) continue;
        // One range for rows that follow each other.
        const int top = row;
        while (row + 1 < rows && after[row + 1]) ++row;
        wanted.select(model.index(top, 0), model.index(row, model.columnCount() - 1));
    }
    if (wanted.isEmpty()) {
        selected.clear();
        return;
    }
    if (after != before) selected.select(wanted, QItemSelectionModel::ClearAndSelect);
    if (current < 0 || selected.currentIndex().row() == current) return;
    // Otherwise the table would jump to the row whenever a slice arrives.
    table.setAutoScroll(false);
    selected.setCurrentIndex(model.index(current, 0), QItemSelectionModel::NoUpdate);
    table.setAutoScroll(true);
}

void setCurrentRow(QTableView& table, int row) {
    setSelectedRows(table, row, [row](int candidate) { return candidate == row; });
}

}  // namespace axolemma
