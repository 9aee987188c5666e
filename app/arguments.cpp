#include "app/arguments.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/series_source.h"
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

/// The files that are read where the user names `path`.
std::vector<fs::path> filesReadOf(const std::string& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        try {
            std::string note;
            return slicesIn(path, note);
        } catch (const Error&) {
            // Said where it is read.
            return {};
        }
    }
    // "file.h5:/dataset"
    const std::size_t dataset = path.rfind(":/");
    const bool isDataset = dataset != std::string::npos && !fs::exists(path, ignored);
    return {isDataset ? path.substr(0, dataset) : path};
}

void requireToKeep(const std::string& output, const std::string& input) {
    for (const fs::path& file : filesReadOf(input))
        if (wouldReplace(output, file))
            throw Error(
                fmt::format("{}: this would replace {}, which is read. Choose another name; "
                            "nothing was changed.",
                            output, file.string()));
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

std::vector<CLI::Option*> addedBy(CLI::App& command, const std::function<void()>& add) {
    const std::size_t before = command.get_options().size();
    add();
    std::vector<CLI::Option*> options = command.get_options();
    options.erase(options.begin(), options.begin() + static_cast<std::ptrdiff_t>(before));
    return options;
}

Stack readInput(const std::vector<std::string>& paths, const std::vector<double>& voxelSize,
                Session& session) {
    const std::vector<fs::path> files(paths.begin(), paths.end());
    const ProgressFunction progress =
        session.console.phase("reading " + files.front().filename().string());
    Stack stack = readStack(files, progress, session.stop);
    if (!voxelSize.empty()) sayVoxelSize(stack, {voxelSize[0], voxelSize[1], voxelSize[2]});
    for (const std::string& note : stack.notes) session.console.note(note);
    return stack;
}

void requireWritableFolderOf(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Error(fmt::format("{}: there is no folder {}; make it first.", path.string(),
                                folder.string()));
    if (::access(folder.c_str(), W_OK) != 0)
        throw Error(fmt::format("{}: you may not write in {}; choose another folder.",
                                path.string(), folder.string()));
}

void requireWritable(const fs::path& path, bool stackFormat) {
    requireWritableFolderOf(path);
    if (stackFormat && !canWriteStack(path))
        throw Error(
            fmt::format("{}: no stack is written as '{}'; use .tif, .nrrd, .mha, .nii, .h5 "
                        "or .png.",
                        path.string(), path.extension().string()));
    // Begun as it will be later, and taken away again.
    const AtomicFile probe(path);
}

void requireApart(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
    for (auto output = outputs.begin(); output != outputs.end(); ++output) {
        if (output->empty()) continue;
        for (const std::string& input : inputs)
            if (!input.empty()) requireToKeep(*output, input);
        const auto isThere = [&](const std::string& other) {
            return !other.empty() && wouldReplace(*output, other);
        };
        if (std::any_of(outputs.begin(), output, isThere))
            throw Error(
                fmt::format("{}: two results would go there, and one would replace the other. "
                            "Give each a name of its own.",
                            *output));
    }
}

void writeOutput(const fs::path& path, const Stack& stack, Session& session) {
    writeStack(path, stack, session.console.phase("writing " + path.filename().string()),
               session.stop);
}

std::string sizeOf(const Stack& stack) {
    return fmt::format("{} x {} x {}", stack.width(), stack.height(), stack.depth());
}

}  // namespace axolemma
