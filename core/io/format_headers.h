#pragma once

#include "core/io/image_header.h"
#include "core/io/input_file.h"

namespace axolemma {

/// What the header of a file says, checked before a library sees the file: every edge positive, the
/// voxels no more than the file's bytes can hold, nothing missing at the end. Libraries believe
/// what a header says: they would allocate gigabytes for a kilobyte or leave memory uninitialised.
/// All throw `Error`.
ImageHeader readPngHeader(const InputFile& file);
ImageHeader readJpegHeader(const InputFile& file);
ImageHeader readMrcHeader(const InputFile& file);

}  // namespace axolemma
