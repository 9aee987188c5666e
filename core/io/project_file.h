#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/io/stack_reference.h"

namespace axolemma {

/// What a project's folder holds.
namespace project_layout {
inline constexpr const char* kProject = "project.json";
inline constexpr const char* kJournal = "journal.jsonl";
inline constexpr const char* kSnapshot = "snapshot.bin";
inline constexpr const char* kProposals = "proposals";
inline constexpr const char* kSlices = "slices";
}  // namespace project_layout

/// `project.json`: what does not change with every gesture.
struct ProjectFile {
    /// Of the layout of the folder.
    static constexpr int kVersion = 1;

    StackReference stack;
    std::map<std::string, std::string> settings;
};

/// Throws `Error`: no project there, made by a newer version, damaged.
ProjectFile readProjectFile(const std::filesystem::path& folder);
/// Atomically. Throws `Error`; the old one stays then.
void writeProjectFile(const std::filesystem::path& folder, const ProjectFile& file);

}  // namespace axolemma
