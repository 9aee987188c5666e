#pragma once

#include <filesystem>
#include <functional>

#include "core/stack.h"

namespace axolemma {

/// Called before slice z is written; throws `Cancelled` to stop.
using BeforeSlice = std::function<void(int z)>;

/// One writer a format, each as `writeStack` describes it. Throw `Error`, and what `before` throws.
void writeTiff(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before);

}  // namespace axolemma
