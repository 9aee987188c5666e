#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <string>
#include <vector>

#include "core/io/project.h"
#include "ui/segmentation_run.h"
#include "ui/work_queue.h"

namespace axolemma {

/// Writes what belongs to a project besides its journal, in the background: proposals and
/// snapshots. A proposal that cannot be written (disk full, ...) is tried again until it is.
/// Belongs to the GUI thread.
class ProjectWriter : public QObject {
    Q_OBJECT
  public:
    explicit ProjectWriter(QObject* parent = nullptr);

    /// Stores a proposal under the name that a step of the project has for it.
    void store(std::shared_ptr<Project> project, const std::string& name,
               std::shared_ptr<const Segmentation> segmentation);
    /// Makes the next opening fast; `saved(summary)` or `failed` follows.
    void save(std::shared_ptr<Project> project, const QString& summary);
    /// What the journal's own writer says; empty where it can be written.
    void setJournalProblem(const QString& sentence);
    /// Another project follows: what could not be written is given up.
    void forget();
    /// Whether there is no proposal that could not be written.
    bool allStored() const { return unstored_.empty(); }
    /// In which all this is done.
    WorkQueue& queue() { return queue_; }

  Q_SIGNALS:
    /// Something cannot be written at the moment, for this reason; empty: all is written.
    void problem(const QString& sentence);
    void saved(const QString& summary);
    void failed(const QString& sentence);

  private:
    struct Unstored {
        /// Of `projects_`, so that nothing is tried for a project that is closed.
        int of = 0;
        std::shared_ptr<Project> project;
        std::string name;
        std::shared_ptr<const Segmentation> segmentation;
    };
    void endStore(Unstored work, const QString& error);
    void storeAgain();
    void tell();

    int projects_ = 0;
    std::vector<Unstored> unstored_;
    QString journalProblem_;
    QString storeProblem_;
    QString told_;
    QTimer retry_;
    // Last, so that it is waited for while all of the above is there.
    WorkQueue queue_;
};

}  // namespace axolemma
