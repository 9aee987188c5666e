// The actions, menus and toolbar of the main window.
#include <QAction>
#include <QGuiApplication>
#include <QMenu>
#include <QSettings>
#include <QToolBar>
#include <QToolButton>

#include "ui/document.h"
#include "ui/empty_state.h"
#include "ui/icons.h"
#include "ui/key_actions.h"
#include "ui/main_window.h"
#include "ui/recent_files.h"
#include "ui/shortcuts.h"
#include "ui/slice_view.h"
#include "ui/theme.h"

namespace axolemma {

namespace {

constexpr double kOpacityStep = 0.1;
constexpr double kZoomStep = 1.25;

}  // namespace

QAction* MainWindow::addAction(MenuId id, const char* name,
                               std::function<void(bool checked)> triggered, QAction* before) {
    const ActionEntry& entry = actionEntry(name);
    auto* made = new QAction(entry.translatedText(), this);
    made->setObjectName(entry.name);
    made->setCheckable(entry.checkable);
    if (*entry.icon) made->setIcon(icon(entry.icon));
    bindKeys(*made, entry, *keys_);
    if (entry.scope == Scope::View) {
        made->setShortcutContext(Qt::WidgetShortcut);
        view_->addAction(made);
    }
    connect(made, &QAction::triggered, this,
            [triggered = std::move(triggered)](bool checked) { triggered(checked); });
    menu(id)->insertAction(before, made);
    return made;
}

QAction* MainWindow::action(const char* name) const {
    auto* found = findChild<QAction*>(name, Qt::FindDirectChildrenOnly);
    Q_ASSERT(found);
    return found;
}

void MainWindow::makeActions() {
    makeFileActions();
    addAction(MenuId::Edit, "undo", [this](bool) { document_.undoStack().undo(); });
    addAction(MenuId::Edit, "redo", [this](bool) { document_.undoStack().redo(); });
    addAction(MenuId::Segmentation, "segment", [this](bool) { segment(); });
    addAction(MenuId::Segmentation, "cancel", [this](bool) {
        if (!view_->tools().tool().cancel()) document_.cancelJobs();
    });
    makeViewActions();
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateActions);
    connect(&document_, &Document::jobStarted, this, &MainWindow::updateActions);
    connect(&document_, &Document::jobEnded, this, &MainWindow::updateActions);
    connect(view_, &SliceView::appearanceChanged, this, &MainWindow::updateActions);
}

