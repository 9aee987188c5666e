#include "core/metrics/comparison.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "core/metrics/map_checks.h"
#include "core/metrics/truth.h"
#include "core/run_labelling.h"

namespace axolemma {

namespace {

void checkSizes(ImageView<const std::uint32_t> truth, ImageView<const std::uint32_t> labels) {
    if (truth.bounds() == labels.bounds()) return;
    throw Error(
        fmt::format("The truth has {} x {} pixels but the labels have {} x {}: give two "
                    "slices of the same size.",
                    truth.width(), truth.height(), labels.width(), labels.height()));
}

}  // namespace

SliceComparison compareSlice(ImageView<const std::uint32_t> truth,
                             ImageView<const std::uint32_t> labels) {
    checkSizes(truth, labels);
    SliceComparison result;
    Image<std::uint32_t> regions(truth.width(), truth.height());
    detail::labelEqual(truth).write(regions, 0);
    result.errors = errorsOfSlice(truth, regions, labels);
    result.sums.pixels = truth.size();
    const detail::TruthSlice ofTruth(regions);
    if (ofTruth.cells() == 0) return result;
    detail::FramedLabels parts(labels.width(), labels.height());
    detail::labelEqual(labels).write(parts.inside(), 0);
    result.sums.plain = detail::contingencyOf(ofTruth, parts);
    detail::floodWithLines(parts);
    result.sums.thinned = detail::contingencyOf(ofTruth, parts);
    result.sums.cells = detail::countCells(cellsOfLabels(truth), detail::mapOfLabels(labels), 0);
    return result;
}

detail::TopologyErrors topologyOfSlice(ImageView<const std::uint32_t> truth,
                                       ImageView<const std::uint32_t> labels) {
    checkSizes(truth, labels);
    const auto cells = cellsOfLabels(truth);
    return detail::topologyErrors(cells, detail::mapOfLabels(labels), 0);
}

std::optional<StackScores> stackScores(std::span<const SliceSums> slices) {
    std::vector<detail::Contingency> plain;
    std::vector<detail::Contingency> thinned;
    std::vector<detail::CellCounts> cells;
    std::vector<detail::TopologyErrors> topology;
    for (const SliceSums& slice : slices) {
        if (!slice.counts()) continue;
        plain.push_back(slice.plain);
        thinned.push_back(slice.thinned);
        cells.push_back(slice.cells);
        if (slice.topology) topology.push_back(*slice.topology);
    }
    if (plain.empty()) return std::nullopt;
    StackScores scores;
    scores.rand = detail::meanRand(thinned);
    scores.information = detail::meanInformation(thinned);
    scores.randError = detail::randError(plain);
    scores.pixelError = detail::pixelError(cells);
    if (topology.size() == plain.size())
        scores.warpingError = detail::warpingError(topology, slices.front().pixels);
    scores.slices = static_cast<int>(plain.size());
    return scores;
}

}  // namespace axolemma
