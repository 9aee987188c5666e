#pragma once

#include <memory>

#include "core/io/input_file.h"
#include "core/io/slice_source.h"
#include "core/io/text_header.h"

namespace axolemma {

/// What a text header says of the voxels behind it.
struct BlockHeader {
    ImageHeader image;
    VoxelBlock block;
};
BlockHeader readNrrdHeader(const InputFile& file);
BlockHeader readMetaHeader(const InputFile& file);

/// Slices of a block of voxels, plain or packed with zlib or gzip. ITK 5.2's readers of these
/// formats write behind their buffers where a text header has a long word. Throws `Error`.
std::unique_ptr<SliceSource> openBlock(const BlockHeader& header);

}  // namespace axolemma
