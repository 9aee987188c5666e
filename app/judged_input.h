#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/arguments.h"
#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// "a.tif, b.tif": the names alone, for folders of a machine are nobody's business.
std::string fileNames(const std::vector<std::string>& paths);

/// Throws `Error`, with what both are called, unless labels have as many voxels as their images:
/// learning from or scoring what overlaps would be nonsense.
void requireSameSize(const Stack& images, const std::string& imagesName, const Stack& labels,
                     const std::string& labelsName);

/// The slices of `range` (all without one) of what `file` held. Throws `Error` where the range ends
/// beyond the volume.
template <typename T>
Volume<T> slicesOf(Volume<T> volume, const std::optional<SliceRange>& range,
                   const std::string& file);

/// The cells alone, 0 or 1, of the slices in `labels`, where the file of the truth holds a mask (8
/// bits or floats) and not labels.
std::optional<Volume<std::uint8_t>> maskIn(const Stack& truth, const Volume<std::uint32_t>& labels);

/// A map of the probability of cell: float files hold it as it is, 8-bit files times 255. Nothing
/// for wider integers, which are labels. Moves the voxels out where it can.
std::optional<Volume<float>> mapOf(AnyVolume& voxels);

/// The same of a stack that has to be a map. Throws `Error`, naming `file`, where it holds labels,
/// a value that is not finite, or one outside of [0, 1].
Volume<float> requireMap(Stack& stack, const std::string& file);

}  // namespace axolemma
