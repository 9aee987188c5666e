#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/block_source.h"
#include "core/io/image_header.h"
#include "core/io/input_file.h"

namespace axolemma {

/// The lines of a text header with the byte behind each; a header is at most 64 kB long.
struct TextLine {
    std::string text;
    std::uint64_t end = 0;
};
std::vector<TextLine> readTextLines(const InputFile& file);

std::string trimmed(std::string_view text);
std::string lowerCase(std::string_view text);
/// The numbers in "4 4 50"; stops at what is not one. Not finite ones are 0.
std::vector<double> numbersIn(std::string_view text);

/// The block behind `begin` in the header's own file, or in `name` beside it. Throws `Error`.
VoxelBlock voxelBlock(const InputFile& header, const std::string& name, std::uint64_t begin);

}  // namespace axolemma
