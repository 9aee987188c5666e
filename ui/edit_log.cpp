#include "ui/edit_log.h"

#include <utility>

namespace axolemma {

void EditLog::forget() {
    project_.reset();
    memory_ = History();
}

Gesture EditLog::commit(Gesture gesture) {
    return project_ ? project_->commit(std::move(gesture)) : memory_.commit(std::move(gesture));
}

Gesture EditLog::undo() {
    return project_ ? project_->undo() : memory_.undo();
}

Gesture EditLog::redo() {
    return project_ ? project_->redo() : memory_.redo();
}

void EditLog::mint(const std::vector<MintedId>& ids) {
    if (project_) project_->mint(ids);
}

}  // namespace axolemma
