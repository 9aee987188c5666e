#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/stack.h"

namespace axolemma {

/// Which stack a project is about: where its file or folder is, and how to recognise it.
struct StackReference {
    /// As `Stack::path`: a file, a folder, or `file.h5:/dataset`; absolute. Empty: a stack that was
    /// made in memory, which is recognised by its voxels alone.
    std::string path;
    /// The same, relative to the project's folder.
    std::string relative;
    /// Voxels.
    int width = 0;
    int height = 0;
    int depth = 0;
    /// `Stack::typeName`.
    std::string type;
    /// Of the file, or of all files of the folder together; 0 without a path.
    std::uint64_t bytes = 0;
    /// SHA-256 of 64 pieces of 4 KiB spread over the file or files, in hexadecimal (of the voxels
    /// without a path).
    std::string sample;
    bool operator==(const StackReference&) const = default;
};

/// The reference to a stack from a project in `folder`. Throws `Error` where its file cannot be
/// read any more.
StackReference referenceTo(const Stack& stack, const std::filesystem::path& folder);

/// Where the stack is now: at its path, else where it lies relative to the project's folder, if its
/// size and sample are the same there. Empty for a stack without a path. Throws `Error` that says
/// where it was looked for and what was expected and found.
std::string findStack(const StackReference& reference, const std::filesystem::path& folder);

/// Throws `Error` that says what is expected where `stack` is another one than `reference` says:
/// voxels of another number or type, or a file with other bytes, wherever it lies.
void requireSameStack(const StackReference& reference, const Stack& stack);

}  // namespace axolemma
