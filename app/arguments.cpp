#include "app/arguments.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

std::optional<int> wholeNumber(std::string_view text) {
    int value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end || value < 0) return {};
    return value;
}

bool canBeWrittenAs(const std::string& extension) {
    const auto formats = writableFormats();
    return std::any_of(formats.begin(), formats.end(), [&](const WritableFormat& format) {
        const std::string patterns = std::string(format.pattern) + ' ';
        return patterns.find('*' + extension + ' ') != std::string::npos;
    });
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
    return text;
}

}  // namespace

std::optional<SliceRange> parseSliceRange(std::string_view text) {
    const std::size_t dash = text.find('-');
    const std::optional<int> first = wholeNumber(text.substr(0, dash));
    const std::optional<int> last =
        dash == std::string_view::npos ? first : wholeNumber(text.substr(dash + 1));
    if (!first || !last || *last < *first) return {};
    return SliceRange(*first, *last);
}

CLI::Option* addSliceRange(CLI::App& command, const std::string& name,
                           std::optional<SliceRange>& range, const std::string& description) {
    return command
        .add_option_function<std::string>(
            name, [&range](const std::string& text) { range = parseSliceRange(text); }, description)
        ->type_name("FIRST-LAST")
        ->check([](const std::string& text) {
            return parseSliceRange(text) ? std::string()
                                         : text + " is no range of slices such as 20-23";
        });
}

CLI::Option* addVoxelSize(CLI::App& command, std::vector<double>& voxelSize) {
    return command
        .add_option("--voxel-size", voxelSize,
                    "size of a voxel in nm, in place of what the file says")
        ->type_name("X Y Z")
        ->expected(3)
        ->check(CLI::PositiveNumber);
}

Stack readInput(const std::vector<std::string>& paths, const std::vector<double>& voxelSize,
                Session& session) {
    const std::vector<fs::path> files(paths.begin(), paths.end());
    const ProgressFunction progress =
        session.console.phase("reading " + files.front().filename().string());
    Stack stack = readStack(files, progress, session.stop);
    const bool assumedSize = !stack.spacingKnown();
    if (!voxelSize.empty()) stack.setSpacing({voxelSize[0], voxelSize[1], voxelSize[2]});
    for (const std::string& note : stack.notes) {
        // The size that the user just said replaces the one that was assumed.
        if (assumedSize && !voxelSize.empty() && note.find("voxel size") != std::string::npos)
            continue;
        session.console.note(note);
    }
    return stack;
}

void requireWritable(const fs::path& path, bool stackFormat) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Error(fmt::format("{}: there is no folder {}; make it first.", path.string(),
                                folder.string()));
    if (::access(folder.c_str(), W_OK) != 0)
        throw Error(fmt::format("{}: you may not write in {}; choose another folder.",
                                path.string(), folder.string()));
    if (fs::is_directory(path, error))
        throw Error(fmt::format("{}: this is a folder; name a file.", path.string()));
    const std::string name = lower(path.filename().string());
    const bool packed = name.ends_with(".nii.gz");
    const std::string extension = packed ? ".nii.gz" : lower(path.extension().string());
    if (stackFormat && !canBeWrittenAs(extension))
        throw Error(
            fmt::format("{}: no stack is written as '{}'; use .tif, .nrrd, .mha, .nii, .h5 "
                        "or .png.",
                        path.string(), extension));
}

void writeOutput(const fs::path& path, const Stack& stack, Session& session) {
    writeStack(path, stack, session.console.phase("writing " + path.filename().string()),
               session.stop);
}

std::string sizeOf(const Stack& stack) {
    return fmt::format("{} x {} x {}", stack.width(), stack.height(), stack.depth());
}

}  // namespace axolemma
