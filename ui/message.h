#pragma once

#include <QString>
#include <functional>

class QWidget;

namespace axolemma {

/// Shows a sentence in a dialog that does not stop anything else.
void showProblem(QWidget* parent, const QString& title, const QString& sentence);

/// Asks, in a dialog that does not stop anything else, whether `act` is to be done; the button that
/// does it says what it does, and Cancel is what Enter presses.
void askBefore(QWidget* parent, const QString& title, const QString& question, const QString& deed,
               std::function<void()> act);

}  // namespace axolemma
