#pragma once

#include <QIcon>

namespace axolemma {

/// An icon of resources/icons, drawn in the text colour of the palette in force whenever it is
/// painted, so that it fits light and dark. Reads the file when it is first painted.
QIcon icon(const QString& name);

/// The program's own icon, in its colours.
QIcon programIcon();

}  // namespace axolemma
