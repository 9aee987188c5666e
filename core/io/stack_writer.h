#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string_view>

#include "core/colours.h"
#include "core/image.h"
#include "core/progress.h"
#include "core/stack.h"

namespace axolemma {

/// Writes a stack in the format its extension names: .tif/.tiff (strips, deflate, no predictor,
/// ImageJ-readable calibration, BigTIFF when needed), .nrrd, .mha, .nii/.nii.gz, .mrc is not
/// written, .png (a series NAME_0000.png, ... in 8 or 16 bit), .h5/.hdf (CREMI layout: integers of
/// 16 bit and more to volumes/labels/neuron_ids as u64, anything else to volumes/raw).
///
/// Pixel type, values, order and voxel size are kept; a type that the format cannot hold is an
/// `Error` that says which format can. The file is written under a temporary name beside it and
/// renamed, so a full disk or a lost permission leaves an old file as it was (`AtomicFile`,
/// core/atomic_file.h). Throws `Error`, `Cancelled`. Any thread.
void writeStack(const std::filesystem::path& path, const Stack& stack,
                const ProgressFunction& progress = {}, std::stop_token stop = {});

/// Whether `writeStack` knows the format that the path's ending names.
bool canWriteStack(const std::filesystem::path& path);

/// Whether writing a stack to `path` would replace `other`: the same file, by whatever name, or a
/// slice of the series that goes there.
bool wouldReplace(const std::filesystem::path& path, const std::filesystem::path& other);

/// Formats that `writeStack` knows, for a file dialog.
struct WritableFormat {
    const char* name;     ///< "TIFF stack"
    const char* pattern;  ///< "*.tif"
};
std::span<const WritableFormat> writableFormats();

/// Writes one colour picture as PNG, by a temporary name. Throws `Error`.
void writePng(const std::filesystem::path& path, ImageView<const Rgb> image);

}  // namespace axolemma
