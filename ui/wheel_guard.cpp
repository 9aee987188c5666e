#include "ui/wheel_guard.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>

namespace axolemma {

namespace {

class WheelGuard : public QObject {
  public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel) return false;
        if (static_cast<QWidget*>(watched)->hasFocus()) return false;
        // Ignored, it goes on to what is scrolled.
        event->ignore();
        return true;
    }
};

}  // namespace

void guardFromWheel(QWidget& panel) {
    auto* guard = new WheelGuard(&panel);
    const auto watch = [guard](const auto& widgets) {
        for (QWidget* widget : widgets) {
            // Else the wheel gives the focus.
            if (widget->focusPolicy() == Qt::WheelFocus) widget->setFocusPolicy(Qt::StrongFocus);
            widget->installEventFilter(guard);
        }
    };
    watch(panel.findChildren<QAbstractSpinBox*>());
    watch(panel.findChildren<QComboBox*>());
    for (QAbstractSlider* slider : panel.findChildren<QAbstractSlider*>())
        if (slider->focusPolicy() != Qt::NoFocus) slider->installEventFilter(guard);
}

}  // namespace axolemma
