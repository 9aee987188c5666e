#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/components.h"
#include "core/image.h"
#include "core/proofreading/assertions.h"

namespace axolemma {

/// A place that belongs to one side of a cut.
struct CutSeed {
    Point place;
    std::uint32_t side = 0;
    bool operator==(const CutSeed&) const = default;
};

/// What the components of a slice are derived from.
struct SliceSources {
    /// Not null.
    std::shared_ptr<const SliceComponents> proposal;
    /// The probability of cell x 255, of the same size; null where labels were imported.
    std::shared_ptr<const Image<std::uint8_t>> map;
    /// Null where nothing was said.
    std::shared_ptr<const SliceAssertions> said;
    /// Places that belong together, by side, and which sides were said to be different.
    std::vector<CutSeed> seeds;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> apart;
    /// Pieces of fewer pixels, that nobody painted, are boundary.
    std::uint32_t smallest = 0;

    /// Compares what is pointed to by where it is.
    bool operator==(const SliceSources&) const = default;
};

/// That a component holds pixels of a component of the proposal.
struct Origin {
    std::uint32_t component = 0;
    std::uint32_t proposed = 0;
    bool operator==(const Origin&) const = default;
};

/// The components of a slice after what was said of its pixels.
struct DerivedSlice {
    SliceSources sources;
    /// The proposal's own where nothing was said.
    std::shared_ptr<const SliceComponents> components;
    /// Ordered by (component, proposed), each pair once; empty where `components` is the proposal's
    /// own.
    std::vector<Origin> origins;
    /// The component of profile i of `sources.said`; 0 where it lies outside of the slice.
    std::vector<std::uint32_t> profiles;

    bool touched() const { return components != sources.proposal; }
};

/// Derives the components of a slice, in three steps: profiles own their pixels; elsewhere pixels
/// said to be boundary or interior come over the proposal; and components that hold seeds of
/// two sides that are apart are cut between them (`cutApart`). Interior where the proposal has
/// boundary joins what it touches; components of the proposal that touch each other stay apart.
/// Contacts are kept between components that are still whole. Any thread.
DerivedSlice deriveSlice(SliceSources sources);

}  // namespace axolemma
