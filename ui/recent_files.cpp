#include "ui/recent_files.h"

#include <QCoreApplication>
#include <QSettings>
#include <QStringList>
#include <algorithm>

namespace axolemma {

namespace {

constexpr auto kKey = "recentFiles";
constexpr int kMost = 10;
// A newline is the one character that no sane path holds.
constexpr auto kSeparator = '\n';

QString joined(const OpenedPaths& paths) {
    QStringList parts;
    for (const auto& path : paths) parts << QString::fromStdString(path.string());
    return parts.join(kSeparator);
}

}  // namespace

std::vector<OpenedPaths> recentFiles() {
    std::vector<OpenedPaths> recent;
    const QStringList entries = QSettings().value(kKey).toStringList();
    for (const QString& entry : entries) {
        OpenedPaths paths;
        const QStringList parts = entry.split(kSeparator, Qt::SkipEmptyParts);
        for (const QString& part : parts) paths.emplace_back(part.toStdString());
        if (!paths.empty()) recent.push_back(std::move(paths));
    }
    return recent;
}

void rememberRecent(const OpenedPaths& paths) {
    if (paths.empty()) return;
    OpenedPaths absolute;
    for (const auto& path : paths) absolute.push_back(std::filesystem::absolute(path));
    const QString entry = joined(absolute);
    QStringList entries = QSettings().value(kKey).toStringList();
    entries.removeAll(entry);
    entries.prepend(entry);
    while (entries.size() > kMost) entries.removeLast();
    QSettings().setValue(kKey, entries);
}

void forgetRecentFiles() {
    QSettings().remove(kKey);
}

QString recentTitle(const OpenedPaths& paths) {
    const std::filesystem::path& first = paths.front();
    QString title = QString::fromStdString(first.filename().string());
    if (paths.size() > 1) {
        title += QCoreApplication::translate("recent", " and %n more", nullptr,
                                             static_cast<int>(paths.size()) - 1);
    }
    return QString("%1  –  %2")
        .arg(title, QString::fromStdString(first.parent_path().string()))
        .replace('&', "&&");
}

}  // namespace axolemma
