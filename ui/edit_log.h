#pragma once

#include <memory>
#include <vector>

#include "core/io/project.h"

namespace axolemma {

/// The steps of a document: in a project on disk or, where there is none, in memory. Belongs to the
/// GUI thread.
class EditLog {
  public:
    const History& history() const { return project_ ? project_->history() : memory_; }
    /// Null where steps are in memory alone. Who stores something in the background keeps it open.
    const std::shared_ptr<Project>& project() const { return project_; }
    /// Goes on in `project`, which holds all steps that there were.
    void setProject(std::shared_ptr<Project> project) { project_ = std::move(project); }
    /// Lets go of the project and forgets everything.
    void forget();

    /// As those of `Project`.
    Gesture commit(Gesture gesture);
    Gesture undo();
    Gesture redo();
    void mint(const std::vector<MintedId>& ids);

  private:
    std::shared_ptr<Project> project_;
    History memory_;
};

}  // namespace axolemma
