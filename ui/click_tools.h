#pragma once

#include "ui/tool.h"

namespace axolemma {

/// A click picks a neuron, or nothing on boundary; with Ctrl held one more, or one less.
class PickTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void release(const ToolPoint& point) override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;
};

/// A drag moves the slice, which the view does itself.
class PanTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    QString hint(Qt::KeyboardModifiers modifiers) const override;
};

/// Two clicks, or a drag from one to the other, make one neuron of two; they may be in different
/// slices.
class MergeTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void press(const ToolPoint& point) override;
    void move(const ToolPoint& point) override;
    void release(const ToolPoint& point) override;
    bool cancel() override;
    void sliceChanged() override;
    ToolMarks marks() const override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  private:
    void finish(const ToolPoint& point);
    std::optional<ToolPoint> first_;
    std::optional<ToolPoint> over_;
    /// The first place was chosen with this press.
    bool choosing_ = false;
};

/// A polygon, drawn by clicks or by a drag, becomes a profile of the picked neuron or of a new one.
class LassoTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void press(const ToolPoint& point) override;
    void move(const ToolPoint& point) override;
    void release(const ToolPoint& point) override;
    bool accept() override;
    bool cancel() override;
    void refresh() override;
    ToolMarks marks() const override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  private:
    /// The profile becomes one of a new neuron.
    bool takesNew() const;
    std::vector<PointF> outline_;
    /// What the profile would hold.
    PixelRuns inside_;
    std::optional<PointF> over_;
    bool dragging_ = false;
};

}  // namespace axolemma
