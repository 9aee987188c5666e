#include "ui/cut_tools.h"

#include <algorithm>
#include <set>

#include "ui/document.h"

namespace axolemma {

// --- Knife ---

void KnifeTool::press(const ToolPoint& point) {
    if (point.button == Qt::RightButton) {
        cancel();
        return;
    }
    if (point.button != Qt::LeftButton) return;
    if (cut_.cuts() && !drawing_) {
        const bool onPart = std::ranges::any_of(cut_.parts, [&](const KnifePart& part) {
            return part.pixels.contains(point.place.point());
        });
        if (onPart) {
            cutAt(point.place);
            return;
        }
    }
    // Anywhere else another line begins.
    drawn_ = {point.at};
    z_ = point.place.z;
    drawing_ = true;
    cut_ = {};
    Q_EMIT changed();
}

void KnifeTool::move(const ToolPoint& point) {
    if (!drawing_) return;
    drawn_.push_back(point.at);
    preview();
    Q_EMIT changed();
}

void KnifeTool::release(const ToolPoint& point) {
    if (!drawing_ || point.button != Qt::LeftButton) return;
    drawing_ = false;
    drawn_.push_back(point.at);
    preview();
    if (!cut_.cuts()) {
        const Edit why = cut(*document_.derived(), z_, cut_);
        document_.refuse(QString::fromStdString(why.refusal), point.place);
        drawn_.clear();
    }
    Q_EMIT changed();
}

void KnifeTool::preview() {
    const Evidence here = evidence(z_);
    if (!here.labels.empty()) cut_ = knifeAlong(here, drawn_);
}

bool KnifeTool::cutAt(Place pick) {
    // Of what there is now, which may be more than what was shown.
    const Derived& now = document_.settled();
    preview();
    const KnifeCut made = std::exchange(cut_, {});
    drawn_.clear();
    if (document_.apply(cut(now, z_, made))) {
        document_.settled();
        document_.pick(pick);
    }
    Q_EMIT changed();
    return true;
}

bool KnifeTool::accept() {
    if (!cut_.cuts() || drawing_) return false;
    // The smaller part is the one that was cut off.
    const Point place = cut_.parts.back().place;
    return cutAt({place.x, place.y, z_});
}

bool KnifeTool::cancel() {
    drawing_ = false;
    const bool any = !drawn_.empty();
    drawn_.clear();
    cut_ = {};
    if (any) Q_EMIT changed();
    return any;
}

ToolMarks KnifeTool::marks() const {
    ToolMarks marks;
    if (drawn_.empty()) return marks;
    if (cut_.cuts()) {
        for (std::size_t i = 0; i < cut_.parts.size(); ++i)
            marks.areas.push_back(
                {cut_.parts[i].pixels, translucent(i == 0 ? kFirstSide : kOtherSide)});
        marks.areas.push_back({cut_.cut, kLine});
    }
    if (drawing_ || !cut_.cuts()) marks.lines.push_back({drawn_, kLine});
    return marks;
}

QString KnifeTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return pickHint();
    if (cut_.cuts() && !drawing_)
        return tr("Left on a side: cut there and pick it   Right or Esc: forget the line");
    return tr("Left drag: a rough line across a neuron   Wheel: slice");
}

// --- Split ---

void SplitTool::press(const ToolPoint& point) {
    if (point.button != Qt::LeftButton && point.button != Qt::RightButton) return;
    if (document_.neuronAt(point.place) == 0) {
        document_.refuse(tr("There is boundary here: click inside of the neuron."), point.place);
        return;
    }
    (point.button == Qt::LeftButton ? one_ : other_).push_back(point.place);
    preview();
    Q_EMIT changed();
}

void SplitTool::preview() {
    then_.reset();
    areas_.clear();
    if (one_.empty() || other_.empty()) return;
    const Derived& now = document_.settled();
    const Edit edit = split(now, one_, other_);
    if (!edit.allowed()) {
        document_.refuse(QString::fromStdString(edit.refusal), other_.back());
        return;
    }
    Assertions said = document_.assertions();
    said.say(edit.said);
    then_ =
        derivedState(document_.segmentation(), std::move(said), now.neurons.minted(), &now).derived;
    showAreas();
}

