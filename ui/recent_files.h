#pragma once

#include <QString>
#include <filesystem>
#include <vector>

namespace axolemma {

/// What was opened at one time: one file or folder, or the slices of a series.
using OpenedPaths = std::vector<std::filesystem::path>;

/// The last ten, newest first, as the settings hold them (QSettings "recentFiles").
std::vector<OpenedPaths> recentFiles();
/// Puts `paths` first, made absolute.
void rememberRecent(const OpenedPaths& paths);
void forgetRecentFiles();
/// As the text of a menu's entry or a button: the name, the folder it is in, and how many others
/// were opened with it. An & is doubled, so that it is shown and makes no shortcut.
QString recentTitle(const OpenedPaths& paths);

}  // namespace axolemma
