#pragma once

#include <memory>
#include <string>

#include "core/io/input_file.h"
#include "core/io/slice_source.h"

namespace axolemma {

/// Files that are read through an ITK ImageIO: our own for TIFF, ITK's for the others, whose
/// headers are checked first. Throw `Error`.
std::unique_ptr<SliceSource> openTiff(const std::string& path);
std::unique_ptr<SliceSource> openMrc(const InputFile& file);

}  // namespace axolemma
