#include "ui/click_tools.h"

#include <cmath>

#include "core/proofreading/brush.h"
#include "ui/document.h"

namespace axolemma {

namespace {

double distance(PointF a, PointF b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

/// A drag shorter than this, in pixels of the slice, is a click.
constexpr double kClick = 3;

}  // namespace

void PickTool::release(const ToolPoint& point) {
    if (point.button == Qt::LeftButton) document_.pick(point.place);
}

QString PickTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ControlModifier) return tr("Left: pick a neuron   Wheel: zoom");
    if (modifiers & Qt::ShiftModifier) return tr("Left: pick a neuron   Wheel: ten slices");
    return tr("Left: pick a neuron   Right: menu   Middle drag: move   Wheel: slice");
}

QString PanTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ControlModifier) return tr("Left drag: move the slice   Wheel: zoom");
    if (modifiers & Qt::ShiftModifier) return tr("Left: pick a neuron   Wheel: ten slices");
    return tr("Left drag: move the slice   Wheel: slice   Ctrl + wheel: zoom");
}

// --- Fill ---

void FillTool::press(const ToolPoint& point) {
    if (point.button == Qt::LeftButton) document_.apply(fillHole(document_.settled(), point.place));
}

QString FillTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return tr("Left: pick a neuron   Wheel: ten slices");
    return tr("Left: fill everything that the component under the mouse encloses   Wheel: slice");
}

// --- Merge ---

void MergeTool::press(const ToolPoint& point) {
    if (point.button == Qt::RightButton) {
        cancel();
        return;
    }
    if (point.button != Qt::LeftButton) return;
    over_ = point;
    if (first_) {
        finish(point);
        return;
    }
    if (document_.neuronAt(point.place) == 0) {
        document_.refuse(tr("There is boundary here: click inside of a neuron."), point.place);
        return;
    }
    first_ = point;
    choosing_ = true;
    Q_EMIT changed();
}

void MergeTool::move(const ToolPoint& point) {
    over_ = point;
    if (first_) Q_EMIT changed();
}

void MergeTool::release(const ToolPoint& point) {
    if (point.button != Qt::LeftButton || !std::exchange(choosing_, false) || !first_) return;
    if (distance(point.at, first_->at) > kClick || point.place.z != first_->place.z) finish(point);
}

void MergeTool::finish(const ToolPoint& point) {
    const Place from = first_->place;
    first_.reset();
    choosing_ = false;
    if (document_.apply(merge(document_.settled(), from, point.place))) document_.pick(point.place);
    Q_EMIT changed();
}

bool MergeTool::cancel() {
    choosing_ = false;
    if (!first_) return false;
    first_.reset();
    Q_EMIT changed();
    return true;
}

void MergeTool::sliceChanged() {
    // The second click may be in another slice.
    Q_EMIT changed();
}

ToolMarks MergeTool::marks() const {
    ToolMarks marks;
    if (!first_) return marks;
    marks.dots.push_back({first_->at, kFirstSide});
    if (over_) marks.lines.push_back({{first_->at, over_->at}, kFirstSide});
    return marks;
}

QString MergeTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return tr("Left: pick a neuron   Wheel: ten slices");
    if (first_)
        return tr("Left: merge with neuron %1   Right: not this one   Wheel: slice")
            .arg(document_.neuronAt(first_->place));
    return tr("Left: first of two neurons, or drag to the other   Wheel: slice");
}

// --- Lasso ---

void LassoTool::press(const ToolPoint& point) {
    if (point.button == Qt::RightButton && outline_.size() >= 3) {
        accept();
    } else if (point.button == Qt::RightButton) {
        cancel();
    } else if (point.button == Qt::LeftButton) {
        dragging_ = true;
        outline_.push_back(point.at);
    }
    Q_EMIT changed();
}

void LassoTool::move(const ToolPoint& point) {
    over_ = point.at;
    if (dragging_ && distance(outline_.back(), point.at) > kClick / 2) outline_.push_back(point.at);
    if (!outline_.empty()) Q_EMIT changed();
}

void LassoTool::release(const ToolPoint& point) {
    if (point.button != Qt::LeftButton) return;
    dragging_ = false;
    // A drag that comes back to where it began is closed by that.
    const bool closed = outline_.size() > 8 && distance(outline_.front(), point.at) < 8;
    if (closed) accept();
}

bool LassoTool::accept() {
    if (outline_.size() < 3) return false;
    const PixelRuns pixels = polygon(outline_);
    outline_.clear();
    dragging_ = false;
    const Place neuron = document_.selectedPlace().value_or(Place{-1, -1, -1});
    document_.apply(
        makeProfile(document_.settled(), document_.slice(), pixels, neuron, "Draw a profile of"));
    Q_EMIT changed();
    return true;
}

bool LassoTool::cancel() {
    dragging_ = false;
    if (outline_.empty()) return false;
    outline_.clear();
    Q_EMIT changed();
    return true;
}

ToolMarks LassoTool::marks() const {
    ToolMarks marks;
    if (outline_.empty()) return marks;
    std::vector<PointF> line = outline_;
    if (over_) line.push_back(*over_);
    line.push_back(outline_.front());
    marks.lines.push_back({std::move(line), kFirstSide});
    return marks;
}

QString LassoTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return tr("Left: pick a neuron   Wheel: ten slices");
    const QString whose = document_.selectedNeuron()
                              ? tr("neuron %1").arg(document_.selectedNeuron())
                              : tr("a new neuron");
    if (outline_.size() >= 3)
        return tr("Left: next corner   Right or Enter: make it a profile of %1   Esc: forget it")
            .arg(whose);
    return tr("Left: corners of a profile of %1, or drag around it   Wheel: slice").arg(whose);
}

}  // namespace axolemma
