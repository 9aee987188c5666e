#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/arguments.h"
#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// The slices of `range` (all without one) of what `file` held. Throws `Error` where the range ends
/// beyond the volume.
template <typename T>
Volume<T> slicesOf(Volume<T> volume, const std::optional<SliceRange>& range,
                   const std::string& file);

/// A map of the probability of cell: float files hold it as it is, 8-bit files times 255. Nothing
/// for wider integers, which are labels. Moves the voxels out where it can.
std::optional<Volume<float>> mapOf(AnyVolume& voxels);

/// The same of a stack that has to be a map. Throws `Error`, naming `file`, where it holds labels,
/// a value that is not finite, or one outside of [0, 1].
Volume<float> requireMap(Stack& stack, const std::string& file);

}  // namespace axolemma
