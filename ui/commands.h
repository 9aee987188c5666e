#pragma once

#include <QUndoCommand>
#include <optional>

#include "ui/document.h"

namespace axolemma {

/// What an edit says. The history of the document holds it, so this is only its name; undo and redo
/// show where it was.
class SayCommand : public QUndoCommand {
  public:
    SayCommand(Document& document, const Edit& edit);

    void undo() override;
    void redo() override;

  private:
    Document& document_;
    /// Until it is said.
    std::optional<Gesture> gesture_;
};

/// A step of an earlier sitting, which the project can undo and do again.
class RestoredStep : public QUndoCommand {
  public:
    RestoredStep(Document& document, const HistoryStep& step);

    void undo() override;
    void redo() override;

  private:
    Document& document_;
};

/// Replaces what the network said of the stack. A running segmentation pushes it with its first
/// slice and extends it with the others, so that edits made meanwhile lie on top of it.
class SetProposal : public QUndoCommand {
  public:
    SetProposal(Document& document, SegmentationState before, SegmentationState after);
    ~SetProposal() override;

    /// Makes `after` what redo leads to.
    void extend(SegmentationState after) { after_ = std::move(after); }
    /// Leaves no step to redo when it is undone.
    void discard() { discarded_ = true; }

    void undo() override;
    void redo() override;

  private:
    Document& document_;
    SegmentationState before_;
    SegmentationState after_;
    bool pushed_ = false;
    bool discarded_ = false;
};

}  // namespace axolemma
