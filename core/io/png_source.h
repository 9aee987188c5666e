#pragma once

#include <memory>

#include "core/io/input_file.h"
#include "core/io/slice_source.h"

namespace axolemma {

/// A PNG by libpng: ITK 5.2's reader lets a damaged header end the whole program. Palettes become
/// colours, less than 8 bits are spread to 0..255. Throws `Error`.
std::unique_ptr<SliceSource> openPng(const InputFile& file);

}  // namespace axolemma
