#pragma once

#include <memory>
#include <string>

#include "core/io/slice_source.h"

namespace axolemma {

/// Files that are read through an ITK ImageIO: our own for TIFF, ITK's for the others. Throw
/// `Error`.
std::unique_ptr<SliceSource> openTiff(const std::string& path);

}  // namespace axolemma
