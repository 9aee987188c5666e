#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/io/journal_replay.h"
#include "core/io/journal_writer.h"
#include "core/io/project.h"
#include "core/io/project_file.h"
#include "core/io/project_lock.h"

namespace axolemma {

/// For the files of `Project` only.
struct Project::Impl {
    Impl(std::filesystem::path where, Options how)
        : folder(std::move(where)), options(std::move(how)), proposals(folder) {}

    std::filesystem::path journal() const { return folder / project_layout::kJournal; }
    StackExtent extent() const { return {file.stack.width, file.stack.height, file.stack.depth}; }
    Gesture load(const HistoryStep& step) const;
    void requireWritable() const;
    /// From now on lines count again that come after the damage.
    void passDamage();
    /// Hands a line to the writer.
    JournalSpan write(JournalLine line);
    /// The next line, with its number; time and author of now where they are empty.
    JournalLine next(std::string time = {}, std::string author = {});
    ProjectFile fileIn(const std::filesystem::path& elsewhere) const;
    /// Takes over what a journal said.
    void become(JournalState state);
    void beginWriting(std::uint64_t end, bool openLine);
    void goOnAt(const std::filesystem::path& elsewhere);
    /// What a save writes: of one moment, so that it may be written later and elsewhere.
    struct Saved {
        /// The last line that it knows of.
        std::uint64_t upTo = 0;
        ProjectFile file;
        std::optional<std::string> snapshot;
        /// The names of those that stay, where others may go.
        std::optional<std::set<std::string>> proposals;
    };
    void save(const Saved& saved);

    std::filesystem::path folder;
    Options options;
    ProjectFile file;
    std::string readOnlyBecause;
    std::vector<std::string> notes;
    ProposalStore proposals;
    std::vector<MintedId> minted;
    /// Of the last line.
    std::uint64_t sequence = 0;
    std::optional<History> history;

    /// Whole lines end there; without a writer the journal is known up to there.
    std::uint64_t end = 0;
    bool openLine = false;
    std::optional<JournalDamage> damage;
    /// Gestures behind the damage, and where those lines end.
    std::size_t restGestures = 0;
    std::uint64_t restEnd = 0;
    bool skipWritten = false;

    std::unique_ptr<ProjectLock> lock;
    std::unique_ptr<JournalWriter> writer;
    /// Lines that were written since a transfer began, if there is one.
    std::weak_ptr<std::vector<std::string>> since;

    /// Of a save in a worker and of what moves the project meanwhile.
    std::mutex saving;
    std::uint64_t savedUpTo = 0;
};

/// The state of the project in `folder`, from its snapshot where that is of use, and a note where
/// it is not. Throws `Error`.
JournalState readJournal(const std::filesystem::path& folder, const StackExtent& extent,
                         std::optional<std::uint64_t> until, std::vector<std::string>& notes,
                         const ProgressFunction& progress);

/// Absolute, and without a slash at its end.
std::filesystem::path folderOf(const std::filesystem::path& project);

/// A sentence about damage.
std::string sentenceFor(const JournalDamage& damage, const std::filesystem::path& journal);

}  // namespace axolemma
