#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/contrast.h"
#include "core/io/project.h"
#include "core/progress.h"
#include "ui/document.h"

namespace axolemma {

/// What the reading job hands over.
struct Document::Opened {
    std::shared_ptr<Stack> stack;
    ContrastWindow contrast;
};

/// A project with all that belongs to it.
struct Document::OpenedProject {
    std::unique_ptr<Project> project;
    Opened stack;
    SegmentationState state;
    /// Why there is no project: its stack is not where it was.
    std::string missing;
    /// Sentences for the user.
    std::vector<std::string> notes;
};

/// A proposal as a project keeps it, and back: components are made of the maps again, which takes a
/// moment. Throw `Error`, `Cancelled`. Any thread.
StoredProposal storedProposal(const Segmentation& segmentation);
Segmentation segmentationOf(const StoredProposal& stored, const ProgressFunction& progress,
                            std::stop_token stop);

/// Reads the stack that a project is about; where `place` is not empty from there, and the project
/// knows that from then on. Throws `StackNotFound`, `Error`, `Cancelled`.
std::shared_ptr<Stack> readStackOf(Project& project, const std::filesystem::path& place,
                                   const ProgressFunction& progress, std::stop_token stop);

}  // namespace axolemma
