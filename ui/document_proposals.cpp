// What a network or other labels said of a document's stack: named, stored, read again.
#include <fmt/format.h>

#include <QThread>
#include <utility>

#include "core/error.h"
#include "core/io/project.h"
#include "core/io/stack_reader.h"
#include "core/proofreading/imported_labels.h"
#include "ui/commands.h"
#include "ui/document.h"
#include "ui/opened_project.h"

namespace axolemma {

bool Document::commitProposal(const QString& name) {
    Gesture gesture;
    gesture.name = name.toStdString();
    gesture.place = {width() / 2, height() / 2, slice_};
    gesture.proposal = ProposalStore::reserve();
    return commit(std::move(gesture));
}

void Document::keepMinted() {
    const std::vector<MintedId>& all = state_.derived->neurons.minted();
    if (segmenting_ || refining_ || all.size() <= minted_.size()) return;
    const std::vector<MintedId> added(all.begin() + static_cast<std::ptrdiff_t>(minted_.size()),
                                      all.end());
    minted_ = all;
    // Both parts of what is shown alone are shown once it is cut.
    for (const MintedId& mint : added) visibility_.setShown(mint.id, true);
    if (!log_.project() || log_.project()->readOnly()) return;
    log_.mint(added);
}

void Document::keepProposal() {
    keepMinted();
    const std::string& name = history().proposal();
    if (!log_.project() || log_.project()->readOnly() || name.empty()) return;
    writer_.store(log_.project(), name, state_.segmentation);
}

void Document::keepStatesOf(SetProposal& step) {
    // Each holds the components of a whole stack; undo rarely goes back over more.
    constexpr std::size_t kRemembered = 3;
    remembered_.push_back(&step);
    while (log_.project() && writer_.allStored() && remembered_.size() > kRemembered) {
        remembered_.front()->forget();
        remembered_.pop_front();
    }
}

void Document::showStoredProposal(const std::string& name, Gesture (EditLog::*back)()) {
    dropRuns();
    if (name.empty()) {
        setState({std::make_shared<const Segmentation>(), std::make_shared<const Derived>()});
        noteShown();
        return;
    }
    const QString title = tr("Reading a segmentation");
    networkYields_ = false;
    loading_ = true;
    network_.start(
        [this, title, name, project = log_.project(), said = saidNow(),
         minted = minted_](const Worker::Context& context) {
            // It may be among those that are being stored.
            writer_.queue().waitForDone();
            const StoredProposal stored = project->proposals().load(name, {}, context.stop());
            auto segmentation = std::make_shared<const Segmentation>(
                segmentationOf(stored, reporter(context, title), context.stop()));
            return derivedState(std::move(segmentation), said(), minted, nullptr, context.stop());
        },
        [this, back](Outcome<SegmentationState> outcome) {
            loading_ = false;
            Q_EMIT jobEnded({});
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (outcome.value) {
                setState(std::move(*outcome.value));
                noteShown();
            } else {
                returnToShown(back);
            }
        });
    beginJob(title);
}

void Document::returnToShown(Gesture (EditLog::*back)()) {
    const bool undoes = back == &EditLog::undo;
    while (history().proposal() != shownProposal_) {
        const std::size_t end = undoes ? 0 : history().steps().size();
        if (history().position() == end || !step(back)) break;
    }
    agreeWithLog();
}

void Document::stopLoading() {
    if (!std::exchange(loading_, false)) return;
    network_.drop();
    networkYields_ = true;
    Q_EMIT jobEnded({});
}

void Document::importLabels(const std::filesystem::path& path) {
    if (!stack_ || segmenting_ || !mayEdit()) return;
    abandonRefinement();
    running_ = nullptr;
    const QString name = QString::fromStdString(path.filename().string());
    const QString title = tr("Importing %1").arg(name);
    networkYields_ = false;
    loading_ = true;
    network_.start(
        [this, title, path, stack = std::shared_ptr<const Stack>(stack_), said = saidNow(),
         minted = minted_](const Worker::Context& context) {
            const Stack read = readStack({path}, reporter(context, title), context.stop());
            if (read.width() != stack->width() || read.height() != stack->height() ||
                read.depth() != stack->depth())
                throw Error(fmt::format(
                    "{} has {} x {} x {} voxels but the stack has {} x {} x {}: choose labels of "
                    "this stack.",
                    path.string(), read.width(), read.height(), read.depth(), stack->width(),
                    stack->height(), stack->depth()));
            auto segmentation = std::make_shared<Segmentation>();
            segmentation->proposal =
                axolemma::importLabels(asWideLabels(read), QThread::idealThreadCount(),
                                       context.stop())
                    .proposal;
            segmentation->device = path.filename().string();
            return derivedState(std::move(segmentation), said(), minted, nullptr, context.stop());
        },
        [this, name](Outcome<SegmentationState> outcome) {
            loading_ = false;
            Q_EMIT jobEnded(outcome.cancelled ? tr("Importing was cancelled") : QString());
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            const QString text = tr("Import labels %1").arg(name);
            if (!outcome.value || !commitProposal(text)) return;
            auto* step = new SetProposal(*this, state_, std::move(*outcome.value));
            step->setText(text);
            undoStack_.push(step);
            keepStatesOf(*step);
            keepProposal();
        });
    beginJob(title);
}

}  // namespace axolemma
