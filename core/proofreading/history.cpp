#include "core/proofreading/history.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/proofreading/packing.h"

namespace axolemma {

namespace {

HistoryStep stepOf(const Gesture& gesture) {
    return {.sequence = gesture.sequence,
            .time = gesture.time,
            .author = gesture.author,
            .name = gesture.name,
            .place = gesture.place,
            .proposal = gesture.proposal,
            .proposalBefore = gesture.proposalBefore,
            .stored = {}};
}

Gesture gestureOf(const HistoryStep& step, std::string_view packed) {
    Unpacker unpacker(packed);
    Gesture gesture{.sequence = step.sequence,
                    .time = step.time,
                    .author = step.author,
                    .name = step.name,
                    .place = step.place,
                    .said = {},
                    .before = {},
                    .proposal = step.proposal,
                    .proposalBefore = step.proposalBefore};
    gesture.said = unpacker.assertions();
    gesture.before = unpacker.assertions();
    return gesture;
}

}  // namespace

std::map<std::string, std::size_t> editsByAuthor(std::span<const HistoryStep> steps) {
    std::map<std::string, std::size_t> edits;
    for (const HistoryStep& step : steps)
        if (step.proposal.empty()) ++edits[step.author];
    return edits;
}

History::History(Loader load, std::size_t budget) : load_(std::move(load)), budget_(budget) {}

History::History(HistoryState state, Loader load, std::size_t budget)
    : state_(std::move(state)), load_(std::move(load)), budget_(budget) {
    assert(state_.position <= state_.steps.size());
    packed_.resize(state_.steps.size());
    oldest_ = packed_.size();
}

Gesture History::commit(Gesture gesture) {
    const bool proposes = !gesture.proposal.empty();
    gesture.proposalBefore = proposes ? state_.proposal : std::string();
    if (gesture.sequence == 0)
        gesture.sequence = state_.steps.empty() ? 1 : state_.steps.back().sequence + 1;
    gesture.before = state_.assertions.say(gesture.said);
    if (proposes) state_.proposal = gesture.proposal;

    for (std::size_t i = state_.position; i < packed_.size(); ++i) memoryUsed_ -= packed_[i].size();
    packed_.resize(state_.position);
    state_.steps.resize(state_.position);
    oldest_ = std::min(oldest_, packed_.size());
    state_.steps.push_back(stepOf(gesture));
    keep(gesture);
    ++state_.position;
    return gesture;
}

void History::keep(const Gesture& gesture) {
    Packer packer;
    packer.assertions(gesture.said);
    packer.assertions(gesture.before);
    // Without what a growing string sets aside.
    packed_.emplace_back(packer.bytes());
    memoryUsed_ += packed_.back().size();
}

void History::setStored(JournalSpan span) {
    assert(!state_.steps.empty());
    state_.steps.back().stored = span;
    forgetBeyondBudget();
}

void History::forgetBeyondBudget() {
    if (!load_) return;
    // The last step stays, however large.
    for (; memoryUsed_ > budget_ && oldest_ + 1 < packed_.size(); ++oldest_) {
        if (state_.steps[oldest_].stored.length == 0) return;
        memoryUsed_ -= packed_[oldest_].size();
        packed_[oldest_] = std::string();
    }
}

Gesture History::gesture(std::size_t index) const {
    const HistoryStep& step = state_.steps.at(index);
    // Even nothing said takes two bytes.
    if (!packed_[index].empty()) return gestureOf(step, packed_[index]);
    assert(load_);
    return load_(step);
}

Gesture History::undo() {
    assert(canUndo());
    Gesture gesture = this->gesture(state_.position - 1);
    state_.assertions.say(gesture.before);
    if (!gesture.proposal.empty()) state_.proposal = gesture.proposalBefore;
    --state_.position;
    return gesture;
}

Gesture History::redo() {
    assert(canRedo());
    Gesture gesture = this->gesture(state_.position);
    state_.assertions.say(gesture.said);
    if (!gesture.proposal.empty()) state_.proposal = gesture.proposal;
    ++state_.position;
    return gesture;
}

}  // namespace axolemma
