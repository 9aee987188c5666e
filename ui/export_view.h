#pragma once

namespace axolemma {

class MainWindow;

/// Asks for a name and writes what the slice view shows now as PNG, in pixels of the screen. An
/// error is shown by the window.
void exportView(MainWindow& window);

}  // namespace axolemma
