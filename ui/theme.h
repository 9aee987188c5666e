#pragma once

namespace axolemma {

/// Light or dark; `System` follows the palette of the desktop.
enum class Theme { System, Light, Dark };

/// Gives the whole application its palette and style. Needs a QApplication.
void applyTheme(Theme theme);
/// The theme that the settings hold (QSettings "window/theme").
Theme savedTheme();
void saveTheme(Theme theme);

}  // namespace axolemma
