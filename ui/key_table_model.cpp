#include "ui/key_table_model.h"

#include <QFont>
#include <cassert>

#include "ui/menu_commands.h"

namespace axolemma {

KeyTableModel::KeyTableModel(const KeyMap& keys, QHash<QString, QString> menus, QObject* parent)
    : QAbstractTableModel(parent), keys_(keys), menus_(std::move(menus)) {
    connect(&keys, &KeyMap::changed, this,
            [this] { Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1)); });
}

const ActionEntry& KeyTableModel::entry(int row) {
    assert(row >= 0 && static_cast<std::size_t>(row) < actionEntries().size());
    return actionEntries()[static_cast<std::size_t>(row)];
}

int KeyTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(actionEntries().size());
}

int KeyTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString KeyTableModel::text(const ActionEntry& entry, int column) const {
    switch (column) {
        case Command:
            return plainText(entry.translatedText());
        case Menu: {
            const QString menu = menus_.value(entry.name);
            return entry.scope == Scope::Window ? menu : tr("%1, in the slice view").arg(menu);
        }
        default:
            return shownKeys(keys_.keysOf(entry));
    }
}

QVariant KeyTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const ActionEntry& shown = entry(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return text(shown, index.column());
        case Qt::ToolTipRole:
            return shown.translatedTip();
        case Qt::FontRole:
            if (index.column() == KeysColumn && keys_.differsFromPreset(shown)) {
                QFont bold;
                bold.setBold(true);
                return bold;
            }
            return {};
        default:
            return {};
    }
}

QVariant KeyTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Command:
            return tr("Command");
        case Menu:
            return tr("Menu");
        default:
            return tr("Keys");
    }
}

}  // namespace axolemma
