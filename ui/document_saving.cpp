// How a document's project is saved, under another name too, and let go of.
#include <utility>

#include "core/error.h"
#include "core/io/project_file.h"
#include "core/io/project_transfer.h"
#include "ui/commands.h"
#include "ui/document.h"

namespace axolemma {

namespace {

QString nameOf(const std::filesystem::path& folder) {
    return QString::fromStdString(folder.filename().string());
}

}  // namespace

void Document::saveProject() {
    if (!log_.project() || log_.project()->readOnly()) return;
    // What a network said until now.
    if (segmenting_ && slicesDone_ > 0) keepProposal();
    writer_.save(log_.project(), tr("Saved %1").arg(nameOf(log_.project()->folder())));
}

void Document::saveProjectAs(const std::filesystem::path& folder) {
    if (copier_.busy()) {
        Q_EMIT failed(tr("The project is being saved already: wait for that, or cancel it."));
        return;
    }
    try {
        if (!log_.project()) {
            saveFromMemory(folder);
            return;
        }
        std::shared_ptr<ProjectTransfer> transfer =
            log_.project()->beginTransfer(folder, projectIsUnnamed());
        const QString title = tr("Saving %1").arg(nameOf(folder));
        // What is to be stored goes into the new folder, or stays for the old one.
        writer_.queue().hold();
        copier_.start(
            [this, title, transfer, project = log_.project()](const Worker::Context& context) {
                writer_.queue().waitForDone();
                transfer->copy(reporter(context, title), context.stop());
            },
            [this, transfer](Outcome<std::monostate> outcome) mutable {
                endSaving(*transfer, std::move(outcome));
                // What it leaves is removed in the background too.
                writer_.queue().start(
                    [transfer = std::move(transfer)]() mutable { transfer.reset(); });
            });
        beginJob(title);
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void Document::endSaving(ProjectTransfer& transfer, Outcome<std::monostate> outcome) {
    if (outcome.value) {
        try {
            log_.project()->goOnIn(transfer);
        } catch (const std::exception& error) {
            outcome = {.value = {}, .error = error.what()};
        }
    }
    writer_.queue().release();
    Q_EMIT jobEnded(outcome.cancelled ? tr("Saving was cancelled") : QString());
    if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
    if (!outcome.value) return;
    tellSavedAs();
}

void Document::tellSavedAs() {
    // What stood in the way was where the project lay before.
    writer_.setJournalProblem(QString::fromStdString(log_.project()->problem()));
    writer_.save(log_.project(),
                 tr("Saved as %1").arg(QString::fromStdString(log_.project()->folder().string())));
    Q_EMIT projectChanged();
}

void Document::dropSaving() {
    if (!copier_.busy()) return;
    copier_.drop();
    writer_.queue().release();
    Q_EMIT jobEnded({});
}

void Document::saveFromMemory(const std::filesystem::path& folder) {
    if (!stack_ || history().steps().empty()) return;
    if (segmenting_) throw Error("A network is running: stop it or wait for it, then save.");
    abandonRefinement();
    std::shared_ptr<Project> project = Project::create(folder, *stack_, projectOptions());
    std::vector<std::pair<std::string, std::shared_ptr<const Segmentation>>> proposals;
    try {
        for (std::size_t i = 0; i < history().steps().size(); ++i) {
            Gesture gesture = history().gesture(i);
            gesture.sequence = 0;
            const auto* step =
                dynamic_cast<const SetProposal*>(undoStack_.command(static_cast<int>(i)));
            if (step) proposals.emplace_back(gesture.proposal, step->after().segmentation);
            (void)project->commit(std::move(gesture));
        }
        for (std::size_t i = history().position(); i < history().steps().size(); ++i)
            (void)project->undo();
        project->mint(minted_);
    } catch (...) {
        project.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
        throw;
    }
    log_.setProject(std::move(project));
    restoreSteps();
    for (auto& [name, segmentation] : proposals)
        writer_.store(log_.project(), name, std::move(segmentation));
    tellSavedAs();
}

void Document::closeProject() {
    const bool unused = projectIsUnnamed() && !project()->readOnly() && history().steps().empty();
    const std::filesystem::path folder = project() ? project()->folder() : std::filesystem::path();
    closing_ = log_.project();
    log_.forget();
    writer_.forget();
    std::error_code error;
    // Begun for a step that could not be made. Whatever the journal holds, readable or not, stays.
    if (unused && std::filesystem::file_size(folder / project_layout::kJournal, error) == 0 &&
        !error)
        std::filesystem::remove_all(folder, error);
}

}  // namespace axolemma
