#include "ui/key_capture.h"

#include <QKeyEvent>

namespace axolemma {

QKeySequence keyOf(const QKeyEvent& event) {
    switch (event.key()) {
        case 0:
        case Qt::Key_unknown:
        case Qt::Key_Control:
        case Qt::Key_Shift:
        case Qt::Key_Alt:
        case Qt::Key_AltGr:
        case Qt::Key_Meta:
        case Qt::Key_CapsLock:
        case Qt::Key_NumLock:
        case Qt::Key_ScrollLock:
            return {};
        default:
            break;
    }
    const auto key = static_cast<Qt::Key>(event.key());
    Qt::KeyboardModifiers modifiers = event.modifiers() & (Qt::ControlModifier | Qt::ShiftModifier |
                                                           Qt::AltModifier | Qt::MetaModifier);
    // Shift is in the sign already: ">" is not "Shift+>".
    const bool letter = key >= Qt::Key_A && key <= Qt::Key_Z;
    const bool sign = key > Qt::Key_Space && key < Qt::Key_Escape && !letter;
    const bool digit = key >= Qt::Key_0 && key <= Qt::Key_9;
    if (sign && !digit) modifiers &= ~Qt::ShiftModifier;
    return QKeySequence(QKeyCombination(modifiers, key));
}

KeyCapture::KeyCapture(QWidget* parent) : QLineEdit(parent) {
    setReadOnly(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    setAttribute(Qt::WA_InputMethodEnabled, false);
}

void KeyCapture::setShown(const QString& keys) {
    shown_ = keys;
    if (!hasFocus()) setText(shown_);
}

bool KeyCapture::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyCapture::keyPressEvent(QKeyEvent* event) {
    event->accept();
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
        Q_EMIT left();
        return;
    }
    const QKeySequence key = keyOf(*event);
    if (!key.isEmpty()) Q_EMIT captured(key);
}

void KeyCapture::focusInEvent(QFocusEvent* event) {
    clear();
    QLineEdit::focusInEvent(event);
}

void KeyCapture::focusOutEvent(QFocusEvent* event) {
    setText(shown_);
    QLineEdit::focusOutEvent(event);
}

}  // namespace axolemma
