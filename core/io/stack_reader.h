#pragma once

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/progress.h"
#include "core/stack.h"

namespace axolemma {

/// Reads a stack: TIFF and BigTIFF (also ImageJ and OME), PNG, JPEG, MRC, NRRD, MetaImage, NIfTI,
/// HDF5
/// (`file.h5` for CREMI's volumes/raw, else its only 3-D dataset; `file.h5:/path` for another), a
/// folder of numbered slices, or the slices of a series in natural order (`paths` with more than
/// one entry).
///
/// Values are kept as they are; colours become grey with a note. The voxel size is the file's, or
/// 4 x 4 x 50 nm with a note and `spacingKnown() == false`.
///
/// Throws `Error` with one sentence that names the file (and slice) and says what to do,
/// `Cancelled` if stopped. Allocates no more than the file's size justifies. Any thread.
Stack readStack(std::span<const std::filesystem::path> paths, const ProgressFunction& progress = {},
                std::stop_token stop = {});
Stack readStack(const std::filesystem::path& path, const ProgressFunction& progress = {},
                std::stop_token stop = {});

/// What the header says, without reading the voxels.
struct StackInfo {
    std::string format;  ///< "TIFF", "BigTIFF", "NRRD", "HDF5", ...
    std::string type;    ///< as `Stack::typeName`
    int width = 0;
    int height = 0;
    int depth = 0;
    Spacing spacing;
    bool spacingKnown = false;
    std::vector<std::string> notes;
};
StackInfo readStackInfo(std::span<const std::filesystem::path> paths);
StackInfo readStackInfo(const std::filesystem::path& path);

/// Slice z of a stack alone, as a stack of depth 1. Throws as `readStack`. Any thread.
Stack readSlice(std::span<const std::filesystem::path> paths, int z);

/// Somebody says how large a voxel is: the note that it is assumed goes.
void sayVoxelSize(Stack& stack, Spacing spacing);

/// The patterns of files that can be opened, for a file dialog: "*.tif", "*.tiff", ...
std::span<const std::string> readablePatterns();

/// A label stack as 32-bit ids. Throws `Error` where a value is negative, not whole, or above 2^32
/// - 1 (HDF5's 2^64 - 1 means background and becomes 0).
Volume<std::uint32_t> asLabels(const Stack& stack);
/// The same in 64 bits, where all numbers up to 2^64 - 1 are ids; the last one only outside of
/// HDF5.
Volume<std::uint64_t> asWideLabels(const Stack& stack);

}  // namespace axolemma
