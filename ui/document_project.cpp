// Where a document's steps are kept: the project on disk.
#include <QDateTime>
#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <chrono>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/io/project.h"
#include "core/io/stack_reader.h"
#include "ui/commands.h"
#include "ui/document.h"
#include "ui/opened_project.h"

namespace axolemma {

namespace {

/// "stack.tif" on a day becomes "stack 2026-11-26 09.30.15.axo".
std::string unnamedFolder(const Stack& stack) {
    QString name = QString::fromStdString(stack.name).section('.', 0, 0);
    name.replace(QRegularExpression("[^\\w\\- ]"), "_");
    const QString now = QDateTime::currentDateTime().toString("yyyy-MM-dd hh.mm.ss");
    return QString("%1 %2.axo").arg(name, now).toStdString();
}

}  // namespace

Project::Options Document::projectOptions() {
    Project::Options options;
    options.author = qEnvironmentVariable("USER", "unknown").toStdString();
    options.problem = [this](const std::string& sentence) {
        QMetaObject::invokeMethod(
            this, [this, sentence] { writer_.setJournalProblem(QString::fromStdString(sentence)); },
            Qt::QueuedConnection);
    };
    return options;
}

void Document::beginProject() {
    if (log_.project() || projects_.empty() || !stack_ || !log_.history().steps().empty()) return;
    try {
        std::filesystem::create_directories(projects_);
        log_.setProject(
            Project::create(projects_ / unnamedFolder(*stack_), *stack_, projectOptions()));
        Q_EMIT projectChanged();
    } catch (const std::exception& error) {
        // Work goes on in memory, and the user knows.
        writer_.setJournalProblem(QString::fromStdString(error.what()));
    }
}

std::string Document::projectSetting(const std::string& name) const {
    if (!project()) return {};
    const auto found = project()->settings().find(name);
    return found == project()->settings().end() ? std::string() : found->second;
}

void Document::setProjectSetting(const std::string& name, const std::string& value) {
    if (log_.project()) log_.project()->setSetting(name, value);
}

bool Document::projectIsUnnamed() const {
    std::error_code error;
    return project() &&
           std::filesystem::equivalent(project()->folder().parent_path(), projects_, error);
}

bool Document::everythingIsWritten() {
    if (!project()) return !workIsInMemoryAlone();
    return project()->readOnly() || (log_.project()->flush() && writer_.allStored());
}

std::optional<EarlierProject> Document::earlierProject() const {
    if (!stack_ || projects_.empty()) return std::nullopt;
    return newestProjectIn(projects_, *stack_);
}

void Document::recoverProject() {
    if (!log_.project() || !mayEdit()) return;
    if (segmenting_) {
        Q_EMIT failed(tr("A network is running: stop it or wait for it first."));
        return;
    }
    abandonRefinement();
    const std::string proposal = history().proposal();
    try {
        log_.project()->recoverRest();
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
    restoreSteps();
    minted_ = log_.project()->minted();
    saidChanged();
    if (history().proposal() != proposal) showStoredProposal(history().proposal(), &EditLog::undo);
}

void Document::restoreSteps() {
    // The steps of earlier sittings are there to be undone, without being done once more.
    const QScopedValueRollback restoring(restoring_, true);
    undoStack_.clear();
    const auto steps = history().steps();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        // Who shows the list lays all of it out again for every step that it hears of.
        const QSignalBlocker quiet(i + 1 < steps.size() ? &undoStack_ : nullptr);
        undoStack_.push(new LoggedStep(*this, steps[i].name, true));
    }
    undoStack_.setIndex(static_cast<int>(history().position()));
}

// --- Opening ---

void Document::openProject(const std::filesystem::path& folder,
                           const std::filesystem::path& stack) {
    std::error_code ignored;
    if (project() && std::filesystem::equivalent(folder, project()->folder(), ignored)) {
        Q_EMIT noted(tr("This project is open already."));
        return;
    }
    const QString title = tr("Opening %1").arg(QString::fromStdString(folder.filename().string()));
    reader_.start(
        [this, title, folder, stack, options = projectOptions(),
         closing = closing_](const Worker::Context& context) {
            const ProgressFunction progress = reporter(context, title);
            // It may be this one, which still stores what a network said.
            while (!closing.expired() && !context.stop().stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            auto opened = std::make_shared<OpenedProject>();
            opened->project = Project::open(folder, options, progress);
            opened->notes = opened->project->notes();
            try {
                opened->stack.stack =
                    readStackOf(*opened->project, stack, progress, context.stop());
            } catch (const StackNotFound& error) {
                opened->project.reset();
                opened->missing = error.what();
                return opened;
            }
            opened->stack.contrast = robustWindow(*opened->stack.stack);
            opened->state = {std::make_shared<const Segmentation>(),
                             std::make_shared<const Derived>()};
            const std::string& proposal = opened->project->history().proposal();
            if (proposal.empty()) return opened;
            try {
                const StoredProposal stored =
                    opened->project->proposals().load(proposal, progress, context.stop());
                opened->state = derivedState(std::make_shared<const Segmentation>(
                                                 segmentationOf(stored, progress, context.stop())),
                                             opened->project->assertions(),
                                             opened->project->minted(), nullptr, context.stop());
            } catch (const Cancelled&) {
                throw;
            } catch (const Error& error) {
                // What was said is not lost with what a network said.
                opened->notes.emplace_back(error.what());
            }
            return opened;
        },
        [this, folder, found = !stack.empty()](Outcome<std::shared_ptr<OpenedProject>> outcome) {
            const std::string missing = outcome.value ? (*outcome.value)->missing : std::string();
            if (outcome.value && missing.empty()) {
                adoptProject(std::move(**outcome.value));
                // Nobody should be asked where it is twice.
                if (found) saveProject();
            }
            Q_EMIT jobEnded(outcome.cancelled ? tr("Opening was cancelled") : QString());
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (!missing.empty()) Q_EMIT stackNotFound(folder, QString::fromStdString(missing));
        });
    beginJob(title);
}

void Document::adoptProject(OpenedProject opened) {
    adopt(std::move(opened.stack));
    log_.setProject(std::move(opened.project));
    minted_ = log_.project()->minted();
    shared_->set(assertions());
    restoreSteps();
    setState(std::move(opened.state));
    noteShown();
    keepMinted();
    if (!history().steps().empty() && history().position() > 0)
        setSlice(history().steps()[history().position() - 1].place.z);
    Q_EMIT projectChanged();
    for (const std::string& note : opened.notes) Q_EMIT noted(QString::fromStdString(note));
}

}  // namespace axolemma
