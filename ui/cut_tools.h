#pragma once

#include <memory>

#include "core/proofreading/knife.h"
#include "core/proofreading/livewire.h"
#include "ui/tool.h"

namespace axolemma {

/// A rough line across a neurite snaps to the membrane beside it; both parts are shown, and a click
/// on one of them cuts and picks it.
class KnifeTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void press(const ToolPoint& point) override;
    void move(const ToolPoint& point) override;
    void release(const ToolPoint& point) override;
    bool accept() override;
    bool cancel() override;
    ToolMarks marks() const override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  private:
    void preview();
    bool cutAt(Place pick);
    std::vector<PointF> drawn_;
    int z_ = 0;
    bool drawing_ = false;
    KnifeCut cut_;
};

/// Clicks on either side of where a neuron is to be split, left for one part and right for the
/// other, in any slices; both parts are shown, Enter splits.
class SplitTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void press(const ToolPoint& point) override;
    bool accept() override;
    bool cancel() override;
    void sliceChanged() override;
    ToolMarks marks() const override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  private:
    void preview();
    void showAreas();
    std::vector<Place> one_;
    std::vector<Place> other_;
    /// What there would be after it; null where it may not be.
    std::shared_ptr<const Derived> then_;
    /// Both parts in the current slice.
    std::vector<ToolMarks::Area> areas_;
};

/// A wire that follows the membrane from the first click to the mouse; the second click makes it
/// boundary. With Ctrl held it goes on from there.
class RetraceTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void press(const ToolPoint& point) override;
    void move(const ToolPoint& point) override;
    bool cancel() override;
    ToolMarks marks() const override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  private:
    void start(const ToolPoint& point);
    /// Keeps what the wire looks at alive.
    std::shared_ptr<const void> map_;
    std::shared_ptr<const void> components_;
    std::optional<Livewire> wire_;
    LivewirePath path_;
    int z_ = 0;
};

}  // namespace axolemma
