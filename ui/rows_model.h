#pragma once

#include <QAbstractTableModel>
#include <algorithm>
#include <functional>
#include <vector>

namespace axolemma {

/// A table whose rows are positions on the screen over something immutable: when that is replaced,
/// rows are appended or taken from the end and repainted, never reset, so a view keeps its scroll
/// position.
class RowsModel : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

  protected:
    /// Calls `replace`, after which there are `after` rows. Who hears that rows will come or go may
    /// still read the old ones, so `replace` has to swap everything that rows refer to.
    template <typename Replace>
    void replaceRows(int after, Replace replace) {
        const int before = rowCount();
        if (after > before) {
            beginInsertRows({}, before, after - 1);
            replace();
            endInsertRows();
        } else if (after < before) {
            beginRemoveRows({}, after, before - 1);
            replace();
            endRemoveRows();
        } else {
            replace();
        }
        const int kept = std::min(before, after);
        if (kept > 0) Q_EMIT dataChanged(index(0, 0), index(kept - 1, columnCount() - 1));
    }

    /// Sorts by `key(row)`; equal ones keep their order whichever way it goes.
    template <typename Row, typename Key>
    static void sortRows(std::vector<Row>& rows, Qt::SortOrder order, Key key) {
        if (order == Qt::AscendingOrder) {
            std::ranges::stable_sort(rows, std::less(), key);
        } else {
            std::ranges::stable_sort(rows, std::greater(), key);
        }
    }
};

}  // namespace axolemma
