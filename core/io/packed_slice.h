#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/image.h"

namespace axolemma {

/// A slice of pixels as a project keeps it: "AXOSLICE", width and height (32 bits, little-endian),
/// bytes per pixel (8 bits: 1, 2, 4 or 8), then the pixels, row by row, little-endian, packed by
/// zlib. Its name is the SHA-256 of all that, with the pixels unpacked.

/// Writes the slice into `folder`, unless it is there, and returns its name. Labels take as few
/// bytes as the largest needs. Throws `Error`.
std::string writeSlice(const std::filesystem::path& folder, ImageView<const std::uint8_t> pixels);
std::string writeSlice(const std::filesystem::path& folder, ImageView<const std::uint64_t> pixels);

/// Reads a slice back, whatever its bytes per pixel. Throws `Error` that names the file: there is
/// none, or it is damaged.
Image<std::uint64_t> readLabelSlice(const std::filesystem::path& folder, const std::string& name);
/// As above; one with more than a byte per pixel is refused.
Image<std::uint8_t> readMapSlice(const std::filesystem::path& folder, const std::string& name);

/// The file of that name.
std::filesystem::path sliceFile(const std::filesystem::path& folder, const std::string& name);

}  // namespace axolemma
