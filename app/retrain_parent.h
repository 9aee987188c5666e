#pragma once

#include <filesystem>
#include <string>

#include "app/taught_project.h"
#include "core/partition.h"

namespace axolemma {

/// The network that a training starts from, and what is made of the maps of both.
struct RetrainParent {
    /// As the user says it, or what it is called among the models.
    std::string name;
    std::filesystem::path file;
    PartitionRule rule;
};

/// The network that `model` names. Where that is empty, the one that segmented the project, by what
/// is in its file where the project knows that, else by its name; `default` where none did. The
/// rule is the project's. Throws `Error` where the network is not there, or not any more.
RetrainParent parentFor(const std::string& model, const TaughtProject& project);

}  // namespace axolemma
