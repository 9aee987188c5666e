#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/stack.h"

namespace axolemma {

/// Which stack a project is about: where its file or folder is, and how to recognise it.
struct StackReference {
    /// As `Stack::path`: a file, a folder, or `file.h5:/dataset`; absolute. Empty: a stack that was
    /// made in memory.
    std::string path;
    /// The same, relative to the project's folder; empty where there is no such path.
    std::string relative;
    /// Relative to `path`, where it is the folder of slices of which only these are meant.
    std::vector<std::string> files;
    /// Voxels.
    int width = 0;
    int height = 0;
    int depth = 0;
    /// `Stack::typeName`.
    std::string type;
    /// SHA-256 of 16 rows each of the first, the middle and the last slice.
    std::string sample;
    /// nm; what was said of the voxel size, by the file or somebody, when the project last saw it.
    std::optional<Spacing> spacing;
    bool operator==(const StackReference&) const = default;
};

/// The reference to a stack from a project in `folder`.
StackReference referenceTo(const Stack& stack, const std::filesystem::path& folder);
/// The same stack from a project in another folder.
StackReference movedTo(StackReference reference, const std::filesystem::path& folder);

/// A project's stack is not where it was. The sentence says where it was looked for, and what was
/// expected and found.
class StackNotFound : public Error {
  public:
    using Error::Error;
    ~StackNotFound() override;
};

/// Where the stack is now: at its path, else where it lies relative to the project's folder, or
/// beside it, if its voxels are the same there. Empty for a stack without a path. Reads three
/// slices. Throws `StackNotFound`.
std::string findStack(const StackReference& reference, const std::filesystem::path& folder);
/// What is to be read where it is at `place`: the same dataset of a file, the same files of a
/// folder (or beside a file, where one of them is named).
std::vector<std::filesystem::path> filesOf(const StackReference& reference,
                                           const std::string& place);

/// Throws `Error` that says what is expected and found where `stack` has other voxels than the
/// reference says.
void requireSameStack(const StackReference& reference, const Stack& stack);

}  // namespace axolemma
