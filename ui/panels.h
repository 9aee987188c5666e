#pragma once

namespace axolemma {

class MainWindow;

/// Gives the window its docks, and the entries of its File, View and Help menus that open dialogs.
/// This is the one place that knows which panels there are; each takes the `Document` and no more
/// of the window than it needs.
void addPanels(MainWindow& window);

}  // namespace axolemma
