#include "ui/row_table.h"

#include <QHeaderView>
#include <QTableView>

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

void setCurrentRow(QTableView& table, int row) {
    if (row < 0) {
        table.selectionModel()->clear();
        return;
    }
    // Otherwise the table would jump to the row whenever a slice arrives.
    table.setAutoScroll(false);
    table.selectionModel()->setCurrentIndex(
        table.model()->index(row, 0),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    table.setAutoScroll(true);
}

}  // namespace axolemma
