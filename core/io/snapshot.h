#pragma once

#include <filesystem>
#include <string>

#include "core/io/journal_replay.h"

namespace axolemma {

/// What holds after some line of a journal, so that a project opens without reading the lines up
/// to there. It can always be made again from the journal.
///
/// `packSnapshot` is fast; any thread writes and reads what it returns.
std::string packSnapshot(const HistoryState& history, const std::vector<MintedId>& minted,
                         std::uint64_t sequence, std::uint64_t journalEnd);

/// Writes a packed snapshot at `path`, atomically, for the journal that is on disk. Throws `Error`.
void writeSnapshot(const std::filesystem::path& path, std::string packed,
                   const std::filesystem::path& journal);

/// Throws `Error` that says why it cannot be used: damaged, of another version, not of this
/// journal, ...
JournalState readSnapshot(const std::filesystem::path& path, const std::filesystem::path& journal,
                          const StackExtent& extent);

}  // namespace axolemma
