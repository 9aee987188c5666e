#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/io/project.h"
#include "core/io/project_file.h"

namespace axolemma {

class JournalWriter;
class ProjectLock;

/// A project on its way to another folder (`Project::beginTransfer`), so that what takes long can
/// be done in any thread. Its project must stay. What is not needed in the end goes with it, which
/// may take long too: what was copied where the project did not go on there, else what was moved.
class ProjectTransfer {
  public:
    ~ProjectTransfer();
    ProjectTransfer(const ProjectTransfer&) = delete;
    ProjectTransfer& operator=(const ProjectTransfer&) = delete;

    /// Copies all that there was when the transfer began, or nothing where a rename will do.
    /// Nothing may be stored in the project from here on until it has gone on there. Throws
    /// `Error`, `Cancelled`.
    void copy(const ProgressFunction& progress = {}, const std::stop_token& stop = {});

  private:
    friend class Project;
    ProjectTransfer() = default;
    bool mayRename() const;
    void copyAll(const ProgressFunction& progress, const std::stop_token& stop);

    std::filesystem::path from_;
    std::filesystem::path to_;
    bool moves_ = false;
    ProjectFile file_;
    /// The first so many bytes of the journal are copied.
    std::uint64_t end_ = 0;
    bool openLine_ = false;
    /// Null where the project is read-only.
    const JournalWriter* theirs_ = nullptr;
    Project::ProblemFunction problem_;
    /// Lines of the journal that followed.
    std::shared_ptr<std::vector<std::string>> since_;

    bool renames_ = false;
    /// Of the copy; of the old project once it has gone on there.
    std::unique_ptr<JournalWriter> writer_;
    std::unique_ptr<ProjectLock> lock_;
    std::filesystem::path leftOver_;
};

}  // namespace axolemma
