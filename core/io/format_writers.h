#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/stack.h"

namespace axolemma {

/// Called before slice z is written; throws `Cancelled` to stop.
using BeforeSlice = std::function<void(int z)>;

/// One writer a format, each as `writeStack` describes it. Throw `Error`, and what `before` throws;
/// an old file of that name is then as it was.
/// ImageJ refuses BigTIFF, so a file is one only where it would be longer than `longest` bytes
/// without.
void writeTiff(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before,
               std::uint64_t longest);
void writeTiff(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before);
void writeNrrd(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before);
void writeMeta(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before);
/// Packed with gzip where the name ends with .gz.
void writeNifti(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before);
void writeHdf5(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before);
/// NAME_0000.png, NAME_0001.png, ... for NAME.png.
void writePngSeries(const std::filesystem::path& path, const Stack& stack,
                    const BeforeSlice& before);

}  // namespace axolemma
