#pragma once

#include <cstdint>
#include <span>

#include "core/image.h"
#include "core/metrics/contingency.h"
#include "core/metrics/rand.h"

// What the scores of a stack are summed of, slice by slice: a slice that changed is counted again,
// and the scores are summed up anew. The thresholds of the scores are left 0.
namespace axolemma::detail {

/// Pixel counts of the class "cell".
struct CellCounts {
    std::uint64_t both = 0;
    std::uint64_t truth = 0;
    std::uint64_t proposal = 0;

    CellCounts& operator+=(const CellCounts& other) {
        both += other.both;
        truth += other.truth;
        proposal += other.proposal;
        return *this;
    }
    double error() const {
        return 1 - 2 * static_cast<double>(both) / static_cast<double>(truth + proposal);
    }
};

/// `truth`: 0 or 1; the map is cell where it is above `limit`.
CellCounts countCells(const Image<std::uint8_t>& truth, ImageView<const float> map, float limit);

/// Pixels of one slice that differ in topology.
struct TopologyErrors {
    std::uint64_t split = 0;
    std::uint64_t merge = 0;
};

/// Warps the cells of the truth (0 or 1) towards the map and counts what then still differs; see
/// `warpingError`. By far the slowest of the sums.
TopologyErrors topologyErrors(ImageView<const std::uint8_t> cells, ImageView<const float> map,
                              double threshold);

/// V_Rand and V_Info, as long as the labels were thinned: means over the slices that have cells in
/// the truth, of which there is at least one.
Score meanRand(std::span<const Contingency> slices);
Score meanInformation(std::span<const Contingency> slices);

/// As the functions of a whole stack of these names, at one threshold.
Score randError(std::span<const Contingency> slices);
Score pixelError(std::span<const CellCounts> slices);
/// `pixels`: of one slice.
Score warpingError(std::span<const TopologyErrors> slices, std::size_t pixels);

}  // namespace axolemma::detail
