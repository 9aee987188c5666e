#include "ui/commands.h"

#include <utility>

namespace axolemma {

SayCommand::SayCommand(Document& document, const Edit& edit)
    : QUndoCommand(QString::fromStdString(edit.name)), document_(document) {
    gesture_.emplace();
    gesture_->name = edit.name;
    gesture_->place = edit.place;
    gesture_->said = edit.said;
}

void SayCommand::undo() {
    if (document_.restoring_) return;
    document_.step(&EditLog::undo);
}

void SayCommand::redo() {
    if (document_.restoring_) return;
    if (gesture_) {
        document_.commit(*gesture_);
        gesture_.reset();
    } else {
        document_.step(&EditLog::redo);
    }
}

RestoredStep::RestoredStep(Document& document, const HistoryStep& step)
    : QUndoCommand(QString::fromStdString(step.name)), document_(document) {}

void RestoredStep::undo() {
    if (!document_.restoring_) document_.step(&EditLog::undo, true);
}

void RestoredStep::redo() {
    if (!document_.restoring_) document_.step(&EditLog::redo, true);
}

SetProposal::SetProposal(Document& document, SegmentationState before, SegmentationState after)
    : document_(document), before_(std::move(before)), after_(std::move(after)) {}

SetProposal::~SetProposal() {
    if (document_.running_ == this) document_.running_ = nullptr;
}

void SetProposal::undo() {
    if (document_.restoring_) return;
    // What still runs would otherwise come back over what was just undone, and a refinement that is
    // not finished is not to be redone half.
    const bool unfinished = document_.stopRefining();
    if (document_.running_ == this) {
        document_.running_ = nullptr;
        if (document_.segmenting_) document_.network_.cancel();
        if (unfinished) discard();
    }
    document_.step(&EditLog::undo);
    document_.setState(before_);
    if (discarded_) setObsolete(true);
}

void SetProposal::redo() {
    if (document_.restoring_) return;
    // The first time is that of being pushed, by what runs.
    if (std::exchange(pushed_, true)) {
        document_.stopRefining();
        document_.step(&EditLog::redo);
    } else {
        document_.commitProposal(text());
    }
    document_.setState(after_);
}

}  // namespace axolemma
