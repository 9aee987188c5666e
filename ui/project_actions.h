#pragma once

namespace axolemma {

class MainWindow;

/// Adds to a window what has to do with projects: saving, what to say when one cannot be written
/// or is read-only, and the offer to go on with earlier work on a stack.
void addProject(MainWindow& window);

}  // namespace axolemma
