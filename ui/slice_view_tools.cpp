// How the tools of an expert meet the slice view.
#include <QGuiApplication>

#include "ui/slice_view.h"

namespace axolemma {

namespace {

constexpr Rgba kBoundaryStroke{255, 214, 51, OverlayBuffer::kSelected};
constexpr Rgba kInteriorStroke{94, 240, 160, OverlayBuffer::kSelected};
constexpr Rgba kWithdrawnStroke{190, 190, 200, OverlayBuffer::kSelected};
/// How near the edge of the view a place is still in sight, in logical pixels.
constexpr double kMargin = 24;

}  // namespace

void SliceView::connectTools() {
    connect(&tools_, &ToolBox::changed, this, [this] {
        showMarks();
        showHint();
    });
    connect(&tools_, &ToolBox::toolChanged, this, [this] {
        updateCursor();
        if (underMouse()) tools_.tool().move(toolPoint(lastMouse_, Qt::NoButton, {}));
    });
    connect(&tools_, &ToolBox::painted, this, &SliceView::paintStroke);
    connect(&tools_, &ToolBox::abandoned, this, &SliceView::refreshOverlay);
    connect(&document_, &Document::stepShown, this, &SliceView::bringIntoSight);
}

ToolPoint SliceView::toolPoint(QPointF position, Qt::MouseButton button,
                               Qt::KeyboardModifiers modifiers) const {
    ToolPoint point;
    point.at = {transform_.imageX(position.x()), transform_.imageY(position.y())};
    const Point pixel = pixelAt(point.at);
    point.place = {pixel.x, pixel.y, document_.slice()};
    point.modifiers = modifiers;
    point.button = button;
    return point;
}

void SliceView::setGuide(const QObject* source, ToolMarks guide) {
    guides_[source] = std::move(guide);
    showMarks();
}

void SliceView::showMarks() {
    if (raw_) {
        marks_->show({}, transform_);
        return;
    }
    ToolMarks marks = tools_.tool().marks();
    for (const auto& [source, guide] : guides_) {
        marks.dots.insert(marks.dots.end(), guide.dots.begin(), guide.dots.end());
        if (!marks.ring) marks.ring = guide.ring;
    }
    marks_->show(std::move(marks), transform_);
}

void SliceView::showHint() {
    const Qt::KeyboardModifiers modifiers = QGuiApplication::queryKeyboardModifiers();
    Q_EMIT hintChanged(raw_ ? tr("Left drag: move the slice   Wheel: slice")
                            : tools_.tool().hint(modifiers));
}

void SliceView::paintStroke(const PixelRuns& pixels, PixelClaim claim) {
    if (kind_ != OverlayKind::Neurons || overlay_.empty()) return;
    overlay_.paint(pixels, claim == PixelClaim::Boundary   ? kBoundaryStroke
                           : claim == PixelClaim::Interior ? kInteriorStroke
                                                           : kWithdrawnStroke);
    scene_.overlayChanged();
    update();
}

void SliceView::bringIntoSight(Place place) {
    const double x = transform_.screenX(place.x + 0.5);
    const double y = transform_.screenY(place.y + 0.5);
    const bool seen = x >= kMargin && y >= kMargin && x <= transform_.screenWidth - kMargin &&
                      y <= transform_.screenHeight - kMargin;
    if (!seen) centreOn(place);
}

}  // namespace axolemma