bool SplitTool::accept() {
    if (!then_) return false;
    const Place pick = one_.front();
    const Edit edit = split(document_.settled(), one_, other_);
    cancel();
    if (document_.apply(edit)) document_.pick(pick);
    return true;
}

bool SplitTool::cancel() {
    const bool any = !one_.empty() || !other_.empty();
    one_.clear();
    other_.clear();
    then_.reset();
    areas_.clear();
    if (any) Q_EMIT changed();
    return any;
}

void SplitTool::sliceChanged() {
    showAreas();
    Q_EMIT changed();
}

void SplitTool::showAreas() {
    areas_.clear();
    const int z = document_.slice();
    const auto slice = then_ ? then_->components(z) : nullptr;
    if (!slice) return;
    const auto show = [&](const std::vector<Place>& places, QRgb colour) {
        std::set<std::uint64_t> ids;
        for (const Place place : places) ids.insert(then_->neuronNear(place));
        const auto labels = slice->labels.view();
        const auto ofSlice = then_->neurons.idsOfSlice(z);
        for (std::uint32_t c = 1; c < ofSlice.size(); ++c)
            if (ids.contains(ofSlice[c]))
                areas_.push_back({PixelRuns::of(labels, c, labels.bounds()), translucent(colour)});
    };
    show(one_, kFirstSide);
    show(other_, kOtherSide);
}

ToolMarks SplitTool::marks() const {
    ToolMarks marks;
    marks.areas = areas_;
    const auto mark = [&](const std::vector<Place>& places, QRgb colour) {
        for (const Place place : places)
            if (place.z == document_.slice())
                marks.dots.push_back({centreOf(place.point()), colour});
    };
    mark(one_, kFirstSide);
    mark(other_, kOtherSide);
    return marks;
}

QString SplitTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return pickHint();
    if (then_) return tr("Enter: split as shown   Left, right: more places   Esc: forget them");
    return tr("Left: in one part   Right: in the other, in any slice   Wheel: slice");
}

// --- Retrace ---

void RetraceTool::start(const ToolPoint& point) {
    z_ = point.place.z;
    const auto map = document_.probability(z_);
    const auto components = document_.components(z_);
    if (!map && !components) {
        document_.refuse(tr("Segment this slice first."), point.place);
        return;
    }
    map_ = map;
    components_ = components;
    wire_.emplace(evidence(z_));
    wire_->startAt(point.place.point());
    path_ = wire_->pathTo(point.place.point(), Livewire::kPreview);
}

void RetraceTool::press(const ToolPoint& point) {
    if (point.button == Qt::RightButton) {
        cancel();
        return;
    }
    if (point.button != Qt::LeftButton || !document_.contains(point.place)) return;
    if (!wire_) {
        start(point);
        Q_EMIT changed();
        return;
    }
    const PixelRuns boundary = wire_->pathTo(point.place.point()).runs();
    cancel();
    Edit edit = paint(document_.settled(), z_, boundary, PixelClaim::Boundary);
    if (edit.allowed() && !edit.nothing())
        edit.name = tr("Retrace boundary, slice %1").arg(z_).toStdString();
    if (document_.apply(edit) && point.modifiers & Qt::ControlModifier) start(point);
    Q_EMIT changed();
}

void RetraceTool::move(const ToolPoint& point) {
    if (!wire_) return;
    path_ = wire_->pathTo(point.place.point(), Livewire::kPreview);
    Q_EMIT changed();
}

bool RetraceTool::cancel() {
    const bool any = wire_.has_value();
    wire_.reset();
    path_ = {};
    map_.reset();
    components_.reset();
    if (any) Q_EMIT changed();
    return any;
}

ToolMarks RetraceTool::marks() const {
    ToolMarks marks;
    if (!wire_ || path_.pixels.empty()) return marks;
    marks.areas.push_back({path_.runs(), kFirstSide});
    marks.dots.push_back({centreOf(path_.pixels.front()), kFirstSide});
    return marks;
}

QString RetraceTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return pickHint();
    if (wire_ && modifiers & Qt::ControlModifier)
        return tr("Left: make it boundary and go on from here   Wheel: zoom");
    if (wire_) return tr("Left: make it boundary   Ctrl + left: and go on   Right: forget it");
    return tr("Left: on a membrane, then where the wire is to end   Wheel: slice");
}

}  // namespace axolemma
