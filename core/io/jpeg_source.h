#pragma once

#include <memory>

#include "core/io/input_file.h"
#include "core/io/slice_source.h"

namespace axolemma {

/// A JPEG by libjpeg-turbo: ITK's reader leaves what it could not decode uninitialised and prints
/// to standard output. Throws `Error`.
std::unique_ptr<SliceSource> openJpeg(const InputFile& file);

}  // namespace axolemma
