#pragma once

#include <QUndoCommand>
#include <string>

#include "ui/document.h"

namespace axolemma {

/// A step that the history of the document holds, and its project can undo and do again: what an
/// edit said, in this sitting or an earlier one. This is only its name.
class LoggedStep : public QUndoCommand {
  public:
    /// It is done already. `restored`: in an earlier sitting, so that a proposal that it brought is
    /// to be read from the project.
    LoggedStep(Document& document, const std::string& name, bool restored);

    void undo() override;
    void redo() override;

  private:
    Document& document_;
    bool restored_;
    bool pushed_ = false;
};

/// Replaces what the network said of the stack; the history holds it already. A running
/// segmentation pushes it with its first slice and extends it with the others, so that edits made
/// meanwhile lie on top of it.
class SetProposal : public QUndoCommand {
  public:
    SetProposal(Document& document, SegmentationState before, SegmentationState after);
    ~SetProposal() override;

    /// Makes `after` what redo leads to.
    void extend(SegmentationState after) { after_ = std::move(after); }
    const SegmentationState& after() const { return after_; }
    /// Lets go of both states: from now on they are read from the project.
    void forget();
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
    bool forgotten_ = false;
};

}  // namespace axolemma
