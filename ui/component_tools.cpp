#include "ui/component_tools.h"

#include "ui/document.h"
#include "ui/tool_box.h"

namespace axolemma {

namespace {

ImageView<const std::uint8_t> mapOf(const Document& document, int z) {
    const auto map = document.probability(z);
    return map ? map->view() : ImageView<const std::uint8_t>();
}

}  // namespace

void ComponentTool::press(const ToolPoint& point) {
    if (point.button != Qt::LeftButton) return;
    document_.apply(edit(document_.settled(), point.place));
    move(point);
}

void ComponentTool::move(const ToolPoint& point) {
    over_ = point.place;
    refresh();
}

void ComponentTool::leave() {
    over_.reset();
    refresh();
}

void ComponentTool::sliceChanged() {
    if (over_) over_->z = document_.slice();
    refresh();
}

void ComponentTool::refresh() {
    Source source;
    if (over_ && document_.derived()->componentAt(*over_) != 0)
        source = {document_.derived(), over_->z, document_.derived()->componentAt(*over_),
                  box_.limits()};
    if (source == source_) return;
    source_ = std::move(source);
    areas_.clear();
    if (source_.derived) areas_ = preview(*source_.derived, *over_);
    Q_EMIT changed();
}

ToolMarks ComponentTool::marks() const {
    ToolMarks marks;
    marks.areas = areas_;
    return marks;
}

// --- Fill ---

Edit FillTool::edit(const Derived& now, Place place) const {
    return fillHole(now, place, box_.limits());
}

std::vector<ToolMarks::Area> FillTool::preview(const Derived& now, Place place) const {
    std::vector<ToolMarks::Area> areas;
    for (const Assertion& said : edit(now, place).said)
        if (const auto* pixels = std::get_if<PixelAssertion>(&said))
            areas.push_back({pixels->pixels, translucent(kFirstSide)});
    return areas;
}

QString FillTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return pickHint();
    return tr("Left: fill everything that the component under the mouse encloses   Wheel: slice") +
           box_.limitsHint();
}

// --- Delete ---

Edit deleteComponentOf(const Document& document, const Derived& now, Place place) {
    return deleteComponent(now, mapOf(document, place.z), place);
}

Edit DeleteTool::edit(const Derived& now, Place place) const {
    return deleteComponentOf(document_, now, place);
}

std::vector<ToolMarks::Area> DeleteTool::preview(const Derived& now, Place place) const {
    const auto heir = heirOf(now, mapOf(document_, place.z), place);
    if (!heir) return {};
    const auto& slice = *now.components(place.z);
    const auto labels = slice.labels.view();
    const auto area = [&](std::uint32_t component, QRgb colour) {
        return ToolMarks::Area{PixelRuns::of(labels, component, labels.bounds()),
                               translucent(colour)};
    };
    return {area(now.componentAt(place), kFirstSide), area(*heir, kOtherSide)};
}

QString DeleteTool::hint(Qt::KeyboardModifiers modifiers) const {
    if (modifiers & Qt::ShiftModifier) return pickHint();
    return tr(
        "Left: give the component under the mouse (orange) to its neighbour (blue)   "
        "Wheel: slice");
}

}  // namespace axolemma
