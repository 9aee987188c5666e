#include "ui/proofreading_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>
#include <QToolBar>
#include <QUndoView>
#include <array>
#include <memory>

#include "core/proofreading/interpolation.h"
#include "ui/document.h"
#include "ui/doubt_bar.h"
#include "ui/doubt_queue.h"
#include "ui/main_window.h"
#include "ui/neuron_actions.h"
#include "ui/neuron_table.h"
#include "ui/places_panel.h"
#include "ui/slice_view.h"

namespace axolemma {

namespace {

constexpr auto kMenu = MainWindow::MenuId::Proofread;

struct ToolAction {
    ToolId id;
    const char* name;
};
constexpr std::array<ToolAction, kTools> kToolActions{{{ToolId::Pick, "toolPick"},
                                                       {ToolId::Pan, "toolPan"},
                                                       {ToolId::Paint, "toolPaint"},
                                                       {ToolId::Erase, "toolErase"},
                                                       {ToolId::Retrace, "toolRetrace"},
                                                       {ToolId::Knife, "toolKnife"},
                                                       {ToolId::Split, "toolSplit"},
                                                       {ToolId::Merge, "toolMerge"},
                                                       {ToolId::Fill, "toolFill"},
                                                       {ToolId::Lasso, "toolLasso"},
                                                       {ToolId::Delete, "toolDelete"}}};

void addTools(MainWindow& window) {
    ToolBox& tools = window.view().tools();
    auto* bar = new QToolBar(MainWindow::tr("Tools"), &window);
    bar->setObjectName("proofreadingBar");
    bar->setIconSize(QSize(20, 20));
    bar->setMovable(false);
    auto* group = new QActionGroup(&window);
    for (const ToolAction& entry : kToolActions) {
        QAction* action = window.addAction(kMenu, entry.name,
                                           [&tools, id = entry.id](bool) { tools.choose(id); });
        action->setChecked(tools.chosen() == entry.id);
        group->addAction(action);
        bar->addAction(action);
    }
    QObject::connect(&tools, &ToolBox::toolChanged, bar, [&window](ToolId id) {
        for (const ToolAction& entry : kToolActions)
            if (entry.id == id) window.action(entry.name)->setChecked(true);
    });
    window.addToolBar(Qt::LeftToolBarArea, bar);
    window.menu(kMenu)->addSeparator();
    window.addAction(kMenu, "strokeScope", [&tools](bool) {
        constexpr int kScopes = 3;
        tools.setScope(static_cast<StrokeScope>((static_cast<int>(tools.scope()) + 1) % kScopes));
    });
    window.addAction(kMenu, "smallerBrush", [&tools](bool) { tools.stepRadius(-1); });
    window.addAction(kMenu, "largerBrush", [&tools](bool) { tools.stepRadius(1); });
    window.menu(kMenu)->addSeparator();
}

void addVisibility(MainWindow& window, const std::shared_ptr<NeuronActions>& actions) {
    constexpr auto kView = MainWindow::MenuId::View;
    QAction* before = window.action("autoContrast");
    const auto add = [&](const char* name, auto member) {
        window.addAction(
            kView, name, [actions, member](bool) { actions->about(actions->target(), member); },
            before);
    };
    add("hideNeuron", &NeuronActions::hide);
    add("showOnlyNeuron", &NeuronActions::showOnly);
    NeuronVisibility& visibility = window.document().visibility();
    QAction* all = window.addAction(
        kView, "showAllNeurons", [&visibility](bool) { visibility.showAll(); }, before);
    window.menu(kView)->insertSeparator(before);
    const auto enable = [&visibility, all] { all->setEnabled(!visibility.showsAll()); };
    QObject::connect(&visibility, &NeuronVisibility::changed, all, enable);
    enable();
}

void addHistory(MainWindow& window) {
    auto* list = new QUndoView(&window.document().undoStack(), &window);
    list->setObjectName("historyList");
    // A long list is laid out as fast as a short one.
    list->setUniformItemSizes(true);
    list->setEmptyLabel(MainWindow::tr("As it was opened"));
    QDockWidget* dock = window.addPanel(list, MainWindow::tr("History"), "historyDock",
                                        Qt::RightDockWidgetArea, false);
    window.tabifyDockWidget(window.findChild<QDockWidget*>("neuronsDock"), dock);
    window.addAction(MainWindow::MenuId::Edit, "showHistory", [dock](bool) {
        const bool seen = dock->isVisible() && !dock->visibleRegion().isEmpty();
        dock->setVisible(!seen);
        if (!seen) dock->raise();
    });
}

void addPlaces(MainWindow& window) {
    QDockWidget* dock =
        window.addPanel(new PlacesPanel(window.document(), &window), MainWindow::tr("Places"),
                        "placesDock", Qt::RightDockWidgetArea, false);
    window.tabifyDockWidget(window.findChild<QDockWidget*>("neuronsDock"), dock);
}

void addDoubts(MainWindow& window) {
    auto* queue = new DoubtQueue(window.document(), &window);
    window.addStrip(new DoubtBar(*queue, window.keys(), &window));
    if (auto* table = window.findChild<NeuronTablePanel*>()) table->setQueue(*queue);
    SliceView& view = window.view();
    QObject::connect(queue, &DoubtQueue::changed, &view,
                     [&view, queue] { view.setGuide(queue, queue->marks()); });
    QObject::connect(queue, &DoubtQueue::placeChosen, &window.document(), &Document::stepShown);
    window.addAction(kMenu, "nextDoubt", [queue](bool) { queue->step(1); });
    window.addAction(kMenu, "previousDoubt", [queue](bool) { queue->step(-1); });
    window.addAction(kMenu, "accept", [&view, queue](bool) {
        if (!view.tools().tool().accept()) queue->takeOther();
    });
    window.addAction(kMenu, "dismissDoubt", [queue](bool) { queue->keepPresent(); });
    window.menu(kMenu)->addSeparator();
}

}  // namespace

void addProofreading(MainWindow& window) {
    addTools(window);
    const auto actions = std::make_shared<NeuronActions>(window);
    const auto add = [&](const char* name, auto member) {
        window.addAction(kMenu, name,
                         [actions, member](bool) { actions->about(actions->target(), member); });
    };
    const auto addAtMouse = [&](const char* name, auto member) {
        // From a menu the mouse is over the menu.
        window.addAction(kMenu, name, [actions, member](bool) {
            const auto place = actions->underMouse();
            actions->about(place ? place : actions->target(), member);
        });
    };
    Document& document = window.document();
    add("verify", &NeuronActions::verify);
    window.addAction(kMenu, "verifySlice", [&document](bool) {
        document.apply(verifySlice(document.settled(), document.slice()));
    });
    add("lock", &NeuronActions::lock);
    add("rename", &NeuronActions::rename);
    addAtMouse("comment", &NeuronActions::comment);
    window.menu(kMenu)->addSeparator();
    addAtMouse("deleteComponent", &NeuronActions::deleteComponent);
    add("copyProfile", &NeuronActions::copyProfile);
    add("interpolate", &NeuronActions::interpolate);
    window.menu(kMenu)->addSeparator();
    addDoubts(window);
    addVisibility(window, actions);
    window.addAction(kMenu, "goToNeuron", [actions](bool) { actions->goToNeuron(); });
    const auto showMenu = [actions](QPoint at, Place place) { actions->showMenu(at, place); };
    QObject::connect(&window.view(), &SliceView::menuRequested, &window, showMenu);
    if (auto* table = window.findChild<NeuronTablePanel*>())
        QObject::connect(table, &NeuronTablePanel::menuRequested, &window, showMenu);
    addHistory(window);
    addPlaces(window);

    const auto enable = [&window] {
        const bool segmented = !window.document().segmentation()->empty();
        for (const char* name :
             {"verify", "verifySlice", "lock", "rename", "deleteComponent", "copyProfile",
              "interpolate", "goToNeuron", "hideNeuron", "showOnlyNeuron"})
            window.action(name)->setEnabled(segmented);
        window.action("comment")->setEnabled(window.document().hasStack());
    };
    QObject::connect(&document, &Document::stackChanged, &window, enable);
    QObject::connect(&document, &Document::neuronsChanged, &window, enable);
    enable();
}

}  // namespace axolemma
