#pragma once

#include <cstdint>
#include <map>
#include <stop_token>

#include "core/components.h"
#include "core/image.h"
#include "core/proofreading/assertions.h"

namespace axolemma {

/// What an expert has taught of the pixels of some slices: `kTargetCell`, `kTargetMembrane` or
/// `kTargetUnknown` each ([height, width] of the stack), by slice; slices of which nothing is known
/// are left out.
using TaughtSlices = std::map<int, Image<std::uint8_t>>;

/// What the network can learn from what was said, and from nothing else:
/// - a verified profile is cell, and membrane where it touches another;
/// - pixels said to be interior are cell, verified boundary is membrane (that of a verified slice,
///   the rim of a verified neuron), and so is painted boundary;
/// - but of painted boundary in a part wider than `kWidestMembrane` pixels only the line in its
///   middle, three pixels wide, is: a broad brush covers a membrane, it does not say that all of
///   that is one. The rest of that part is unknown, and so is a profile that was drawn but not
///   verified.
/// What lies outside of a stack of that size is passed over. Throws `Cancelled`. Any thread.
TaughtSlices taughtBy(const Assertions& said, int width, int height, int depth,
                      std::stop_token stop = {});

/// The 4-connected regions of known cell: what a proposal is held against.
SliceComponents knownCells(ImageView<const std::uint8_t> target);
/// The labels of a proposal where something is known, else 0.
Image<std::uint32_t> whereKnown(ImageView<const std::uint32_t> labels,
                                ImageView<const std::uint8_t> target);

/// How many pixels are known, in all slices.
std::uint64_t knownPixels(const TaughtSlices& taught);

}  // namespace axolemma
