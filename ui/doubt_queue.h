#pragma once

#include <QObject>
#include <QTimer>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/proofreading/doubts.h"
#include "ui/tool.h"
#include "ui/worker.h"

namespace axolemma {

class Document;

/// Walks through the places where the proposal is least certain, the most rewarding first, and
/// takes the expert's decisions. What is doubtful is found again in the background after every
/// decision. Belongs to the GUI thread.
class DoubtQueue : public QObject {
    Q_OBJECT
  public:
    explicit DoubtQueue(Document& document, QObject* parent = nullptr);

    /// Shows the next doubt, or the one before (-1); the first time the first.
    void step(int direction);
    /// Makes the other outcome of what is shown hold, or says that the present one is right, and
    /// goes on to the next. Return false where nothing is shown, or the next ones are looked for.
    bool takeOther();
    bool keepPresent();
    /// Shows none.
    void close();

    /// What is shown.
    const std::optional<Doubt>& shown() const { return shown_; }
    int position() const { return position_; }
    int count() const { return static_cast<int>(doubts_.size()); }
    double expectedErrors() const { return axolemma::expectedErrors(doubts_); }

    /// Keeps `uncertainty` known also while no doubt is shown: it is found again when the document
    /// has been left alone for a moment.
    void setWatching(bool watching);
    /// How many errors are expected at a neuron, by its id; null where it is not known yet.
    std::shared_ptr<const std::map<std::uint64_t, double>> uncertainty() const {
        return uncertainty_;
    }
    bool busy() const { return finder_.busy(); }
    /// Both sides of what is shown, in the slice that is looked at.
    ToolMarks marks() const;

  Q_SIGNALS:
    void uncertaintyChanged();
    /// Another doubt is shown, or none, or they are being looked for.
    void changed();
    void placeChosen(axolemma::Place place);

  private:
    void outdate();
    void findWhenIdle();
    void find();
    void show();
    bool decide(const Edit& edit);

    Document& document_;
    std::vector<Doubt> doubts_;
    std::optional<Doubt> shown_;
    int position_ = 0;
    bool open_ = false;
    bool stale_ = true;
    bool watching_ = false;
    QTimer idle_;
    std::shared_ptr<const std::map<std::uint64_t, double>> uncertainty_;
    /// Used by one job at a time.
    std::shared_ptr<DoubtFinder> memory_ = std::make_shared<DoubtFinder>();
    Worker finder_;
};

}  // namespace axolemma
