#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/image.h"
#include "core/metrics/slice_errors.h"
#include "core/metrics/slice_sums.h"

namespace axolemma {

/// What one slice adds to the scores of its stack.
struct SliceSums {
    /// Of the components as they are, and grown into the boundary.
    detail::Contingency plain;
    detail::Contingency thinned;
    detail::CellCounts cells;
    /// Of the warping error, where it has been counted.
    std::optional<detail::TopologyErrors> topology;
    std::size_t pixels = 0;

    /// A slice without cells in the truth, such as one that nobody labelled, does not count.
    bool counts() const { return plain.n > 0; }
};

/// One slice held against the truth.
struct SliceComparison {
    SliceSums sums;
    SliceErrors errors;
};

/// Compares the labels of one slice, 0 = boundary, with those of the truth, 0 = boundary: all but
/// the warping error, which takes several times as long. Throws `Error` if they differ in size. Any
/// thread.
SliceComparison compareSlice(ImageView<const std::uint32_t> truth,
                             ImageView<const std::uint32_t> labels);

/// What is missing in `SliceSums` after `compareSlice`. Throws `Error` if they differ in size.
detail::TopologyErrors topologyOfSlice(ImageView<const std::uint32_t> truth,
                                       ImageView<const std::uint32_t> labels);

/// The scores of a stack of labels, equal to those of `thinnedScores`, `randError`, `pixelError`
/// and `warpingError` for the slices that count.
struct StackScores {
    Score rand;         ///< V_Rand (thin)
    Score information;  ///< V_Info (thin)
    Score randError;
    Score pixelError;
    /// Once the topology of every slice is known.
    std::optional<Score> warpingError;
    /// How many slices count.
    int slices = 0;
};

/// Sums up the slices of one stack, in its order; nothing if none of them counts.
std::optional<StackScores> stackScores(std::span<const SliceSums> slices);

}  // namespace axolemma
