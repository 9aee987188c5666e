#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QString>

#include "ui/key_map.h"

namespace axolemma {

/// Every action with its menu and its keys, which follow the key map; keys that differ from the
/// preset are bold. Belongs to the GUI thread.
class KeyTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Command, Menu, KeysColumn, ColumnCount };

    /// `menus` has the menu of each action's name. `keys` must outlive the model.
    KeyTableModel(const KeyMap& keys, QHash<QString, QString> menus, QObject* parent = nullptr);

    /// Precondition: 0 <= row < rowCount().
    static const ActionEntry& entry(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    QString text(const ActionEntry& entry, int column) const;

    const KeyMap& keys_;
    QHash<QString, QString> menus_;
};

}  // namespace axolemma
