#include "core/io/journal_gestures.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/journal_reader.h"
#include "core/io/journal_replay.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

/// The number of the line, from 1, that begins at byte `offset`.
std::uint64_t lineAt(const fs::path& journal, std::uint64_t offset) {
    JournalReader reader(journal);
    std::uint64_t number = 1;
    while (const auto line = reader.next()) {
        if (line->offset >= offset) break;
        ++number;
    }
    return number;
}

[[noreturn]] void refuse(const fs::path& journal, std::uint64_t offset, const std::string& why) {
    throw Error(
        fmt::format("{}: line {} {}. Correct the file or leave that line out; nothing was "
                    "changed.",
                    journal.string(), lineAt(journal, offset), why));
}

/// The state before the first line, so that a part of a journal may begin with any number.
JournalState startOf(const fs::path& journal, const StackExtent& extent) {
    JournalState start;
    JournalReader reader(journal);
    const auto first = reader.next();
    if (!first)
        throw Error(
            fmt::format("{}: there is no line in it; nothing was changed.", journal.string()));
    try {
        start.sequence = decodeLine(first->text, extent, BeforeOf::LeftOut).sequence - 1;
    } catch (const Error& wrong) {
        refuse(journal, 0, wrong.what());
    }
    return start;
}

}  // namespace

std::vector<Gesture> gesturesDone(const fs::path& journal, const StackExtent& extent) {
    const JournalState state = replay(journal, extent, startOf(journal, extent));
    if (state.damage) refuse(journal, state.damage->from, state.damage->reason);
    if (state.torn > 0) refuse(journal, state.end, "is not written to its end");
    const InputFile file(journal.string());
    std::vector<Gesture> gestures;
    for (std::size_t i = 0; i < state.history.position; ++i) {
        const JournalSpan span = state.history.steps[i].stored;
        std::string text(span.length, '\0');
        file.read(span.offset, text.data(), text.size());
        if (text.ends_with('\n')) text.pop_back();
        JournalLine line = decodeLine(text, extent, BeforeOf::LeftOut);
        gestures.push_back(std::get<Gesture>(std::move(line.what)));
    }
    return gestures;
}

}  // namespace axolemma
