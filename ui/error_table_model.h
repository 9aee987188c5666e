#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/metrics/comparison.h"
#include "ui/document.h"
#include "ui/rows_model.h"

namespace axolemma {

/// The errors of all slices as rows that can be sorted: the largest first until somebody sorts them
/// otherwise. Belongs to the GUI thread.
class ErrorTableModel : public RowsModel {
    Q_OBJECT
  public:
    enum Column { Kind, Neuron, Slice, Pixels, ColumnCount };
    using Slices = std::vector<std::shared_ptr<const SliceComparison>>;

    explicit ErrorTableModel(QObject* parent = nullptr);

    /// Replaces the errors and keeps the order. One entry a slice, null where it was not compared.
    void setSlices(Slices slices);

    /// Precondition: 0 <= row < rowCount().
    const SliceError& error(int row) const;
    Place place(int row) const;
    /// The row of an error of this kind at this place; -1 if there is none.
    int rowOf(SegmentationError kind, Place place) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Equal ones by falling number of pixels, then from the first slice on.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

  private:
    struct Row {
        int z = 0;
        std::uint32_t error = 0;
    };
    void arrange(Slices slices);

    Slices slices_;
    std::vector<Row> rows_;
    int sortColumn_ = Pixels;
    Qt::SortOrder sortOrder_ = Qt::DescendingOrder;
};

/// A square of the colour that the overlay gives an error, for legends and tables.
QPixmap errorSwatch(SegmentationError kind);
QString errorName(SegmentationError kind);

}  // namespace axolemma
