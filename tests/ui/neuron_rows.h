#pragma once

#include <QList>
#include <algorithm>
#include <memory>
#include <vector>

#include "ui/neuron_table_model.h"

namespace axolemma::test {

/// `count` neurons of one pixel each in one slice.
inline std::shared_ptr<const NeuronTable> tableOf(std::uint32_t count) {
    constexpr int kRow = 400;
    const int height = static_cast<int>((count + kRow - 1) / kRow);
    Image<std::uint32_t> labels(kRow, std::max(1, height), 0);
    for (std::uint32_t i = 0; i < count; ++i) labels.data()[i] = i + 1;
    auto slice = std::make_shared<SliceComponents>(describeComponents(std::move(labels)));
    return std::make_shared<const NeuronTable>(deriveNeurons(linkedProposal({std::move(slice)})));
}

/// Neurons 1, 2, 3 of 9, 8 and 4 pixels in slices 1-2, 0-3 and 1.
inline std::shared_ptr<const NeuronTable> threeNeurons() {
    const std::vector<std::vector<std::uint32_t>> rows = {
        {0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0},
        {1, 1, 1, 1, 1, 2, 2, 0, 3, 3, 3, 3, 0},
        {1, 1, 1, 1, 0, 2, 2, 0, 0, 0, 0, 0, 0},
        {0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0},
    };
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (const auto& row : rows) {
        Image<std::uint32_t> labels(static_cast<int>(row.size()), 1);
        std::ranges::copy(row, labels.begin());
        slices.push_back(
            std::make_shared<const SliceComponents>(describeComponents(std::move(labels))));
    }
    return std::make_shared<const NeuronTable>(deriveNeurons(linkedProposal(std::move(slices))));
}

inline QList<qulonglong> idsOf(const NeuronTableModel& model) {
    QList<qulonglong> ids;
    for (int row = 0; row < model.rowCount(); ++row) ids << model.neuron(row).id;
    return ids;
}

}  // namespace axolemma::test
