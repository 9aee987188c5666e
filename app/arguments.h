#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/commands.h"
#include "core/stack.h"

namespace axolemma {

/// Slices from first to last, both included, counted from 0.
using SliceRange = std::pair<int, int>;
/// Nothing where the text is no range such as "20-23" or "7".
std::optional<SliceRange> parseSliceRange(std::string_view text);

/// Adds an option that takes "20-23" or "7"; anything else is wrong usage.
CLI::Option* addSliceRange(CLI::App& command, const std::string& name,
                           std::optional<SliceRange>& range, const std::string& description);

/// Adds --voxel-size X Y Z in nm, which takes the place of what a file says.
CLI::Option* addVoxelSize(CLI::App& command, std::vector<double>& voxelSize);

/// Adds an option that takes one of the names in `choices`; the first is the default.
template <typename T>
CLI::Option* addChoice(CLI::App& command, const std::string& name,
                       const std::vector<std::pair<std::string, T>>& choices,
                       std::function<void(T)> choose, const std::string& description) {
    std::vector<std::string> names;
    for (const auto& choice : choices) names.push_back(choice.first);
    const auto chosen = [choices, choose = std::move(choose)](const std::string& wanted) {
        for (const auto& choice : choices)
            if (choice.first == wanted) choose(choice.second);
    };
    return command.add_option_function<std::string>(name, chosen, description)
        ->type_name(CLI::detail::join(names, "|"))
        ->check(CLI::IsMember(names))
        ->default_str(names.front());
}

/// The options that `add` adds to the command.
std::vector<CLI::Option*> addedBy(CLI::App& command, const std::function<void()>& add);

/// Reads a stack (several paths are the slices of one series) and says its notes and the progress.
/// `voxelSize` is empty or x, y, z in nm. Throws `Error`, `Cancelled`.
Stack readInput(const std::vector<std::string>& paths, const std::vector<double>& voxelSize,
                Session& session);

/// Throws `Error` where nothing can be made beside `path`: no such folder, or no permission.
void requireWritableFolderOf(const std::filesystem::path& path);

/// Throws `Error` where `path` cannot be written, before hours are spent on what should go there:
/// as above, a write-protected file, something else than a file, or (for `stackFormat`) an
/// extension that no stack is written as.
void requireWritable(const std::filesystem::path& path, bool stackFormat);

/// Throws `Error` where one of `outputs` would replace another, or something of what is read: a
/// file of `inputs`, the file of a dataset, or a slice in a folder. What is empty is passed over.
void requireApart(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

/// Writes a stack and shows the progress. Throws `Error`, `Cancelled`.
void writeOutput(const std::filesystem::path& path, const Stack& stack, Session& session);

/// "512 x 512 x 30".
std::string sizeOf(const Stack& stack);

}  // namespace axolemma