void MainWindow::makeFileActions() {
    addAction(MenuId::File, "open", [this](bool) { chooseFiles(); });
    addAction(MenuId::File, "openFolder", [this](bool) { chooseFolder(); });
    recentMenu_ = menu(MenuId::File)->addMenu(tr("Open &recent"));
    recentMenu_->setObjectName("recentMenu");
    connect(recentMenu_, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    addAction(MenuId::File, "openSample", [this](bool) { openSample(); });
    menu(MenuId::File)->addSeparator();
    addAction(MenuId::File, "quit", [this](bool) { close(); });
}

void MainWindow::fillRecentMenu() {
    recentMenu_->clear();
    for (const OpenedPaths& paths : recentFiles()) {
        recentMenu_->addAction(recentTitle(paths), this, [this, paths] { open(paths); });
    }
    if (recentMenu_->isEmpty()) {
        recentMenu_->addAction(tr("Nothing was opened yet"))->setEnabled(false);
        return;
    }
    recentMenu_->addSeparator();
    recentMenu_->addAction(tr("&Forget these"), this, [this] {
        forgetRecentFiles();
        empty_->refresh();
    });
}

void MainWindow::makeViewActions() {
    constexpr auto kMenu = MenuId::View;
    addAction(kMenu, "showOverlay", [this](bool shown) { view_->setOverlayVisible(shown); });
    addAction(kMenu, "outlines", [this](bool outlines) { view_->setOutlinesOnly(outlines); });
    addAction(kMenu, "lessOpacity",
              [this](bool) { view_->setOverlayOpacity(view_->overlayOpacity() - kOpacityStep); });
    addAction(kMenu, "moreOpacity",
              [this](bool) { view_->setOverlayOpacity(view_->overlayOpacity() + kOpacityStep); });
    menu(kMenu)->addSeparator();
    addAction(kMenu, "autoContrast",
              [this](bool) { document_.setContrast(document_.automaticContrast()); });
    addAction(kMenu, "smooth", [this](bool smooth) { view_->setSmooth(smooth); });
    menu(kMenu)->addSeparator();
    addAction(kMenu, "fit", [this](bool) { view_->fit(); });
    addAction(kMenu, "actualSize", [this](bool) { view_->setScale(1); });
    addAction(kMenu, "zoomIn", [this](bool) { view_->zoomBy(kZoomStep); });
    addAction(kMenu, "zoomOut", [this](bool) { view_->zoomBy(1 / kZoomStep); });
    addAction(kMenu, "centre", [this](bool) { centre(); });
    menu(kMenu)->addSeparator();
    addAction(kMenu, "nextSlice", [this](bool) { document_.setSlice(document_.slice() + 1); });
    addAction(kMenu, "previousSlice", [this](bool) { document_.setSlice(document_.slice() - 1); });
    addAction(kMenu, "goToSlice", [this](bool) { askWhereToGo(*this); });
    menu(kMenu)->addSeparator();
    panelsMenu_ = menu(kMenu)->addMenu(tr("&Panels"));
    QMenu* themes = menu(kMenu)->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [theme, text] :
         {std::pair(Theme::System, tr("As the &desktop")), std::pair(Theme::Light, tr("&Light")),
          std::pair(Theme::Dark, tr("&Dark"))}) {
        QAction* choice = themes->addAction(text, this, [theme = theme] {
            saveTheme(theme);
            applyTheme(theme);
        });
        choice->setCheckable(true);
        choice->setChecked(theme == savedTheme());
        group->addAction(choice);
    }
}

void MainWindow::centre() {
    const auto underMouse = view_->placeUnderMouse();
    if (const Neuron* neuron = document_.neurons().find(document_.selectedNeuron())) {
        document_.centreOn(neuron->id);
    } else if (underMouse) {
        view_->centreOn(*underMouse);
    }
}

void MainWindow::makeToolBar() {
    auto* bar = new QToolBar(tr("Toolbar"), this);
    bar->setObjectName("toolBar");
    bar->setIconSize(QSize(20, 20));
    bar->setMovable(false);
    const auto add = [&](std::initializer_list<const char*> names) {
        for (const char* name : names) bar->addAction(action(name));
    };
    add({"open"});
    bar->addSeparator();
    add({"undo", "redo"});
    bar->addSeparator();
    add({"fit", "actualSize", "zoomIn", "zoomOut"});
    bar->addSeparator();
    add({"autoContrast", "showOverlay", "outlines"});
    bar->addSeparator();
    add({"segment"});
    auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action("segment")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    addToolBar(bar);
}

void MainWindow::updateActions() {
    const bool stack = document_.hasStack();
    for (const char* name :
         {"autoContrast", "fit", "actualSize", "zoomIn", "zoomOut", "centre", "nextSlice",
          "previousSlice", "goToSlice", "showOverlay", "outlines", "lessOpacity", "moreOpacity"}) {
        action(name)->setEnabled(stack);
    }
    action("segment")->setEnabled(stack && !document_.segmenting());
    action("cancel")->setEnabled(document_.busy());
    action("showOverlay")->setChecked(view_->overlayVisible());
    action("outlines")->setChecked(view_->outlinesOnly());
    action("smooth")->setChecked(view_->smooth());
    const QUndoStack& undo = document_.undoStack();
    const auto name = [](const QString& verb, const QString& step) {
        return step.isEmpty() ? verb : QString("%1 %2").arg(verb, step);
    };
    action("undo")->setEnabled(undo.canUndo());
    action("undo")->setText(name(tr("&Undo"), undo.undoText()));
    action("redo")->setEnabled(undo.canRedo());
    action("redo")->setText(name(tr("&Redo"), undo.redoText()));
}

}  // namespace axolemma
