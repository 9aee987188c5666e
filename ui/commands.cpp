#include "ui/commands.h"

#include <utility>

namespace axolemma {

SetProposal::SetProposal(Document& document, SegmentationState before, SegmentationState after)
    : document_(document), before_(std::move(before)), after_(std::move(after)) {}

SetProposal::~SetProposal() {
    if (document_.running_ == this) document_.running_ = nullptr;
}

void SetProposal::undo() {
    // What a run still delivers would otherwise come back over what was just undone.
    if (document_.running_ == this) {
        document_.running_ = nullptr;
        // A refinement that is not finished is not to be redone half.
        if (document_.refiner_.busy()) setObsolete(true);
        document_.cancelJobs();
    }
    document_.setState(before_);
}

void SetProposal::redo() {
    document_.setState(after_);
}

}  // namespace axolemma
