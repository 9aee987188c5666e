#pragma once

#include <QAction>
#include <QPointer>
#include <QString>
#include <vector>

class QMenuBar;

namespace axolemma {

/// One line of a menu, as people read it.
struct MenuCommand {
    QPointer<QAction> action;
    QString title;  ///< without mnemonic and dots
    QString menu;   ///< "View", or "View › Theme"
    QString id;     ///< of the action, or what stands for it between sessions
};

/// Every command of every menu, in the order of the menus; submenus that are filled when they are
/// opened are filled now.
std::vector<MenuCommand> menuCommands(const QMenuBar& bar);

/// A menu's text without mnemonic and dots.
QString plainText(const QString& text);

}  // namespace axolemma
