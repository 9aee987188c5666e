#pragma once

#include <filesystem>
#include <string>

namespace axolemma {

/// The right to write a project: of all processes and objects only one has it. The system takes it
/// back when a process ends, however it ends; where a disk knows no locks, a file that names the
/// process stands in, and does not count once that process is gone.
class ProjectLock {
  public:
    /// Tries to get the right to write in `folder`; never waits and never throws.
    explicit ProjectLock(std::filesystem::path folder);
    ~ProjectLock();
    ProjectLock(const ProjectLock&) = delete;
    ProjectLock& operator=(const ProjectLock&) = delete;

    /// Empty where this object has it; else who has it or what forbids it: a sentence.
    const std::string& refusal() const { return refusal_; }
    bool held() const { return refusal_.empty(); }

    static constexpr const char* kFileName = "lock";

  private:
    std::string refusal_;
    int descriptor_ = -1;
};

}  // namespace axolemma
