#include "ui/commands.h"

#include <utility>

namespace axolemma {

LoggedStep::LoggedStep(Document& document, const std::string& name, bool restored)
    : QUndoCommand(QString::fromStdString(name)), document_(document), restored_(restored) {}

void LoggedStep::undo() {
    if (!document_.restoring_) document_.step(&EditLog::undo, restored_);
}

void LoggedStep::redo() {
    // The first time is that of being pushed.
    if (!std::exchange(pushed_, true) || document_.restoring_) return;
    document_.step(&EditLog::redo, restored_);
}

SetProposal::SetProposal(Document& document, SegmentationState before, SegmentationState after)
    : document_(document), before_(std::move(before)), after_(std::move(after)) {}

SetProposal::~SetProposal() {
    if (document_.running_ == this) document_.running_ = nullptr;
    std::erase(document_.remembered_, this);
}

void SetProposal::forget() {
    forgotten_ = true;
    before_ = after_ = {};
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
    document_.stopLoading();
    if (!document_.step(&EditLog::undo, forgotten_) || forgotten_) return;
    document_.setState(before_);
    document_.noteShown();
    if (discarded_) setObsolete(true);
}

void SetProposal::redo() {
    if (document_.restoring_) return;
    // The first time is that of being pushed, by what runs.
    if (std::exchange(pushed_, true)) {
        document_.stopRefining();
        document_.stopLoading();
        if (!document_.step(&EditLog::redo, forgotten_) || forgotten_) return;
        document_.setState(after_);
        document_.noteShown();
        // It may have been undone before it was stored.
        document_.keepProposal();
        return;
    }
    document_.setState(after_);
    document_.noteShown();
}

}  // namespace axolemma
