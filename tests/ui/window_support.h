#pragma once

#include <QApplication>
#include <QMessageBox>
#include <QMouseEvent>
#include <QOpenGLWidget>
#include <QPushButton>
#include <QTest>
#include <QTimer>
#include <QWheelEvent>

#include "ui/slice_view.h"

namespace axolemma::test {

inline void wheel(QWidget* widget, QPointF at, int notches, Qt::KeyboardModifiers modifiers = {}) {
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

/// Where the middle of an image pixel is on the view.
inline QPoint screenOf(const SliceView& view, int x, int y) {
    return QPointF(view.transform().screenX(x + 0.5), view.transform().screenY(y + 0.5)).toPoint();
}

inline void sendMouse(QWidget& widget, QEvent::Type type, QPointF at, Qt::MouseButton button,
                      Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers = {}) {
    QMouseEvent event(type, at, widget.mapToGlobal(at), button, buttons, modifiers);
    QApplication::sendEvent(&widget, &event);
}

/// Clicks a voxel of the slice that is shown.
inline void clickVoxel(SliceView& view, Place place, Qt::MouseButton button = Qt::LeftButton,
                       Qt::KeyboardModifiers modifiers = {}) {
    const QPoint at = screenOf(view, place.x, place.y);
    QTest::mouseMove(&view, at);
    QTest::mouseClick(&view, button, modifiers, at);
}

/// The colour that the view shows of an image pixel.
inline QColor shownAt(SliceView& view, const QImage& frame, int x, int y) {
    const QPointF at(view.transform().screenX(x + 0.5), view.transform().screenY(y + 0.5));
    return frame.pixelColor((at * view.devicePixelRatioF()).toPoint());
}

inline bool near(int a, int b, int tolerance = 3) {
    return qAbs(a - b) <= tolerance;
}
inline bool isGrey(QColor colour, int value, int tolerance = 3) {
    return near(colour.red(), value, tolerance) && near(colour.green(), value, tolerance) &&
           near(colour.blue(), value, tolerance);
}

/// The part of a window with this objectName, which has to be there.
template <typename Widget>
Widget* partOf(QWidget& window, const char* name) {
    auto* found = window.findChild<Widget*>(name);
    if (!found) qFatal("there is no %s", name);
    return found;
}

inline void showActive(QWidget& window) {
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QApplication::setActiveWindow(&window);
}

/// Says no to the question that holds up the window next, and keeps what it asked.
inline void denyNext(QObject* context, QString& question) {
    QTimer::singleShot(0, context, [&question] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (!box) return;
        question = box->text();
        box->button(QMessageBox::No)->click();
    });
}

}  // namespace axolemma::test
