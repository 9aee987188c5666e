#pragma once

#include <QFrame>
#include <optional>

#include "core/geometry.h"
#include "ui/worker.h"

class QLabel;
class QPushButton;

namespace axolemma {

class Document;
class KeyMap;
class SliceView;

/// Three steps on the first stack somebody opens: segment it, cut a neuron (on the sample, one that
/// is known to be two), verify one. Each is over when it was done; the guide can be skipped at any
/// time and is asked for again in the menu Help. Lies over the slice view.
class GuidedStart : public QFrame {
    Q_OBJECT
  public:
    GuidedStart(Document& document, SliceView& view, const KeyMap& keys);

    /// Begins with the first step that is not done yet.
    void begin();
    /// Whether somebody has seen or skipped it on this account (QSettings "guide/seen").
    static bool wasSeen();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    enum Step { Segment, Cut, Verify, Done };
    void follow();
    void show(Step step);
    void end();
    void place();
    /// Looks for two neurons of the sample that run into each other, to have them cut.
    void findMerge();
    /// The key of an action or, where it has none, its name in the menu.
    QString keyOf(const char* action) const;
    void showMerge();

    Document& document_;
    SliceView& view_;
    const KeyMap& keys_;
    QLabel* title_;
    QLabel* text_;
    QPushButton* skip_;
    Step step_ = Done;
    /// Where the expert is asked to cut.
    std::optional<Place> merge_;
    Worker finder_;
};

}  // namespace axolemma
