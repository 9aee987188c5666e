#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"

namespace axolemma {

/// What is wrong at a pixel of a segmented slice, or with a part of it.
enum class SegmentationError : std::uint8_t { None, Split, Merge, MissingBoundary };

/// One error of a slice.
struct SliceError {
    SegmentationError kind = SegmentationError::None;
    /// The label of the truth that the error is in; of a missing boundary, that of one side.
    std::uint32_t label = 0;
    /// Merge: the label that it runs into. Missing boundary: the label of the other side. They may
    /// be equal, where two profiles of a neuron are joined. Split: 0.
    std::uint32_t other = 0;
    /// Numbers of components. Split: all that the region lies in, the largest part first. Else the
    /// one that joins the regions.
    std::vector<std::uint32_t> components;
    std::uint32_t pixels = 0;
    /// A pixel of the error; of its largest part the one next to the centroid.
    Point place;
};

/// How the components of a slice differ from the truth.
///
/// A region is a 4-connected part of one label of the truth. The main component of a region is the
/// one that it shares the most pixels with, and so is the main region of a component; of equals the
/// smallest number. What a region and a component share, and is at least `kSmallest` pixels, is
/// - a *merge error* if the region is not the main one of the component;
/// - a *split error* if it is, but the component is not the main one of the region.
/// A pixel is *missing boundary* if the truth has 0 there and it lies on a straight line (along x,
/// y or a diagonal) of at most `kWidestBoundary` such pixels that runs inside one component from
/// one region to another, both of which the component shares `kSmallest` pixels with: on the gap
/// through which they were merged, but not on the rims of cells that are a pixel too fat. Labels
/// that touch have no boundary to be missing.
/// There is one error for each region that is split, for each merge of a component with a region
/// that is not its main one, and for each component and pair of regions with boundary missing.
struct SliceErrors {
    /// Smaller overlaps are no errors: `PartitionRule::recommended()` takes components as small as
    /// that for noise, and where a boundary was drawn a pixel off, what spills over is no larger.
    static constexpr std::uint32_t kSmallest = 20;
    /// Wider than any membrane at the usual 4 nm, but not than what nobody labelled.
    static constexpr int kWidestBoundary = 16;

    /// A `SegmentationError` a pixel, [height, width].
    Image<std::uint8_t> image;
    /// By falling number of pixels.
    std::vector<SliceError> errors;
};

/// `truth`: labels, 0 = boundary; `regions`: their 4-connected parts, numbered from 1;
/// `components`: numbers from 1, 0 = boundary. All of one size. Any thread.
SliceErrors errorsOfSlice(ImageView<const std::uint32_t> truth,
                          ImageView<const std::uint32_t> regions,
                          ImageView<const std::uint32_t> components);

}  // namespace axolemma
