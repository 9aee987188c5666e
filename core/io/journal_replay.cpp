#include "core/io/journal_replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/io/journal_reader.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

/// Where lines begin that do not count, as a later line says.
using SkippedBytes = std::set<std::uint64_t>;

/// Lines that were applied say that some of them must not be.
struct SkipsAppliedLines {
    std::uint64_t from;
};

class Replay {
  public:
    Replay(fs::path path, const StackExtent& extent, JournalState state,
           const SkippedBytes& skipped)
        : path_(std::move(path)),
          extent_(extent),
          skipped_(skipped),
          begin_(state.end),
          state_(std::move(state)),
          history_(std::move(state_.history), [path = path_, extent](const HistoryStep& step) {
              return readGesture(path, step, extent);
          }) {}

    JournalState run(std::optional<std::uint64_t> until, const ProgressFunction& progress) {
        JournalReader reader(path_, state_.end);
        int reported = -1;
        while (const auto line = reader.next()) {
            const auto percent = static_cast<int>(line->offset * 100 / reader.size());
            if (progress && percent != std::exchange(reported, percent))
                progress({percent / 100.0, fmt::format("step {}", state_.sequence)});
            if (!take(*line, until)) break;
        }
        state_.history = history_.state();
        return std::move(state_);
    }

  private:
    /// Whether more lines are wanted.
    bool take(const JournalReader::Line& line, std::optional<std::uint64_t> until) {
        if (skipped_.contains(line.offset)) state_.damage = {line.offset, "does not count"};
        std::string reason;
        try {
            JournalLine read = decodeLine(line.text, extent_, BeforeOf::LeftOut);
            if (until && !state_.damage && read.sequence > *until) return false;
            const std::uint64_t sequence = read.sequence;
            if (state_.damage) {
                pass(read, until);
            } else {
                apply(std::move(read), line);
            }
            state_.largest = std::max(state_.largest, sequence);
            state_.end = line.end();
            state_.openLine = line.open;
            return true;
        } catch (const Refused& refused) {
            reason = refused.reason;
        } catch (const Error& error) {
            reason = error.what();
        }
        if (line.open) {
            state_.torn = line.text.size();
            return false;
        }
        if (!state_.damage) state_.damage = {line.offset, reason};
        state_.end = line.end();
        state_.openLine = false;
        return true;
    }

    struct Refused {
        std::string reason;
    };

    /// A line behind damage counts only if it says so.
    void pass(const JournalLine& line, std::optional<std::uint64_t> until) {
        const auto* skip = std::get_if<SkipFrom>(&line.what);
        if (!skip || skip->from != state_.damage->from || (until && line.sequence > *until)) return;
        state_.damage.reset();
        state_.sequence = line.sequence;
    }

    void apply(JournalLine line, const JournalReader::Line& where) {
        if (line.sequence != state_.sequence + 1)
            throw Refused{fmt::format("has number {} where {} belongs: lines are missing",
                                      line.sequence, state_.sequence + 1)};
        // A read error is not the fault of this line.
        std::visit([&](auto& what) { apply(what, where); }, line.what);
        state_.sequence = line.sequence;
    }
    void apply(Gesture& gesture, const JournalReader::Line& where) {
        (void)history_.commit(std::move(gesture));
        history_.setStored(where.span());
    }
    void apply(const UndoOf& undo, const JournalReader::Line&) {
        if (!history_.canUndo() ||
            history_.steps()[history_.position() - 1].sequence != undo.sequence)
            throw Refused{"undoes a step that is not the last"};
        (void)history_.undo();
    }
    void apply(const RedoOf& redo, const JournalReader::Line&) {
        if (!history_.canRedo() || history_.steps()[history_.position()].sequence != redo.sequence)
            throw Refused{"does a step again that was not undone last"};
        (void)history_.redo();
    }
    void apply(std::vector<MintedId>& ids, const JournalReader::Line&) {
        state_.minted.insert(state_.minted.end(), ids.begin(), ids.end());
    }
    void apply(const SkipFrom& skip, const JournalReader::Line& where) {
        const bool known = skipped_.contains(skip.from);
        if (known || skip.from < begin_ || skip.from >= where.offset)
            throw Refused{"skips lines in a way that makes no sense"};
        throw SkipsAppliedLines{skip.from};
    }

    fs::path path_;
    StackExtent extent_;
    const SkippedBytes& skipped_;
    std::uint64_t begin_;
    JournalState state_;
    History history_;
};

}  // namespace

JournalState replay(const fs::path& path, const StackExtent& extent, JournalState before,
                    std::optional<std::uint64_t> until, const ProgressFunction& progress) {
    before.largest = std::max(before.largest, before.sequence);
    SkippedBytes skipped;
    while (true) {
        try {
            return Replay(path, extent, before, skipped).run(until, progress);
        } catch (const SkipsAppliedLines& found) {
            // A program that could not read those lines went on without them.
            skipped.insert(found.from);
        }
    }
}

RecoveredLines recoverLines(const fs::path& path, const StackExtent& extent, std::uint64_t from,
                            std::uint64_t to, const std::vector<std::uint64_t>& done) {
    std::vector<std::pair<std::uint64_t, JournalLine>> lines;
    JournalReader reader(path, from);
    while (const auto line = reader.next()) {
        if (line->offset >= to) break;
        try {
            auto read = decodeLine(line->text, extent, BeforeOf::LeftOut);
            if (const auto* skip = std::get_if<SkipFrom>(&read.what))
                std::erase_if(lines,
                              [&](const auto& earlier) { return earlier.first >= skip->from; });
            lines.emplace_back(line->offset, std::move(read));
        } catch (const Error&) {
            continue;
        }
    }
    RecoveredLines recovered;
    std::vector<Gesture> undone;
    std::vector<std::uint64_t> before = done;
    for (auto& [offset, line] : lines) {
        auto& gestures = recovered.gestures;
        if (auto* gesture = std::get_if<Gesture>(&line.what)) {
            gestures.push_back(std::move(*gesture));
            undone.clear();
        } else if (const auto* undo = std::get_if<UndoOf>(&line.what)) {
            // Steps after it that are still there were undone by lines that are damaged: steps
            // are undone from the last one back. But for those that were made since, behind the
            // damage, which nobody took back.
            const auto known = std::ranges::find(gestures, undo->sequence, &Gesture::sequence);
            const auto first = std::ranges::find(before, undo->sequence);
            if (known != gestures.end()) {
                std::move(std::make_reverse_iterator(gestures.end()),
                          std::make_reverse_iterator(known), std::back_inserter(undone));
                gestures.erase(known, gestures.end());
            } else if (first != before.end() && before.back() < line.sequence) {
                std::move(gestures.rbegin(), gestures.rend(), std::back_inserter(undone));
                gestures.clear();
                before.erase(first, before.end());
            }
        } else if (const auto* redo = std::get_if<RedoOf>(&line.what)) {
            if (!undone.empty() && undone.back().sequence == redo->sequence) {
                gestures.push_back(std::move(undone.back()));
                undone.pop_back();
            } else if (gestures.empty() && before.size() < done.size() &&
                       done[before.size()] == redo->sequence) {
                before.push_back(redo->sequence);
            }
        } else if (const auto* ids = std::get_if<std::vector<MintedId>>(&line.what)) {
            recovered.minted.insert(recovered.minted.end(), ids->begin(), ids->end());
        }
    }
    recovered.undone = done.size() - before.size();
    return recovered;
}

}  // namespace axolemma
