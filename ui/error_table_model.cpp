#include "ui/error_table_model.h"

#include <QIcon>
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <tuple>
#include <utility>

#include "ui/overlay_buffer.h"

namespace axolemma {

namespace {

constexpr int kSwatchSize = 12;

QString neuronText(const SliceError& error) {
    switch (error.kind) {
        case SegmentationError::Merge:
            return QString("%1 → %2").arg(error.label).arg(error.other);
        case SegmentationError::MissingBoundary:
            return QString("%1 | %2").arg(error.label).arg(error.other);
        default:
            return QString::number(error.label);
    }
}

QString explanation(const SliceError& error) {
    const int parts = static_cast<int>(error.components.size());
    if (error.label == error.other)
        return ErrorTableModel::tr("Two profiles of neuron %1 of the labels run together here")
            .arg(error.label);
    switch (error.kind) {
        case SegmentationError::Split:
            return ErrorTableModel::tr("Neuron %1 of the labels is in %n parts here", nullptr,
                                       parts)
                .arg(error.label);
        case SegmentationError::Merge:
            return ErrorTableModel::tr("Neuron %1 of the labels is joined to neuron %2")
                .arg(error.label)
                .arg(error.other);
        case SegmentationError::MissingBoundary:
            return ErrorTableModel::tr("Missing boundary between neurons %1 and %2 of the labels")
                .arg(error.label)
                .arg(error.other);
        case SegmentationError::None:
            break;
    }
    return {};
}

}  // namespace

QString errorName(SegmentationError kind) {
    switch (kind) {
        case SegmentationError::Split:
            return ErrorTableModel::tr("Split");
        case SegmentationError::Merge:
            return ErrorTableModel::tr("Merge");
        case SegmentationError::MissingBoundary:
            return ErrorTableModel::tr("Missing boundary");
        case SegmentationError::None:
            break;
    }
    return {};
}

QPixmap errorSwatch(SegmentationError kind) {
    const Rgba colour = errorColours()[static_cast<std::size_t>(kind)];
    QPixmap square(kSwatchSize, kSwatchSize);
    square.fill(QColor(colour.r, colour.g, colour.b));
    // Seen on light and on dark, whichever of them it is like itself.
    QPainter painter(&square);
    painter.setPen(QColor(128, 128, 128));
    painter.drawRect(0, 0, kSwatchSize - 1, kSwatchSize - 1);
    return square;
}

ErrorTableModel::ErrorTableModel(QObject* parent) : RowsModel(parent) {}

void ErrorTableModel::setSlices(Slices slices) {
    arrange(std::move(slices));
}

void ErrorTableModel::arrange(Slices slices) {
    const auto errorOf = [&](const Row& row) -> const SliceError& {
        return slices[row.z]->errors.errors[row.error];
    };
    std::vector<Row> rows;
    for (int z = 0; z < static_cast<int>(slices.size()); ++z) {
        if (!slices[z]) continue;
        const auto count = static_cast<std::uint32_t>(slices[z]->errors.errors.size());
        for (std::uint32_t i = 0; i < count; ++i) rows.push_back({z, i});
    }
    std::ranges::stable_sort(rows, std::greater(),
                             [&](const Row& row) { return errorOf(row).pixels; });
    const auto sortBy = [&](auto key) { sortRows(rows, sortOrder_, key); };
    switch (sortColumn_) {
        case Kind:
            sortBy([&](const Row& row) { return errorOf(row).kind; });
            break;
        case Neuron:
            sortBy(
                [&](const Row& row) { return std::pair(errorOf(row).label, errorOf(row).other); });
            break;
        case Slice:
            sortBy([&](const Row& row) { return row.z; });
            break;
        default:
            sortBy([&](const Row& row) { return errorOf(row).pixels; });
    }

    replaceRows(static_cast<int>(rows.size()), [&] {
        rows_.swap(rows);
        slices_.swap(slices);
    });
}

const SliceError& ErrorTableModel::error(int row) const {
    return slices_[rows_[row].z]->errors.errors[rows_[row].error];
}

Place ErrorTableModel::place(int row) const {
    const Point point = error(row).place;
    return {point.x, point.y, rows_[row].z};
}

int ErrorTableModel::rowOf(SegmentationError kind, Place place) const {
    for (int row = 0; row < rowCount(); ++row)
        if (error(row).kind == kind && this->place(row) == place) return row;
    return -1;
}

int ErrorTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ErrorTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ErrorTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const SliceError& shown = error(index.row());
    switch (role) {
        case Qt::DisplayRole:
            switch (index.column()) {
                case Kind:
                    // The column is narrow, and the tip and the legend say it in full.
                    return shown.kind == SegmentationError::MissingBoundary ? tr("Boundary")
                                                                            : errorName(shown.kind);
                case Neuron:
                    return neuronText(shown);
                case Slice:
                    return QString::number(rows_[index.row()].z);
                case Pixels:
                    return QLocale().toString(shown.pixels);
                default:
                    return {};
            }
        case Qt::ToolTipRole:
            return explanation(shown);
        case Qt::DecorationRole: {
            if (index.column() != Kind) return {};
            // The same colour whether the row is selected or not.
            QIcon icon(errorSwatch(shown.kind));
            icon.addPixmap(errorSwatch(shown.kind), QIcon::Selected);
            return icon;
        }
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::Alignment(
                (index.column() < Slice ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
        default:
            return {};
    }
}

QVariant ErrorTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) {
        const QString titles[] = {tr("Error"), tr("Neuron"), tr("Slice"), tr("Pixels")};
        return titles[section];
    }
    if (role == Qt::ToolTipRole) {
        const QString tips[] = {tr("What is wrong"),
                                tr("The number in the labels; where neurons are joined, both"),
                                tr("Slices count from 0"), tr("How many pixels are wrong")};
        return tips[section];
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((section < Slice ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    return {};
}

void ErrorTableModel::sort(int column, Qt::SortOrder order) {
    if (column < 0) return;
    sortColumn_ = column;
    sortOrder_ = order;
    arrange(slices_);
}

}  // namespace axolemma
