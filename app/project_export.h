#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/commands.h"
#include "core/io/label_writer.h"

namespace axolemma {

/// What to write of a project.
struct ProjectExport {
    std::string project;
    /// What held after that line of the journal; nothing: what holds now.
    std::optional<std::uint64_t> until;
    std::string output;
    /// What the file holds; labels where neither is asked for.
    bool ofLabels = false;
    bool probabilities = false;
    LabelChoice labels{.boundary = Boundary::Keep};
    bool json = false;
    /// A folder for training masks, in place of `output`.
    std::string training;
};

/// Derives what the window shows and writes it. Throws `Error`, `Cancelled`; nothing is written
/// then.
int exportProject(const ProjectExport& wanted, Session& session);
/// The same of what a network can be trained on (`writeTrainingMasks`), into `wanted.training`.
int exportTrainingMasks(const ProjectExport& wanted, Session& session);

}  // namespace axolemma
