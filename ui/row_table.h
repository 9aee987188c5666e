#pragma once

#include <functional>

class QTableView;

namespace axolemma {

/// How our tables look and are used: whole rows of one height, one of them current, no grid, sorted
/// by a click on a header. To be called when the model is set.
void makeRowTable(QTableView& table);

/// Selects the rows that `selects` admits, and makes one current without jumping to it (none for
/// -1). Does nothing where they are selected already.
void setSelectedRows(QTableView& table, int current, const std::function<bool(int)>& selects);

/// Makes a row current without jumping to it; none for -1.
void setCurrentRow(QTableView& table, int row);

}  // namespace axolemma
