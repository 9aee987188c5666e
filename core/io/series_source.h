#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/slice_source.h"

namespace axolemma {

/// "slice9" before "slice10": numbers by value, everything else by character without case.
bool naturallyLess(std::string_view a, std::string_view b);

/// The images of a folder in natural order: all of one format (TIFF, PNG or JPEG), the most
/// frequent; `note` says what was left out. Throws `Error` where there are none.
std::vector<std::filesystem::path> slicesIn(const std::filesystem::path& folder, std::string& note);

/// One grey slice from each file, in the given order. All must have one size and type. Throws
/// `Error`.
std::unique_ptr<SliceSource> openSeries(std::vector<std::filesystem::path> files);

}  // namespace axolemma
