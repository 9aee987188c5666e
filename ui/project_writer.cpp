#include "ui/project_writer.h"

#include <utility>

#include "ui/opened_project.h"

namespace axolemma {

namespace {

constexpr int kRetryMs = 2000;

}  // namespace

ProjectWriter::ProjectWriter(QObject* parent) : QObject(parent) {
    retry_.setSingleShot(true);
    retry_.setInterval(kRetryMs);
    connect(&retry_, &QTimer::timeout, this, &ProjectWriter::storeAgain);
}

void ProjectWriter::store(std::shared_ptr<Project> project, const std::string& name,
                          std::shared_ptr<const Segmentation> segmentation) {
    queue_.start([this, work = Unstored{projects_, std::move(project), name,
                                        std::move(segmentation)}]() mutable {
        QString error;
        try {
            ProposalStore& store = work.project->proposals();
            store.fulfil(work.name, store.store(storedProposal(*work.segmentation)));
            // Whoever waits for the project to be closed need not wait for this to be told.
            work.project.reset();
        } catch (const std::exception& wrong) {
            error = QString::fromStdString(wrong.what());
        }
        QMetaObject::invokeMethod(
            this, [this, work = std::move(work), error] { endStore(work, error); },
            Qt::QueuedConnection);
    });
}

void ProjectWriter::endStore(Unstored work, const QString& error) {
    if (work.of != projects_) return;
    if (!error.isEmpty()) {
        unstored_.push_back(std::move(work));
        retry_.start();
    }
    if (unstored_.empty() || !error.isEmpty()) storeProblem_ = error;
    tell();
}

void ProjectWriter::storeAgain() {
    for (Unstored& work : std::exchange(unstored_, {}))
        store(std::move(work.project), work.name, std::move(work.segmentation));
}

void ProjectWriter::save(std::shared_ptr<Project> project, const QString& summary) {
    auto work = project->saveJob();
    queue_.start([this, summary, project = std::move(project), work = std::move(work)] {
        QString error;
        try {
            work();
        } catch (const std::exception& wrong) {
            error = QString::fromStdString(wrong.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, error, summary] {
                if (error.isEmpty()) {
                    Q_EMIT saved(summary);
                } else {
                    Q_EMIT failed(error);
                }
            },
            Qt::QueuedConnection);
    });
}

void ProjectWriter::setJournalProblem(const QString& sentence) {
    journalProblem_ = sentence;
    tell();
}

void ProjectWriter::forget() {
    ++projects_;
    unstored_.clear();
    retry_.stop();
    journalProblem_.clear();
    storeProblem_.clear();
    tell();
}

void ProjectWriter::tell() {
    const QString now = journalProblem_.isEmpty() ? storeProblem_ : journalProblem_;
    if (std::exchange(told_, now) != now) Q_EMIT problem(now);
}

}  // namespace axolemma
