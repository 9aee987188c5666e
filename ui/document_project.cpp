// Where a document's steps and proposals are kept: the project on disk.
#include <fmt/format.h>

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QThread>
#include <utility>

#include "core/error.h"
#include "core/io/project.h"
#include "core/io/project_file.h"
#include "core/io/stack_reader.h"
#include "core/proofreading/imported_labels.h"
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
            this, [this, sentence] { Q_EMIT projectProblem(QString::fromStdString(sentence)); },
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
        Q_EMIT projectProblem(QString::fromStdString(error.what()));
    }
}

bool Document::projectIsUnnamed() const {
    std::error_code error;
    return project() &&
           std::filesystem::equivalent(project()->folder().parent_path(), projects_, error);
}

std::optional<Document::EarlierProject> Document::earlierProject() const {
    std::optional<EarlierProject> newest;
    std::error_code error;
    if (!stack_ || projects_.empty()) return newest;
    for (std::filesystem::directory_iterator at(projects_, error), end; !error && at != end;
         at.increment(error)) {
        try {
            if (!isProject(at->path())) continue;
            const QFileInfo journal(
                QString::fromStdString((at->path() / project_layout::kJournal).string()));
            if (newest && journal.lastModified() <= newest->time) continue;
            // Of another stack by its reference alone, mostly.
            const StackReference about = readProjectFile(at->path()).stack;
            if (!about.path.empty() && about.path != stack_->path) continue;
            requireSameStack(about, *stack_);
            QFile lines(journal.filePath());
            if (!lines.open(QFile::ReadOnly)) continue;
            std::size_t steps = 0;
            while (!lines.atEnd()) steps += lines.readLine().contains("\"name\"") ? 1 : 0;
            if (steps > 0) newest = {at->path(), journal.lastModified(), steps};
        } catch (const std::exception&) {
            // Not about this stack, or damaged: it is there to be opened by name.
        }
    }
    return newest;
}

void Document::recoverProject() {
    if (!log_.project()) return;
    try {
        const std::size_t before = history().steps().size();
        log_.project()->recoverRest();
        restoring_ = true;
        for (std::size_t i = before; i < history().steps().size(); ++i)
            undoStack_.push(new LoggedStep(*this, history().steps()[i].name, true));
        restoring_ = false;
        agreeWithLog();
        minted_ = log_.project()->minted();
        saidChanged();
    } catch (const std::exception& error) {
        restoring_ = false;
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void Document::saveProject() {
    if (!log_.project() || log_.project()->readOnly()) return;
    saver_.start([this, project = log_.project(), work = log_.project()->saveJob()] {
        try {
            work();
        } catch (const std::exception& error) {
            const QString sentence = QString::fromStdString(error.what());
            QMetaObject::invokeMethod(
                this, [this, sentence] { Q_EMIT failed(sentence); }, Qt::QueuedConnection);
        }
    });
}

void Document::saveProjectAs(const std::filesystem::path& folder) {
    if (!log_.project()) return;
    saver_.waitForDone();
    if (projectIsUnnamed()) {
        log_.project()->moveTo(folder);
    } else {
        log_.project()->copyTo(folder);
    }
    Q_EMIT projectChanged();
}

// --- Proposals ---

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
    if (!log_.project() || log_.project()->readOnly()) return;
    log_.mint(added);
}

void Document::keepProposal() {
    keepMinted();
    const std::string& name = history().proposal();
    if (!log_.project() || log_.project()->readOnly() || name.empty()) return;
    saver_.start([this, project = log_.project(), segmentation = state_.segmentation, name] {
        try {
            ProposalStore& store = project->proposals();
            store.fulfil(name, store.store(storedProposal(*segmentation)));
        } catch (const std::exception& error) {
            const QString sentence = QString::fromStdString(error.what());
            QMetaObject::invokeMethod(
                this, [this, sentence] { Q_EMIT projectProblem(sentence); }, Qt::QueuedConnection);
        }
    });
}

void Document::showStoredProposal(const std::string& name) {
    if (name.empty()) {
        setState({std::make_shared<const Segmentation>(), std::make_shared<const Derived>()});
        return;
    }
    const QString title = tr("Reading a segmentation");
    jobClock_.start();
    Q_EMIT jobStarted(title);
    network_.start(
        [this, title, name, project = log_.project(), said = saidNow(),
         minted = minted_](const Worker::Context& context) {
            const StoredProposal stored = project->proposals().load(name, {}, context.stop());
            auto segmentation = std::make_shared<const Segmentation>(
                segmentationOf(stored, reporter(context, title), context.stop()));
            return derivedState(std::move(segmentation), said(), minted, nullptr, context.stop());
        },
        [this](Outcome<SegmentationState> outcome) {
            Q_EMIT jobEnded({});
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (outcome.value) setState(std::move(*outcome.value));
        });
}

void Document::importLabels(const std::filesystem::path& path) {
    if (!stack_ || segmenting_ || !mayEdit()) return;
    abandonRefinement();
    const QString name = QString::fromStdString(path.filename().string());
    const QString title = tr("Importing %1").arg(name);
    jobClock_.start();
    Q_EMIT jobStarted(title);
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
            Q_EMIT jobEnded(outcome.cancelled ? tr("Importing was cancelled") : QString());
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            const QString text = tr("Import labels %1").arg(name);
            if (!outcome.value || !commitProposal(text)) return;
            auto* step = new SetProposal(*this, state_, std::move(*outcome.value));
            step->setText(text);
            undoStack_.push(step);
            keepProposal();
        });
}

// --- Opening ---

void Document::openProject(const std::filesystem::path& folder) {
    const QString title = tr("Opening %1").arg(QString::fromStdString(folder.filename().string()));
    jobClock_.start();
    Q_EMIT jobStarted(title);
    reader_.start(
        [this, title, folder, options = projectOptions()](const Worker::Context& context) {
            const ProgressFunction progress = reporter(context, title);
            auto opened = std::make_shared<OpenedProject>();
            opened->project = Project::open(folder, options, progress);
            opened->notes = opened->project->notes();
            opened->stack.stack = readStackOf(*opened->project, progress, context.stop());
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
        [this](Outcome<std::shared_ptr<OpenedProject>> outcome) {
            if (outcome.value) adoptProject(std::move(**outcome.value));
            Q_EMIT jobEnded(outcome.cancelled ? tr("Opening was cancelled") : QString());
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
        });
}

void Document::adoptProject(OpenedProject opened) {
    adopt(std::move(opened.stack));
    log_.setProject(std::move(opened.project));
    minted_ = log_.project()->minted();
    shared_->set(assertions());
    // The steps of earlier sittings are there to be undone, without being done once more.
    restoring_ = true;
    for (const HistoryStep& step : history().steps())
        undoStack_.push(new LoggedStep(*this, step.name, true));
    undoStack_.setIndex(static_cast<int>(history().position()));
    restoring_ = false;
    setState(std::move(opened.state));
    keepMinted();
    if (!history().steps().empty() && history().position() > 0)
        setSlice(history().steps()[history().position() - 1].place.z);
    Q_EMIT projectChanged();
    for (const std::string& note : opened.notes) Q_EMIT noted(QString::fromStdString(note));
}

}  // namespace axolemma
