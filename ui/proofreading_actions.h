#pragma once

namespace axolemma {

class MainWindow;

/// Adds to a window what an expert edits with: the bar of tools, the menu Proofread, the menu of
/// the right button, and the list of steps.
void addProofreading(MainWindow& window);

}  // namespace axolemma
