// What a document does with what an expert says: edits, their undo, and what is derived from them.
#include <QScopedValueRollback>
#include <utility>

#include "ui/commands.h"
#include "ui/document.h"

namespace axolemma {

SaidFunction Document::saidNow() const {
    return [shared = shared_] { return shared->get(); };
}

bool Document::apply(const Edit& edit) {
    if (!edit.allowed()) {
        Q_EMIT refused(QString::fromStdString(edit.refusal), edit.place);
        return false;
    }
    if (edit.nothing()) return false;
    if (!mayEdit(edit.place)) return false;
    // Nothing may lie on a step that is not finished, or taking that back would take this back.
    const bool refines = refining_;
    const PartitionRule rule = rule_;
    abandonRefinement();
    if (!segmenting_) running_ = nullptr;
    Gesture gesture;
    gesture.name = edit.name;
    gesture.place = edit.place;
    gesture.said = edit.said;
    if (!commit(std::move(gesture))) return false;
    undoStack_.push(new LoggedStep(*this, edit.name, false));
    Q_EMIT edited();
    // What was on its way is made on top of the edit instead.
    if (refines) refine(rule, gesture_);
    return true;
}

bool Document::mayEdit(Place place) {
    if (loading_) {
        Q_EMIT refused(tr("A segmentation is being read: wait a moment."), place);
        return false;
    }
    if (!project() || !project()->readOnly()) return true;
    Q_EMIT refused(QString::fromStdString(project()->readOnlyBecause()), place);
    return false;
}

bool Document::commit(Gesture gesture) {
    beginProject();
    try {
        log_.commit(std::move(gesture));
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
        return false;
    }
    saidChanged();
    return true;
}

bool Document::step(Gesture (EditLog::*direction)(), bool restored) {
    Gesture gesture;
    try {
        gesture = (log_.*direction)();
    } catch (const std::exception& error) {
        // A step that cannot be read back stays as it is, and the list has to agree.
        Q_EMIT failed(QString::fromStdString(error.what()));
        QMetaObject::invokeMethod(this, &Document::agreeWithLog, Qt::QueuedConnection);
        return false;
    }
    saidChanged();
    if (!gesture.said.empty()) {
        if (contains(gesture.place)) setSlice(gesture.place.z);
        Q_EMIT stepShown(gesture.place);
    }
    if (restored && !gesture.proposal.empty())
        showStoredProposal(log_.history().proposal(),
                           direction == &EditLog::undo ? &EditLog::redo : &EditLog::undo);
    return true;
}

void Document::agreeWithLog() {
    const QScopedValueRollback restoring(restoring_, true);
    undoStack_.setIndex(static_cast<int>(history().position()));
}

void Document::saidChanged() {
    shared_->set(assertions());
    followSaid();
}

void Document::followSaid() {
    if (state_.derived->assertions == assertions()) {
        // What is on its way is of something that was undone before it arrived.
        deriver_.drop();
    } else {
        deriveSoon();
    }
}

void Document::deriveSoon() {
    if (state_.segmentation->proposal.slices.empty()) return;
    deriver_.start(
        [segmentation = state_.segmentation, said = assertions(), minted = minted_,
         before = state_.derived](const Worker::Context& context) {
            return derivedState(segmentation, said, minted, before.get(), context.stop());
        },
        [this, segmentation = state_.segmentation](Outcome<SegmentationState> outcome) {
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (outcome.value && segmentation == state_.segmentation)
                takeDerived(std::move(outcome.value->derived));
        });
}

void Document::takeDerived(std::shared_ptr<const Derived> derived) {
    state_.derived = std::move(derived);
    keepMinted();
    Q_EMIT componentsChanged(-1);
    Q_EMIT neuronsChanged();
    reselect();
}

const Derived& Document::settled() {
    if (!(state_.derived->assertions == assertions()) &&
        !state_.segmentation->proposal.slices.empty()) {
        deriver_.drop();
        takeDerived(
            derivedState(state_.segmentation, assertions(), minted_, state_.derived.get()).derived);
    }
    return *state_.derived;
}

}  // namespace axolemma
