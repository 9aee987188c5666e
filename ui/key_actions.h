#pragma once

class QAction;

namespace axolemma {

class KeyMap;
class MainWindow;
struct ActionEntry;
struct Destination;

/// Gives an action the keys that the map has for it, now and whenever they change, and names them
/// in its tooltip. `keys` must outlive the action.
void bindKeys(QAction& action, const ActionEntry& entry, const KeyMap& keys);

/// Adds what the window has for keys and places: the palette, the dialog for shortcuts, and Copy
/// position; and names keys in tooltips of panels. Call it when all panels are there.
void addKeyActions(MainWindow& window);

/// Shows a slice, or brings a place into the middle of the view.
void goTo(MainWindow& window, const Destination& destination);
/// Asks where to go.
void askWhereToGo(MainWindow& window);

}  // namespace axolemma
