#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace axolemma {

/// A field that waits for a key while it has the focus, whatever the key means elsewhere. Esc and
/// Tab leave it as it was.
class KeyCapture : public QLineEdit {
    Q_OBJECT
  public:
    explicit KeyCapture(QWidget* parent = nullptr);

    /// What is shown while it does not wait.
    void setShown(const QString& keys);

  Q_SIGNALS:
    void captured(const QKeySequence& key);
    /// Esc was pressed.
    void left();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    QString shown_;
};

/// The key of an event as a shortcut is written; empty for a modifier alone.
QKeySequence keyOf(const QKeyEvent& event);

}  // namespace axolemma
