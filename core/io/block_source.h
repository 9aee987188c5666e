#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/io/input_file.h"
#include "core/io/slice_source.h"

namespace axolemma {

/// Where and how the voxels of a file with a simple header are stored.
struct VoxelBlock {
    std::string path;
    /// Where they begin, or the packed stream does, and how many bytes are left from there.
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
    /// By zlib or gzip; `skip` unpacked bytes come before the voxels.
    bool isPacked = false;
    std::uint64_t skip = 0;
    /// Not in this machine's byte order.
    bool isSwapped = false;
    /// Where `isScaled`, a voxel is float32: the stored value times `scale` plus `offset`.
    bool isScaled = false;
    VoxelType storedType = VoxelType::UInt8;
    double scale = 1;
    double offset = 0;
};

/// What a header says of the picture and of the voxels behind it.
struct BlockHeader {
    ImageHeader image;
    VoxelBlock block;
};
BlockHeader readNrrdHeader(const InputFile& file);
BlockHeader readMetaHeader(const InputFile& file);
BlockHeader readNiftiHeader(const InputFile& file);

/// Slices of a block of voxels. Not by ITK 5.2's readers of these formats: a MetaImage with a long
/// word makes them write behind a buffer, a NIfTI with a NaN in its orientation ends the program.
/// Throws `Error`.
std::unique_ptr<SliceSource> openBlock(const BlockHeader& header);

}  // namespace axolemma
