#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "ui/tool.h"
#include "ui/view_transform.h"

namespace axolemma {

/// Draws the marks of a tool over the slice view, whose mouse it leaves alone. Belongs to the GUI
/// thread.
class ToolOverlay : public QWidget {
    Q_OBJECT
  public:
    explicit ToolOverlay(QWidget* parent);

    /// `transform` in logical pixels of this widget.
    void show(ToolMarks marks, const ViewTransform& transform);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    ToolMarks marks_;
    /// Those of `marks_.areas`, which often stay the same while the mouse moves.
    std::vector<QImage> images_;
    ViewTransform transform_;
};

}  // namespace axolemma
