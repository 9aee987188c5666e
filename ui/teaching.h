#pragma once

#include <QObject>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "core/proofreading/held_out.h"
#include "core/proofreading/verdict.h"
#include "segmentation/training.h"
#include "ui/change_pictures.h"
#include "ui/segmentation_run.h"
#include "ui/worker.h"

namespace axolemma {

class Document;

/// What the network would be taught of the open stack.
struct TeachingOutlook {
    std::uint64_t known = 0;
    HeldOutChoice choice;
};

/// A network that was taught, and what it is worth; its file is there, the old one's too.
struct TaughtNetwork {
    std::filesystem::path file;
    /// For people: the name of the network it started from.
    QString parent;
    TeachingVerdict verdict;
    /// Of the first of its changes.
    std::vector<ChangePicture> pictures;
    HeldOut heldOut;
    double sampleBefore = 0;
    double sampleAfter = 0;
    int steps = 0;
};

/// Teaches a network with what was said of the document's stack, on one core beside the window, and
/// judges what came of it. Belongs to the GUI thread.
class Teaching : public QObject {
    Q_OBJECT
  public:
    struct Settings {
        /// A name of `availableModels` or a path.
        std::string parent = "default";
        /// Where the new network goes; there must be nothing yet.
        std::filesystem::path output;
        double minutes = 5;
        int steps = 0;  ///< in place of minutes, where above 0
        std::string device = "auto";
    };

    explicit Teaching(Document& document, QObject* parent = nullptr);
    ~Teaching() override;

    /// Finds out, in the background, what there is to learn from; `surveyed` follows.
    void survey();
    /// Learns and judges; `progressed` follows, then `ended`. Steps that are made meanwhile are not
    /// learnt. Does nothing while it is running.
    void start(const Settings& settings);
    /// The clock of the training stands still meanwhile.
    void setPaused(bool paused);
    bool paused() const { return *paused_; }
    void cancel();
    bool running() const { return worker_.busy(); }

    /// Nothing before the first, and once it is decided what becomes of it.
    const std::optional<TaughtNetwork>& taught() const { return taught_; }
    /// The new network stays; its file is not touched any more.
    void keep();
    /// Removes the file of the new network.
    void discard();

  Q_SIGNALS:
    void surveyed(const axolemma::TeachingOutlook& outlook);
    void started();
    void progressed(const axolemma::TrainingProgress& progress);
    /// It has learnt, and both networks are run over the stack.
    void judging();
    /// `taught()` is new, or why there is none: a sentence, empty where it was cancelled.
    void ended(const QString& problem);

  private:
    std::vector<Gesture> correctionsDone() const;

    Document& document_;
    std::optional<TaughtNetwork> taught_;
    std::shared_ptr<std::atomic<bool>> paused_ = std::make_shared<std::atomic<bool>>(false);
    Worker surveyor_;
    Worker worker_;
};

}  // namespace axolemma
