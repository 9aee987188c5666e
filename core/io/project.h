#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/io/stack_reference.h"
#include "core/io/stored_proposal.h"
#include "core/progress.h"
#include "core/proofreading/history.h"
#include "core/proofreading/minted_id.h"

namespace axolemma {

class ProjectTransfer;

/// Lines of a journal that are whole but come after a damaged one, so they were not applied.
struct JournalRest {
    /// What is wrong, where, and what can be done: a sentence or two.
    std::string sentence;
    /// How many gestures come after the damage.
    std::size_t gestures = 0;
};

/// What a journal says up to some line.
struct ProjectState {
    Assertions assertions;
    /// The name of the proposal that holds; empty: none.
    std::string proposal;
    std::vector<MintedId> minted;
    /// The number of the last line that was applied.
    std::uint64_t sequence = 0;
    /// `editsByAuthor` of the steps that are done.
    std::map<std::string, std::size_t> edits;
    StackReference stack;
    std::map<std::string, std::string> settings;
    std::vector<std::string> notes;
};

/// A folder NAME.axo on disk with all that was said of a stack. Every gesture, undo and redo is a
/// line of its journal at once, written by a thread of its own: no call but `flush`, `save`,
/// `saveAs` and `create` waits for the disk. The layout is described in the README. Belongs to one
/// thread; `proposals()` may be used from any.
class Project {
  public:
    /// Called with a sentence when the journal cannot be written (editing goes on in memory, and it
    /// is tried again every second), and with nothing once all is written. From another thread.
    using ProblemFunction = std::function<void(const std::string&)>;

    struct Options {
        /// Who makes the gestures that do not say so.
        std::string author;
        /// Do not even try to become the one that writes.
        bool readOnly = false;
        ProblemFunction problem;
    };

    /// A new project about `stack` in `folder`, which must not exist yet. Throws `Error`.
    static std::unique_ptr<Project> create(const std::filesystem::path& folder, const Stack& stack,
                                           Options options);
    /// Opens a project with its snapshot and the lines of the journal after it. Read-only where
    /// another process has it open or the folder may not be written to (see `notes`). Does not look
    /// for the stack. Throws `Error`: no project, a newer version, unreadable.
    static std::unique_ptr<Project> open(const std::filesystem::path& folder, Options options,
                                         const ProgressFunction& progress = {});
    /// Waits until the journal is on disk, unless that fails, and lets others open it.
    ~Project();
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;

    const std::filesystem::path& folder() const;
    /// Empty where this one may write; else who has it open, or what forbids it: a sentence.
    const std::string& readOnlyBecause() const;
    bool readOnly() const { return !readOnlyBecause().empty(); }
    /// Sentences for the user about how it was opened: read-only, a torn line dropped, damage.
    const std::vector<std::string>& notes() const;

    const StackReference& stack() const;
    /// The stack was found elsewhere, or its voxels have another size; kept on disk by `save`.
    /// Throws `Error` where it is another one.
    void setStack(const Stack& stack);

    /// Small texts by name ("model", "contrast", ...); kept by `setSetting` in memory and by `save`
    /// on disk.
    const std::map<std::string, std::string>& settings() const;
    void setSetting(const std::string& name, std::string value);

    const History& history() const;
    /// The number of the last line of the journal.
    std::uint64_t lastLine() const;
    const Assertions& assertions() const { return history().assertions(); }
    const std::vector<MintedId>& minted() const;
    ProposalStore& proposals();

    /// As those of `History`; they write their line. Time and author are filled in where empty.
    /// Throw `Error` where the project is read-only, or the stack does not hold what is said;
    /// nothing is changed then.
    Gesture commit(Gesture gesture);
    Gesture undo();
    Gesture redo();
    /// Undoes or redoes until `position` steps are done.
    void goTo(std::size_t position);
    /// Appends ids to `minted`; they are never taken back.
    void mint(const std::vector<MintedId>& ids);

    /// Why the journal cannot be written at this moment; empty if it can.
    std::string problem() const;
    /// Waits until all lines are on disk; false where that fails (see `problem`).
    bool flush();
    /// Makes the next opening fast: writes a snapshot of all until now, and the settings, each file
    /// atomically, and removes proposals that no step refers to. Throws `Error`; nothing is lost
    /// then, for the journal holds everything.
    void save();
    /// `save` in two parts: this is fast, and what it returns does the work in any thread, but not
    /// after this object is gone.
    std::function<void()> saveJob();
    /// Moves or copies the project to `folder`, which must not exist yet, and goes on there; then
    /// saves. A read-only project can be copied only. Throws `Error`; goes on at the old place
    /// then, and leaves nothing at the new one.
    void moveTo(const std::filesystem::path& folder);
    void copyTo(const std::filesystem::path& folder, const ProgressFunction& progress = {});
    /// The same in three parts, without the save: this and the last are fast, and what is between,
    /// `ProjectTransfer::copy`, runs in any thread. What is said meanwhile goes along. Only the
    /// transfer that was begun last can be gone on in.
    std::unique_ptr<ProjectTransfer> beginTransfer(const std::filesystem::path& folder, bool moves);
    void goOnIn(ProjectTransfer& transfer);

    /// What comes after a damaged line; nothing where there is no damage or it was recovered.
    std::optional<JournalRest> rest() const;
    /// Makes the gestures after the damage once more, on top of what holds now, and returns how
    /// many there were. Each is a step of its own again.
    std::size_t recoverRest();

  private:
    struct Impl;
    explicit Project(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// What holds after the line with number `until` (all lines: nothing), read without writing or
/// locking anything. Throws `Error`: no project, a newer version, damage before that line. Any
/// thread.
ProjectState readProject(const std::filesystem::path& folder,
                         std::optional<std::uint64_t> until = {},
                         const ProgressFunction& progress = {});

/// Whether there is a project in the folder.
bool isProject(const std::filesystem::path& folder);

}  // namespace axolemma
