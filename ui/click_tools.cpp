#include "ui/click_tools.h"

#include <cmath>

#include "core/proofreading/brush.h"
#include "ui/document.h"
#include "ui/tool_box.h"

namespace axolemma {

namespace {

double distance(PointF a, PointF b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

/// A drag shorter than this, in pixels of the slice, is a click.
constexpr double kClick = 3;

}  // namespace

void PickTool::release(const ToolPoint& point) {
    if (point.button != Qt::LeftButton) return;
    if (point.modifiers & Qt::ControlModifier) {
        document_.togglePick(point.place);
    } else {
        document_.pick(point.place);
    }
}

QString PickTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ControlModifier)
        return tr("Left: pick this neuron too, or no longer   Wheel: zoom");
    if (modifiers & Qt::ShiftModifier) return pickHint();
    return tr(
        "Left: pick a neuron   Ctrl + left: more of them   Right: menu   Middle drag: move   "
        "Wheel: slice");
}

QString PanTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ControlModifier) return tr("Left drag: move the slice   Wheel: zoom");
    if (modifiers & Qt::ShiftModifier) return pickHint();
    return tr("Left drag: move the slice   Wheel: slice   Ctrl + wheel: zoom");
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
    if (modifiers & Qt::ShiftModifier) return pickHint();
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
    refresh();
}

void LassoTool::move(const ToolPoint& point) {
    over_ = point.at;
    if (dragging_ && distance(outline_.back(), point.at) > kClick / 2) outline_.push_back(point.at);
    if (!outline_.empty()) refresh();
}

void LassoTool::refresh() {
    inside_ = {};
    std::vector<PointF> closed = outline_;
    if (over_) closed.push_back(*over_);
    const int z = document_.slice();
    if (!outline_.empty() && document_.components(z))
        inside_ = admitted(*document_.derived(), z,
                           polygon(closed).clipped({0, 0, document_.width(), document_.height()}),
                           box_.limits());
    Q_EMIT changed();
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
    const Derived& now = document_.settled();
    const Place neuron = takesNew() ? Place{-1, -1, -1} : *document_.selectedPlace();
    document_.apply(
        makeProfile(now, document_.slice(), pixels, neuron, "Draw a profile of", box_.limits()));
    refresh();
    return true;
}

bool LassoTool::cancel() {
    dragging_ = false;
    if (outline_.empty()) return false;
    outline_.clear();
    refresh();
    return true;
}

bool LassoTool::takesNew() const {
    // Where picked neurons may not be changed they take no profile either.
    return document_.selectedNeuron() == 0 || box_.scope() == StrokeScope::AllButPicked;
}

ToolMarks LassoTool::marks() const {
    ToolMarks marks;
    if (outline_.empty()) return marks;
    if (!inside_.empty()) marks.areas.push_back({inside_, translucent(kFirstSide)});
    std::vector<PointF> line = outline_;
    if (over_) line.push_back(*over_);
    line.push_back(outline_.front());
    marks.lines.push_back({std::move(line), kFirstSide});
    return marks;
}

QString LassoTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return pickHint();
    const QString whose =
        takesNew() ? tr("a new neuron") : tr("neuron %1").arg(document_.selectedNeuron());
    if (outline_.size() >= 3)
        return tr("Left: corner   Right or Enter: profile of %1   Esc: forget it").arg(whose) +
               box_.limitsHint();
    return tr("Left: corners of a profile of %1, or drag around it   Wheel: slice").arg(whose) +
           box_.limitsHint();
}

}  // namespace axolemma
