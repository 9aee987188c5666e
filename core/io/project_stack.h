#pragma once

#include <filesystem>
#include <stop_token>

#include "core/io/stack_reference.h"
#include "core/progress.h"
#include "core/stack.h"

namespace axolemma {

/// Reads the stack that a project in `folder` is about, or makes it where it was made in memory.
/// Its voxel size is the one that the reference says. Throws `StackNotFound`, `Error` where it is
/// another one, `Cancelled`. Any thread.
Stack readStackOf(const StackReference& reference, const std::filesystem::path& folder,
                  const ProgressFunction& progress = {}, std::stop_token stop = {});
/// The same from the file or folder where it is now. Throws `Error` where it is another one,
/// `Cancelled`.
Stack readStackAt(const StackReference& reference, const std::filesystem::path& place,
                  const ProgressFunction& progress = {}, std::stop_token stop = {});

}  // namespace axolemma
