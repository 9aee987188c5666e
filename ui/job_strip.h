#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/document.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace axolemma {

/// The running job in the status bar: what it does, how far it is, how long it takes, and a button
/// that stops it. Appears only when a job takes longer than a moment.
class JobStrip : public QWidget {
    Q_OBJECT
  public:
    explicit JobStrip(Document& document, QWidget* parent = nullptr);

  private:
    void begin(const QString& title);
    void progress(const JobProgress& job);
    void end();

    QTimer appear_;
    QLabel* text_;
    QProgressBar* bar_;
    QToolButton* cancel_;
};

/// "12 s left", "3 min left".
QString timeLeft(double seconds);

}  // namespace axolemma
