#pragma once

#include <QUndoCommand>

#include "ui/document.h"

namespace axolemma {

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
