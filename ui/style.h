#pragma once

class QStyle;

namespace axolemma {

/// Fusion with what it draws for light windows only (the arrows of its file dialog, the buttons of
/// docks) made readable on dark ones, whichever palette is in force when it is painted, and without
/// icons on the buttons of dialogs. The caller owns it.
QStyle* makeStyle();

}  // namespace axolemma
