#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/contacts.h"
#include "core/image.h"

namespace axolemma {

/// The partition of one slice: pixels hold component numbers 1..count, 0 is boundary. All functions
/// that return one fill all of it; one made by hand goes through `describeComponents`.
struct SliceComponents {
    Image<std::uint32_t> labels;
    std::uint32_t count = 0;
    /// Pixels of component i at index i; [0] counts the boundary. Has count + 1 entries.
    std::vector<std::uint32_t> sizes;
    /// A pixel of component i at index i, near its centroid but always inside; [0] means nothing.
    /// Has count + 1 entries.
    std::vector<Point> places;
    /// Which components are neighbours and how much membrane is between them, where a map has said
    /// so; ordered by (a, b).
    std::vector<Contact> contacts;
};

/// Counts, measures and places the components of `labels`, which may leave out numbers and need not
/// be connected; a number that is left out has size 0. Takes memory for all numbers up to the
/// largest.
SliceComponents describeComponents(Image<std::uint32_t> labels);

/// The 4-connected components of the non-zero pixels, numbered from 1 in raster order (row by row)
/// of their first pixels. Two passes with union-find. Any thread.
SliceComponents labelComponents(ImageView<const std::uint8_t> mask);

/// Every boundary pixel takes the component whose breadth-first 4-connected flood reaches it first
/// (ties: the component that was queued first in raster order), so no 0 is left unless the slice
/// has no component at all. Works in place.
void growIntoBoundary(ImageView<std::uint32_t> labels);

/// The pixel at a place or, where that is boundary or outside of the slice, the nearest one of a
/// component within 5 pixels; of equals the first in raster order.
std::optional<Point> nearestComponentPixel(ImageView<const std::uint32_t> labels, Point place);
/// The component of that pixel; 0 if there is none.
std::uint32_t componentNear(ImageView<const std::uint32_t> labels, Point place);

/// Splits a label slice into its 4-connected regions of equal non-zero label, numbered from 1 in
/// raster order.
SliceComponents regionsOfEqualLabel(ImageView<const std::uint64_t> labels);
SliceComponents regionsOfEqualLabel(ImageView<const std::uint32_t> labels);

}  // namespace axolemma
