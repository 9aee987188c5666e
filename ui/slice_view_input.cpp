// What mouse and keys do in the slice view.
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "ui/slice_view.h"

namespace axolemma {

namespace {

constexpr int kWheelNotch = 120;
constexpr double kZoomPerNotch = 1.25;
constexpr int kManySlices = 10;

}  // namespace

// --- Mouse ---

void SliceView::wheelEvent(QWheelEvent* event) {
    // Some systems turn the wheel sideways while a modifier is held.
    const int delta = event->angleDelta().y() ? event->angleDelta().y() : event->angleDelta().x();
    event->accept();
    if (!document_.hasStack() || delta == 0) return;
    if (event->modifiers() & Qt::ControlModifier) {
        fitted_ = false;
        transform_.zoomAt(event->position().x(), event->position().y(),
                          std::pow(kZoomPerNotch, static_cast<double>(delta) / kWheelNotch));
        viewMoved();
        return;
    }
    // Fine wheels and touchpads send parts of a notch.
    if ((delta > 0) != (wheelRest_ > 0)) wheelRest_ = 0;
    wheelRest_ += delta;
    const int notches = wheelRest_ / kWheelNotch;
    wheelRest_ -= notches * kWheelNotch;
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    if (shift && tools_.hasBrush()) {
        tools_.stepRadius(notches);
        return;
    }
    document_.setSlice(document_.slice() - notches * (shift ? kManySlices : 1));
    Q_EMIT hovered(placeAt(event->position()));
    tools_.tool().move(toolPoint(event->position(), Qt::NoButton, event->modifiers()));
}

void SliceView::mousePressEvent(QMouseEvent* event) {
    lastMouse_ = event->position();
    const Qt::MouseButton button = event->button();
    const bool left = button == Qt::LeftButton;
    const bool pans = raw_ || tools_.chosen() == ToolId::Pan;
    const bool menu = tools_.chosen() == ToolId::Pick || tools_.chosen() == ToolId::Pan;
    if (panning_ == Qt::NoButton && (button == Qt::MiddleButton || (left && pans))) {
        panning_ = button;
        updateCursor();
    } else if (left && event->modifiers() == Qt::ShiftModifier) {
        document_.pick(placeAt(event->position()).value_or(Place{-1, -1, -1}));
    } else if (button == Qt::RightButton && event->modifiers() == Qt::ShiftModifier) {
        document_.togglePick(placeAt(event->position()).value_or(Place{-1, -1, -1}));
    } else if (button == Qt::RightButton && menu) {
        const auto place = placeAt(event->position());
        if (place) Q_EMIT menuRequested(event->globalPosition().toPoint(), *place);
    } else if ((left || button == Qt::RightButton) && document_.hasStack() &&
               pressed_ == Qt::NoButton) {
        pressed_ = button;
        tools_.tool().press(toolPoint(event->position(), button, event->modifiers()));
    } else {
        VtkWidget::mousePressEvent(event);
    }
}

void SliceView::mouseMoveEvent(QMouseEvent* event) {
    if (panning_ != Qt::NoButton) {
        const QPointF moved = event->position() - lastMouse_;
        fitted_ = false;
        transform_.panBy(moved.x(), moved.y());
        viewMoved();
    }
    lastMouse_ = event->position();
    Q_EMIT hovered(placeAt(event->position()));
    if (document_.hasStack() && !raw_)
        tools_.tool().move(toolPoint(event->position(), pressed_, event->modifiers()));
}

void SliceView::mouseReleaseEvent(QMouseEvent* event) {
    if (panning_ != Qt::NoButton && event->button() == panning_) {
        panning_ = Qt::NoButton;
        updateCursor();
    } else if (event->button() == pressed_ && pressed_ != Qt::NoButton) {
        pressed_ = Qt::NoButton;
        tools_.tool().release(toolPoint(event->position(), event->button(), event->modifiers()));
    }
}

void SliceView::leaveEvent(QEvent* event) {
    VtkWidget::leaveEvent(event);
    Q_EMIT hovered(std::nullopt);
    tools_.tool().leave();
}

void SliceView::enterEvent(QEnterEvent* event) {
    VtkWidget::enterEvent(event);
    // Keys act on the picture under the mouse, unless somebody is typing elsewhere.
    const QWidget* focus = QApplication::focusWidget();
    if (focus && isActiveWindow() && !focus->testAttribute(Qt::WA_InputMethodEnabled)) {
        setFocus(Qt::MouseFocusReason);
    }
}

void SliceView::updateCursor() {
    const bool hand = raw_ || tools_.chosen() == ToolId::Pan;
    // A brush has its ring.
    setCursor(panning_ != Qt::NoButton ? Qt::ClosedHandCursor
              : hand                   ? Qt::OpenHandCursor
              : tools_.hasBrush()      ? Qt::BlankCursor
                                       : Qt::CrossCursor);
}

// --- Keys ---

void SliceView::keyPressEvent(QKeyEvent* event) {
    showHint();
    switch (event->key()) {
        case Qt::Key_Space:
            if (!event->isAutoRepeat()) setRaw(true);
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (tools_.tool().accept()) return;
            break;
        case Qt::Key_Escape:
            if (tools_.tool().cancel()) return;
            break;
        default:
            break;
    }
    VtkWidget::keyPressEvent(event);
}

void SliceView::keyReleaseEvent(QKeyEvent* event) {
    showHint();
    if (event->key() != Qt::Key_Space) return VtkWidget::keyReleaseEvent(event);
    if (!event->isAutoRepeat()) setRaw(false);
}

void SliceView::focusOutEvent(QFocusEvent* event) {
    VtkWidget::focusOutEvent(event);
    setRaw(false);
}

}  // namespace axolemma
