#pragma once

#include <QString>
#include <functional>
#include <utility>
#include <vector>

class QWidget;

namespace axolemma {

/// Shows a sentence in a dialog that does not stop anything else.
void showProblem(QWidget* parent, const QString& title, const QString& sentence);

/// What a button says, and what it does.
using Deed = std::pair<QString, std::function<void()>>;

/// Asks, in a dialog that does not stop anything else, which of these is to be done; Cancel, which
/// does none of them, is what Enter presses.
void askWhich(QWidget* parent, const QString& title, const QString& question,
              const std::vector<Deed>& deeds);

/// Asks, in a dialog that does not stop anything else, whether `act` is to be done; the button that
/// does it says what it does, and Cancel is what Enter presses.
void askBefore(QWidget* parent, const QString& title, const QString& question, const QString& deed,
               std::function<void()> act);

}  // namespace axolemma
