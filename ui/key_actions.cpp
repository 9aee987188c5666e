#include "ui/key_actions.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/command_palette.h"
#include "ui/destination.h"
#include "ui/document.h"
#include "ui/go_to_dialog.h"
#include "ui/key_dialog.h"
#include "ui/key_map.h"
#include "ui/main_window.h"
#include "ui/menu_commands.h"
#include "ui/slice_view.h"

namespace axolemma {

namespace {

constexpr int kMessageMs = 8000;

/// Parts of the window that do what actions do.
const struct {
    const char* widget;
    std::vector<const char*> actions;
} kSameAsActions[] = {{"contrastAuto", {"autoContrast"}},
                      {"jobCancel", {"cancel"}},
                      {"sliceNumber", {"goToSlice"}},
                      {"overlayOpacity", {"lessOpacity", "moreOpacity"}},
                      {"overlayVisible", {"showOverlay"}},
                      {"overlayOutlines", {"outlines"}},
                      {"weightSlider", {"lessWeight", "moreWeight"}}};

/// Adds the first keys of actions to a tooltip that says what they do.
void nameKeys(QWidget& widget, const std::vector<const char*>& actions, const KeyMap& keys) {
    const QString tip = widget.toolTip();
    const auto show = [&widget, &keys, &actions, tip] {
        QStringList named;
        for (const char* action : actions) {
            if (const QString key = keys.firstKeyOf(action); !key.isEmpty()) named << key;
        }
        widget.setToolTip(named.isEmpty() ? tip : QString("%1 (%2)").arg(tip, named.join(", ")));
    };
    QObject::connect(&keys, &KeyMap::changed, &widget, show);
    show();
}

void openKeyDialog(MainWindow& window) {
    auto* dialog = window.findChild<KeyDialog*>();
    if (!dialog) {
        QHash<QString, QString> menus;
        for (const MenuCommand& command : menuCommands(*window.menuBar())) {
            menus[command.id] = command.menu;
        }
        dialog = new KeyDialog(window.keys(), menus, &window);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void openPalette(MainWindow& window) {
    auto* palette = new CommandPalette(window, window.document());
    QObject::connect(palette, &CommandPalette::destinationChosen, &window,
                     [&window](const Destination& destination) { goTo(window, destination); });
    palette->show();
}

/// What is under the mouse or, where that is no voxel, in the middle of the view.
Place placeLookedAt(const SliceView& view, const Document& document) {
    if (const auto place = view.placeUnderMouse()) return *place;
    const auto within = [](double at, int size) {
        return std::clamp(static_cast<int>(std::floor(at)), 0, size - 1);
    };
    return {within(view.transform().centreX, document.width()),
            within(view.transform().centreY, document.height()), document.slice()};
}

void copyPosition(MainWindow& window) {
    const Place place = placeLookedAt(window.view(), window.document());
    const QString text = QString("%1, %2, %3").arg(place.x).arg(place.y).arg(place.z);
    QGuiApplication::clipboard()->setText(text);
    window.statusBar()->showMessage(MainWindow::tr("Copied %1").arg(text), kMessageMs);
}

}  // namespace

void bindKeys(QAction& action, const ActionEntry& entry, const KeyMap& keys) {
    const auto show = [&action, &entry, &keys] {
        action.setShortcuts(keys.keysOf(entry));
        QString tip = plainText(entry.translatedText());
        if (*entry.tip) tip += "\n" + entry.translatedTip();
        const QString named = shownKeys(keys.keysOf(entry));
        if (!named.isEmpty()) tip += QString("\n(%1)").arg(named);
        action.setToolTip(tip);
    };
    QObject::connect(&keys, &KeyMap::changed, &action, show);
    show();
}

void addKeyActions(MainWindow& window) {
    constexpr auto kEdit = MainWindow::MenuId::Edit;
    KeyMap& keys = window.keys();
    window.menu(kEdit)->addSeparator();
    QAction* copy =
        window.addAction(kEdit, "copyPosition", [&window](bool) { copyPosition(window); });
    window.menu(kEdit)->addSeparator();
    window.addAction(kEdit, "commandPalette", [&window](bool) { openPalette(window); });
    window.addAction(kEdit, "keyboardShortcuts", [&window](bool) { openKeyDialog(window); });
    const auto enable = [&document = window.document(), copy] {
        copy->setEnabled(document.hasStack());
    };
    QObject::connect(&window.document(), &Document::stackChanged, copy, enable);
    enable();

    const auto menus = window.menuBar()->actions();
    for (const QAction* menu : menus) {
        keys.reserve(QKeySequence::mnemonic(menu->text()),
                     MainWindow::tr("opens the menu %1").arg(plainText(menu->text())));
    }
    for (const auto& [widget, actions] : kSameAsActions) {
        if (auto* found = window.findChild<QWidget*>(widget)) nameKeys(*found, actions, keys);
    }
}

void goTo(MainWindow& window, const Destination& destination) {
    window.document().setSlice(destination.z);
    if (destination.point) {
        window.view().centreOn({destination.point->x, destination.point->y, destination.z});
    }
}

void askWhereToGo(MainWindow& window) {
    auto* dialog = new GoToDialog(window.document(), &window);
    QObject::connect(dialog, &GoToDialog::chosen, &window,
                     [&window](const Destination& destination) { goTo(window, destination); });
    dialog->open();
}

}  // namespace axolemma
