#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/assertions.h"
#include "core/proofreading/gesture.h"

namespace axolemma {

/// Where a gesture is kept outside memory: bytes of a journal. No length: nowhere.
struct JournalSpan {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool operator==(const JournalSpan&) const = default;
};

/// A gesture as a list of steps shows it, without what it said.
struct HistoryStep {
    std::uint64_t sequence = 0;
    /// UTC, ISO 8601.
    std::string time;
    std::string author;
    std::string name;
    Place place;
    /// As in `Gesture`: both empty where the proposal stays.
    std::string proposal;
    std::string proposalBefore;
    JournalSpan stored;
    bool operator==(const HistoryStep&) const = default;
};

/// How many of these steps, but for those that change the proposal, each author made.
std::map<std::string, std::size_t> editsByAuthor(std::span<const HistoryStep> steps);

/// What holds now, and the steps that led there and can be undone. `steps[0, position)` are done,
/// the rest was undone and can be done again.
struct HistoryState {
    Assertions assertions;
    /// The name of the proposal that holds; empty: none.
    std::string proposal;
    std::vector<HistoryStep> steps;
    std::size_t position = 0;
};

/// The assertions and the proposal that hold, with unlimited undo and redo of everything that
/// changes them. Gestures are packed; of those that a journal holds too only the newest stay in
/// memory, within a budget. Belongs to one thread.
class History {
  public:
    /// Reads a gesture back from where `setStored` says it is. Throws `Error`.
    using Loader = std::function<Gesture(const HistoryStep&)>;

    static constexpr std::size_t kBudget = 24U << 20U;

    /// Nothing was said yet. Without a loader all gestures stay in memory. `budget`: bytes for
    /// packed gestures that can be read back.
    explicit History(Loader load = {}, std::size_t budget = kBudget);
    /// Goes on from a state whose steps are all stored.
    History(HistoryState state, Loader load, std::size_t budget = kBudget);

    const Assertions& assertions() const { return state_.assertions; }
    /// The name of the proposal that holds; empty before the first.
    const std::string& proposal() const { return state_.proposal; }

    /// Says what the gesture says, makes it the last step and returns it with `before`,
    /// `proposalBefore` and, where that is 0, `sequence` filled in. Steps that were undone and not
    /// done again are forgotten. A gesture without `proposal` leaves the proposal alone.
    Gesture commit(Gesture gesture);
    /// Where the last step was written to.
    void setStored(JournalSpan span);

    bool canUndo() const { return state_.position > 0; }
    bool canRedo() const { return state_.position < state_.steps.size(); }
    /// Takes back the last step that is done, or does the first that is not once more; returns it.
    /// Throws `Error` where it cannot be read back; nothing is changed then. Precondition: can.
    Gesture undo();
    Gesture redo();

    /// All steps, the oldest first; those before `position` are done.
    std::span<const HistoryStep> steps() const { return state_.steps; }
    std::size_t position() const { return state_.position; }
    const HistoryState& state() const { return state_; }
    /// What step `index` said and what was before. Throws `Error` where it cannot be read back.
    Gesture gesture(std::size_t index) const;

    /// Bytes that packed gestures take.
    std::size_t memoryUsed() const { return memoryUsed_; }

  private:
    void keep(const Gesture& gesture);
    void forgetBeyondBudget();

    HistoryState state_;
    Loader load_;
    std::size_t budget_;
    /// What a step said and what was before, packed; empty where it is read back. Those of
    /// `steps[i]` are `packed_[i]`; the first that may hold anything is `oldest_`.
    std::vector<std::string> packed_;
    std::size_t oldest_ = 0;
    std::size_t memoryUsed_ = 0;
};

}  // namespace axolemma
