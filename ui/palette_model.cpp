#include "ui/palette_model.h"

#include <QApplication>
#include <QPalette>
#include <algorithm>

#include "ui/document.h"
#include "ui/fuzzy.h"
#include "ui/key_map.h"

namespace axolemma {

namespace {

/// Below any answer by the title alone.
constexpr int kByMenu = -1000;

std::optional<int> scoreOf(const MenuCommand& command, const QString& line) {
    if (const auto byTitle = fuzzyScore(line, command.title)) return byTitle;
    const auto both = fuzzyScore(line, command.menu + ' ' + command.title);
    return both ? std::optional(*both + kByMenu) : std::nullopt;
}

}  // namespace

PaletteModel::PaletteModel(const Document& document, std::vector<MenuCommand> commands,
                           QStringList recent, QObject* parent)
    : QAbstractTableModel(parent),
      document_(document),
      commands_(std::move(commands)),
      recent_(std::move(recent)) {
    setLine({});
}

void PaletteModel::setLine(const QString& text) {
    struct Found {
        std::size_t index;
        int score;
        qsizetype age;
    };
    const QString line = text.trimmed();
    std::vector<Found> found;
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        const qsizetype age = recent_.indexOf(commands_[i].id);
        const auto score = scoreOf(commands_[i], line);
        if (score) found.push_back({i, *score, age < 0 ? recent_.size() : age});
    }
    std::ranges::stable_sort(found, [](const Found& a, const Found& b) {
        return a.score != b.score ? a.score > b.score : a.age < b.age;
    });
    beginResetModel();
    numbers_ = readDestination(line, document_.width(), document_.height(), document_.depth());
    if (!numbers_->numeric) numbers_.reset();
    shown_.clear();
    for (const Found& one : found) shown_.push_back(one.index);
    endResetModel();
}

const MenuCommand* PaletteModel::commandAt(int row) const {
    const int index = row - (numbers_ ? 1 : 0);
    if (index < 0 || static_cast<std::size_t>(index) >= shown_.size()) return nullptr;
    return &commands_[shown_[static_cast<std::size_t>(index)]];
}

bool PaletteModel::enabled(int row) const {
    if (numbers_ && row == 0) return numbers_->destination.has_value();
    const MenuCommand* command = commandAt(row);
    return command && command->action && command->action->isEnabled();
}

std::optional<Destination> PaletteModel::destination(int row) const {
    return numbers_ && row == 0 ? numbers_->destination : std::nullopt;
}

const MenuCommand* PaletteModel::command(int row) const {
    return enabled(row) ? commandAt(row) : nullptr;
}

int PaletteModel::firstEnabled() const {
    for (int row = 0; row < rowCount(); ++row) {
        if (enabled(row)) return row;
    }
    return -1;
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size()) + (numbers_ ? 1 : 0);
}

int PaletteModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString PaletteModel::text(int row, int column) const {
    if (numbers_ && row == 0) {
        if (column != Title) return {};
        const auto& to = numbers_->destination;
        if (!to) return numbers_->problem;
        return to->point
                   ? tr("Go to x %1, y %2, z %3").arg(to->point->x).arg(to->point->y).arg(to->z)
                   : tr("Go to slice %1").arg(to->z);
    }
    const MenuCommand* command = commandAt(row);
    if (column == Title) return command->title;
    if (column == Menu) return command->menu;
    return command->action ? shownKeys(command->action->shortcuts()) : QString();
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    switch (role) {
        case Qt::DisplayRole:
            return text(index.row(), index.column());
        case Qt::TextAlignmentRole:
            return QVariant(index.column() == Keys ? Qt::AlignRight | Qt::AlignVCenter
                                                   : Qt::AlignLeft | Qt::AlignVCenter);
        case Qt::ForegroundRole:
            if (index.column() == Title || !enabled(index.row())) return {};
            return QApplication::palette().placeholderText();
        default:
            return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
    if (!index.isValid() || !enabled(index.row())) return Qt::ItemNeverHasChildren;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

}  // namespace axolemma
