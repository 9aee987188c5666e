#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <optional>
#include <vector>

#include "ui/destination.h"
#include "ui/menu_commands.h"

namespace axolemma {

class Document;
class KeyMap;

/// What fits a line of text: a slice or place that it names, then commands, the best first; without
/// text all commands, those used last first. Belongs to the GUI thread.
class PaletteModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Title, Menu, Keys, ColumnCount };

    /// `recent` has ids of commands, the newest first.
    PaletteModel(const Document& document, std::vector<MenuCommand> commands, QStringList recent,
                 QObject* parent = nullptr);

    void setLine(const QString& text);

    /// Whether the first row is about a slice or place.
    bool startsWithDestination() const { return numbers_.has_value(); }
    /// Of a row; at most one of the two is there, none where nothing can be done.
    std::optional<Destination> destination(int row) const;
    const MenuCommand* command(int row) const;
    /// The first row that can be run; -1 if there is none.
    int firstEnabled() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

  private:
    /// Rows of commands come after the one for a destination.
    const MenuCommand* commandAt(int row) const;
    bool enabled(int row) const;
    QString text(int row, int column) const;

    const Document& document_;
    std::vector<MenuCommand> commands_;
    QStringList recent_;
    std::optional<DestinationText> numbers_;
    std::vector<std::size_t> shown_;
};

}  // namespace axolemma
