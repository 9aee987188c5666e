#pragma once

#include <cstdint>
#include <filesystem>

#include "core/geometry.h"
#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// How ids are stored in a label file. CREMI's HDF5 layout always holds 64 bits.
enum class LabelBits { Sixteen, ThirtyTwo };

/// Whether only 16 bits can hold labels in the format that the path's ending names: PNG.
bool needsNarrowLabels(const std::filesystem::path& path);

/// Labels as the stack that `writeStack` writes to `path`: in `bits`, or in 16 where the format has
/// no more. `spacing` in nm. Throws `Error` that names the largest id where it does not fit.
Stack labelStack(Volume<std::uint32_t> labels, Spacing spacing, const std::filesystem::path& path,
                 LabelBits bits = LabelBits::ThirtyTwo);

}  // namespace axolemma
