#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/io/journal_line.h"
#include "core/progress.h"
#include "core/proofreading/history.h"
#include "core/proofreading/minted_id.h"

namespace axolemma {

/// Where the lines of a journal stop to count.
struct JournalDamage {
    /// The byte at which the damaged line begins.
    std::uint64_t from = 0;
    /// What is wrong, in words that follow "line".
    std::string reason;
};

/// What a journal says up to some byte.
struct JournalState {
    HistoryState history;
    std::vector<MintedId> minted;
    /// The number of the last line that counts, and the largest of any.
    std::uint64_t sequence = 0;
    std::uint64_t largest = 0;
    /// Where the next line belongs, and whether a newline is missing before it.
    std::uint64_t end = 0;
    bool openLine = false;
    /// Bytes after `end`: a line that was not written to its end.
    std::uint64_t torn = 0;
    std::optional<JournalDamage> damage;
};

/// Applies the lines of the journal at `path` from byte `before.end` on, up to the one with number
/// `until`. Lines after a damaged one do not count, unless one says that it goes on after the
/// damage. Throws `Error` where the file cannot be read. Any thread.
JournalState replay(const std::filesystem::path& path, const StackExtent& extent,
                    JournalState before = {}, std::optional<std::uint64_t> until = {},
                    const ProgressFunction& progress = {});

/// What can be said again of the lines behind a damaged one.
struct RecoveredLines {
    /// How many of the last steps that are done were undone there.
    std::size_t undone = 0;
    /// Made there and not undone; without `before`.
    std::vector<Gesture> gestures;
    std::vector<MintedId> minted;
};

/// Reads the whole lines of the bytes [from, to); `done`: the numbers of the steps that are done.
/// Throws `Error` where the file cannot be read. Any thread.
RecoveredLines recoverLines(const std::filesystem::path& path, const StackExtent& extent,
                            std::uint64_t from, std::uint64_t to,
                            const std::vector<std::uint64_t>& done);

}  // namespace axolemma
