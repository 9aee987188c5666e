#pragma once

#include <QDateTime>
#include <filesystem>
#include <optional>

#include "core/stack.h"

namespace axolemma {

/// A project without a name, as it was left.
struct EarlierProject {
    std::filesystem::path folder;
    QDateTime time;
};

/// The newest project in `folder` about this stack in which anything was done.
std::optional<EarlierProject> newestProjectIn(const std::filesystem::path& folder,
                                              const Stack& stack);

}  // namespace axolemma
