#include "ui/paint_tool.h"

#include "core/proofreading/brush.h"
#include "ui/document.h"
#include "ui/tool_box.h"

namespace axolemma {

namespace {

PixelClaim opposite(PixelClaim claim) {
    return claim == PixelClaim::Boundary ? PixelClaim::Interior : PixelClaim::Boundary;
}

constexpr Qt::KeyboardModifiers kWithdraw = Qt::ControlModifier | Qt::ShiftModifier;

}  // namespace

PaintTool::PaintTool(Document& document, const ToolBox& box, PixelClaim claim)
    : Tool(document, box), claim_(claim) {}

PixelClaim PaintTool::claimOf(const ToolPoint& point) const {
    if ((point.modifiers & kWithdraw) == kWithdraw) return PixelClaim::None;
    return point.button == Qt::RightButton ? opposite(claim_) : claim_;
}

void PaintTool::press(const ToolPoint& point) {
    if (point.button != Qt::LeftButton && point.button != Qt::RightButton) return;
    if (stroke_) return;
    Stroke stroke;
    stroke.last = point.at;
    stroke.z = point.place.z;
    stroke.claim = claimOf(point);
    const bool swapped = point.modifiers & Qt::ControlModifier && stroke.claim != PixelClaim::None;
    stroke.scope = swapped ? box_.swappedScope() : box_.scope();
    stroke.button = point.button;
    stroke_ = std::move(stroke);
    extend(point.at);
}

void PaintTool::extend(PointF to) {
    const PixelRuns added = capsule(stroke_->last, to, box_.radius())
                                .clipped({0, 0, document_.width(), document_.height()});
    stroke_->pixels = stroke_->pixels.united(added);
    stroke_->last = to;
    Q_EMIT painted(added, stroke_->claim);
}

void PaintTool::move(const ToolPoint& point) {
    over_ = point;
    if (stroke_) extend(point.at);
    Q_EMIT changed();
}

void PaintTool::release(const ToolPoint& point) {
    if (!stroke_ || point.button != stroke_->button) return;
    const Stroke stroke = std::move(*stroke_);
    stroke_.reset();
    // Settling may give picked neurons other ids, so it comes first.
    const Derived& now = document_.settled();
    const bool said = document_.apply(
        paint(now, stroke.z, stroke.pixels, stroke.claim, box_.limits(stroke.scope)));
    if (!said) Q_EMIT abandoned();
    Q_EMIT changed();
}

bool PaintTool::cancel() {
    if (!stroke_) return false;
    stroke_.reset();
    Q_EMIT abandoned();
    Q_EMIT changed();
    return true;
}

void PaintTool::leave() {
    over_.reset();
    Q_EMIT changed();
}

ToolMarks PaintTool::marks() const {
    ToolMarks marks;
    if (!over_) return marks;
    const Evidence here = evidence(over_->place.z);
    const PixelClaim claim = stroke_ ? stroke_->claim : claimOf(*over_);
    const PixelRuns under = capsule(over_->at, over_->at, box_.radius());
    marks.ring = {over_->at, box_.radius(), contradictsEvidence(here.map, under, claim)};
    return marks;
}

QString PaintTool::hint(Qt::KeyboardModifiers modifiers) const {
    const bool boundary = claim_ == PixelClaim::Boundary;
    if ((modifiers & kWithdraw) == kWithdraw)
        return tr("Left drag: take back what was painted   Wheel: zoom");
    if (modifiers & Qt::ControlModifier)
        return tr("Left drag: paint, changing %1   Wheel: zoom")
            .arg(box_.scopeText(box_.swappedScope()));
    if (modifiers & Qt::ShiftModifier)
        return tr(
            "Left: pick a neuron   Right: pick it too, or no longer   "
            "Wheel: size of the brush");
    return (boundary ? tr("Left drag: paint boundary   Right drag: erase it")
                     : tr("Left drag: erase boundary   Right drag: paint it")) +
           tr("   Wheel: slice   Changes %1").arg(box_.scopeText(box_.scope()));
}

}  // namespace axolemma
