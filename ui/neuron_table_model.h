#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/geometry.h"
#include "core/neurons.h"
#include "ui/neuron_visibility.h"
#include "ui/rows_model.h"

namespace axolemma {

/// Neurons as rows that can be sorted and filtered: an order over an immutable `NeuronTable`, so
/// that a hundred thousand rows cost an index each. Belongs to the GUI thread.
class NeuronTableModel : public RowsModel {
    Q_OBJECT
  public:
    enum Column { Id, Name, Slices, Pixels, Doubt, VolumeUm3, ColumnCount };
    /// How many errors are expected at a neuron, by its id.
    using Uncertainty = std::map<std::uint64_t, double>;

    /// `visibility`, which must outlive the model: what the ticks of rows say and change.
    explicit NeuronTableModel(NeuronVisibility& visibility, QObject* parent = nullptr);

    /// Replaces the neurons and keeps order and filter. `table` is never null; `spacing` in nm.
    void setNeurons(std::shared_ptr<const NeuronTable> table, Spacing spacing);
    /// Null where it is not known.
    void setUncertainty(std::shared_ptr<const Uncertainty> uncertainty);
    /// Shows only ids that one of the terms admits: "12" admits what begins with 12, "12-40" all
    /// from 12 to 40, and a word admits names that hold it; terms are separated by commas or
    /// blanks. No term admits all.
    void setFilter(const QString& terms);
    /// Shows only neurons of at least so many pixels.
    void setSmallest(std::uint64_t pixels);

    /// Precondition: 0 <= row < rowCount().
    const Neuron& neuron(int row) const { return table_->neurons()[order_[row]]; }
    /// -1 if the neuron is not shown.
    int rowOf(std::uint64_t id) const;
    /// All that are shown, in their order.
    std::vector<Neuron> shownNeurons() const;
    int neuronCount() const { return static_cast<int>(table_->neurons().size()); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Slices are sorted by how many, then from the first; names after what is not verified, then
    /// what is locked; equal ones by id.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

  Q_SIGNALS:
    /// Rows hold other neurons, or the same in another order.
    void rowsChanged();

  private:
    struct IdRange {
        std::uint64_t first;
        std::uint64_t last;
    };
    /// Shows `table` in the present order and filter.
    void arrange(std::shared_ptr<const NeuronTable> table);
    bool admits(const Neuron& neuron) const;
    /// 0 where nothing is known.
    double doubtAt(const Neuron& neuron) const;

    NeuronVisibility& visibility_;
    std::shared_ptr<const NeuronTable> table_;
    std::shared_ptr<const Uncertainty> uncertainty_;
    Spacing spacing_;
    /// order_[row] is an index of table_->neurons().
    std::vector<std::uint32_t> order_;
    std::vector<IdRange> filter_;
    std::vector<QString> words_;
    bool filtered_ = false;
    std::uint64_t smallest_ = 0;
    int sortColumn_ = Id;
    Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};

}  // namespace axolemma
