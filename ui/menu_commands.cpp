#include "ui/menu_commands.h"

#include <QMenu>
#include <QMenuBar>

namespace axolemma {

namespace {

void collect(QMenu& menu, const QString& path, std::vector<MenuCommand>& found) {
    Q_EMIT menu.aboutToShow();
    const auto actions = menu.actions();
    for (QAction* action : actions) {
        if (action->isSeparator()) continue;
        const QString title = plainText(action->text());
        if (QMenu* inner = action->menu()) {
            collect(*inner, path + QStringLiteral(" › ") + title, found);
            continue;
        }
        // A line that says why there is nothing to choose.
        if (action->objectName().isEmpty() && !action->isEnabled()) continue;
        const QString name = action->objectName();
        found.push_back({action, title, path, name.isEmpty() ? path + '/' + title : name});
    }
}

}  // namespace

QString plainText(const QString& text) {
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        // A doubled one is shown.
        if (text[i] == '&' && ++i == text.size()) break;
        plain += text[i];
    }
    return plain.remove(QChar(0x2026));
}

std::vector<MenuCommand> menuCommands(const QMenuBar& bar) {
    std::vector<MenuCommand> found;
    const auto actions = bar.actions();
    for (const QAction* action : actions) {
        if (QMenu* menu = action->menu()) collect(*menu, plainText(action->text()), found);
    }
    return found;
}

}  // namespace axolemma
