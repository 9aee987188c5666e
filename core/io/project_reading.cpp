// Project: what is read of its folder.
#include <fmt/format.h>

#include "core/error.h"
#include "core/io/project_impl.h"
#include "core/io/snapshot.h"

namespace axolemma {

namespace fs = std::filesystem;
namespace layout = project_layout;

std::string sentenceFor(const JournalDamage& damage, const fs::path& journal) {
    return fmt::format(
        "The line of {} that begins at byte {} {}. Everything before it is open; what comes after "
        "it can be made once more.",
        journal.string(), damage.from, damage.reason);
}

JournalState readJournal(const fs::path& folder, const StackExtent& extent,
                         std::optional<std::uint64_t> until, std::vector<std::string>& notes,
                         const ProgressFunction& progress) {
    const fs::path journal = folder / layout::kJournal;
    const fs::path path = folder / layout::kSnapshot;
    JournalState start;
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
        try {
            JournalState snapshot = readSnapshot(path, journal, extent);
            if (!until || snapshot.sequence <= *until) start = std::move(snapshot);
        } catch (const Error& error) {
            notes.push_back(
                fmt::format("{} was not used ({}); all steps were read from the journal instead.",
                            path.string(), error.what()));
        }
    }
    return replay(journal, extent, std::move(start), until, progress);
}

ProjectState readProject(const fs::path& folder, std::optional<std::uint64_t> until,
                         const ProgressFunction& progress) {
    const ProjectFile file = readProjectFile(folder);
    ProjectState result;
    JournalState state =
        readJournal(folder, {file.stack.width, file.stack.height, file.stack.depth}, until,
                    result.notes, progress);
    const fs::path journal = folder / layout::kJournal;
    if (state.damage && until && state.sequence < *until)
        throw Error(sentenceFor(*state.damage, journal));
    if (state.damage && !until) result.notes.push_back(sentenceFor(*state.damage, journal));
    if (until && *until > state.largest)
        throw Error(fmt::format("{}: there is no step {}; the last one is {}.", journal.string(),
                                *until, state.largest));
    result.edits = editsByAuthor({state.history.steps.data(), state.history.position});
    result.assertions = std::move(state.history.assertions);
    result.proposal = std::move(state.history.proposal);
    result.minted = std::move(state.minted);
    result.sequence = state.sequence;
    result.stack = file.stack;
    result.settings = file.settings;
    return result;
}

fs::path folderOf(const fs::path& project) {
    const fs::path path = fs::absolute(project).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

bool isProject(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / layout::kProject, ignored);
}

}  // namespace axolemma
