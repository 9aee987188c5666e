#include "ui/proofreading_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QCursor>
#include <QDockWidget>
#include <QInputDialog>
#include <QMenu>
#include <QToolBar>
#include <QUndoView>
#include <array>

#include "core/proofreading/interpolation.h"
#include "ui/document.h"
#include "ui/main_window.h"
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
                                                       {ToolId::Lasso, "toolLasso"}}};

/// Edits of the picked neuron, or of what is under the mouse.
class NeuronActions {
  public:
    explicit NeuronActions(MainWindow& window)
        : window_(window), document_(window.document()), view_(window.view()) {}

    std::optional<Place> underMouse() const {
        return view_.placeAt(view_.mapFromGlobal(QCursor::pos()));
    }

    /// Where the picked neuron was picked; else the place under the mouse.
    std::optional<Place> target() {
        document_.settled();
        const auto picked = document_.selectedPlace();
        return picked && document_.selectedNeuron() ? picked : underMouse();
    }

    void verify(Place place) {
        const Derived& now = document_.settled();
        const Neuron* neuron = now.neurons.find(now.neuronAt(place));
        document_.apply(neuron && neuron->verified ? unverifyNeuron(now, place)
                                                   : verifyNeuron(now, place));
    }

    void lock(Place place) {
        const Derived& now = document_.settled();
        const Neuron* neuron = now.neurons.find(now.neuronAt(place));
        document_.apply(setLocked(now, place, !(neuron && neuron->locked)));
    }

    void rename(Place place) {
        const Derived& now = document_.settled();
        const Neuron* neuron = now.neurons.find(now.neuronAt(place));
        if (!neuron) return document_.refuse(MainWindow::tr("Pick a neuron first."), place);
        ask("renameDialog", MainWindow::tr("Name of neuron %1").arg(neuron->id),
            QString::fromStdString(neuron->name), [this, place](const QString& name) {
                document_.apply(setName(document_.settled(), place, name.trimmed().toStdString()));
            });
    }

    void comment(Place place) {
        const std::string& known = document_.assertions().fact(place, FactKind::Comment);
        ask("commentDialog",
            MainWindow::tr("Comment at %1, %2, %3").arg(place.x).arg(place.y).arg(place.z),
            QString::fromStdString(known), [this, place](const QString& text) {
                document_.apply(
                    setComment(document_.settled(), place, text.trimmed().toStdString()));
            });
    }

    void deleteComponent(Place place) {
        const auto map = document_.probability(place.z);
        document_.apply(axolemma::deleteComponent(
            document_.settled(), map ? map->view() : ImageView<const std::uint8_t>(), place));
    }

    void copyProfile(Place place) {
        const int next = document_.slice() + 1;
        if (next >= document_.depth())
            return document_.refuse(MainWindow::tr("This is the last slice."), place);
        const PixelRuns pixels = profile(place, document_.slice());
        if (pixels.empty())
            return document_.refuse(MainWindow::tr("The picked neuron is not in this slice."),
                                    place);
        if (document_.apply(
                makeProfile(document_.settled(), next, pixels, place, "Copy a profile of")))
            document_.setSlice(next);
    }

    void interpolate(Place place) {
        const int z = document_.slice();
        int before = z - 1;
        while (before >= 0 && profile(place, before).empty()) --before;
        int after = z + 1;
        while (after < document_.depth() && profile(place, after).empty()) ++after;
        if (before < 0 || after >= document_.depth())
            return document_.refuse(
                MainWindow::tr("The picked neuron has to be in a slice before and in one after "
                               "this one."),
                place);
        const double t = static_cast<double>(z - before) / (after - before);
        document_.apply(makeProfile(document_.settled(), z,
                                    interpolated(profile(place, before), profile(place, after), t),
                                    place, "Interpolate a profile of"));
    }

    void goToNeuron() {
        auto* dialog = new QInputDialog(&window_);
        dialog->setObjectName("goToNeuronDialog");
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(MainWindow::tr("Go to neuron"));
        dialog->setLabelText(MainWindow::tr("Number or name:"));
        QObject::connect(dialog, &QInputDialog::textValueSelected, &window_,
                         [this](const QString& text) { goTo(text.trimmed()); });
        dialog->open();
    }

    void showMenu(QPoint at, Place place) {
        document_.pick(place);
        auto* menu = new QMenu(&window_);
        menu->setObjectName("neuronMenu");
        menu->setAttribute(Qt::WA_DeleteOnClose);
        const Neuron* neuron = document_.neurons().find(document_.selectedNeuron());
        const auto add = [&](const QString& text, auto member, bool enabled = true) {
            QAction* action = menu->addAction(text);
            action->setEnabled(enabled);
            QObject::connect(action, &QAction::triggered, &window_,
                             [this, member, place] { (this->*member)(place); });
        };
        const bool any = neuron != nullptr;
        add(any && neuron->verified ? MainWindow::tr("Take back verification")
                                    : MainWindow::tr("Verified"),
            &NeuronActions::verify, any);
        add(any && neuron->locked ? MainWindow::tr("Unlock") : MainWindow::tr("Lock"),
            &NeuronActions::lock, any);
        add(MainWindow::tr("Name…"), &NeuronActions::rename, any);
        menu->addSeparator();
        add(MainWindow::tr("Delete component"), &NeuronActions::deleteComponent, any);
        add(MainWindow::tr("Comment…"), &NeuronActions::comment);
        menu->popup(at);
    }

  private:
    /// All pixels of the neuron that a place is in, in slice z.
    PixelRuns profile(Place place, int z) {
        const Derived& now = document_.settled();
        const std::uint64_t id = now.neuronAt(place);
        const auto slice = now.components(z);
        PixelRuns pixels;
        if (!slice || id == 0) return pixels;
        const auto ids = now.neurons.idsOfSlice(z);
        for (std::uint32_t c = 1; c < ids.size(); ++c)
            if (ids[c] == id)
                pixels =
                    pixels.united(PixelRuns::of(slice->labels.view(), c, slice->labels.bounds()));
        return pixels;
    }

    void goTo(const QString& text) {
        for (const Neuron& neuron : document_.neurons().neurons()) {
            const bool named =
                !neuron.name.empty() &&
                QString::fromStdString(neuron.name).compare(text, Qt::CaseInsensitive) == 0;
            if (!named && QString::number(neuron.id) != text) continue;
            document_.select(neuron.id);
            document_.centreOn(neuron.id);
            return;
        }
        document_.refuse(MainWindow::tr("There is no neuron \"%1\".").arg(text), {});
    }

    template <typename Then>
    void ask(const char* name, const QString& label, const QString& value, Then then) {
        auto* dialog = new QInputDialog(&window_);
        dialog->setObjectName(name);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle("Axolemma");
        dialog->setLabelText(label);
        dialog->setTextValue(value);
        QObject::connect(dialog, &QInputDialog::textValueSelected, &window_, then);
        dialog->open();
    }

    MainWindow& window_;
    Document& document_;
    SliceView& view_;
};

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

void addHistory(MainWindow& window) {
    auto* list = new QUndoView(&window.document().undoStack(), &window);
    list->setObjectName("historyList");
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

}  // namespace

void addProofreading(MainWindow& window) {
    addTools(window);
    const auto actions = std::make_shared<NeuronActions>(window);
    const auto add = [&](const char* name, auto member) {
        window.addAction(kMenu, name, [actions, member](bool) {
            if (const auto place = actions->target()) ((*actions).*member)(*place);
        });
    };
    const auto addAtMouse = [&](const char* name, auto member) {
        window.addAction(kMenu, name, [actions, member](bool) {
            if (const auto place = actions->underMouse()) ((*actions).*member)(*place);
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
    window.addAction(kMenu, "goToNeuron", [actions](bool) { actions->goToNeuron(); });
    QObject::connect(&window.view(), &SliceView::menuRequested, &window,
                     [actions](QPoint at, Place place) { actions->showMenu(at, place); });
    addHistory(window);

    const auto enable = [&window] {
        const bool segmented = !window.document().segmentation()->empty();
        for (const char* name : {"verify", "verifySlice", "lock", "rename", "deleteComponent",
                                 "copyProfile", "interpolate", "goToNeuron"})
            window.action(name)->setEnabled(segmented);
        window.action("comment")->setEnabled(window.document().hasStack());
    };
    QObject::connect(&document, &Document::stackChanged, &window, enable);
    QObject::connect(&document, &Document::neuronsChanged, &window, enable);
    enable();
}

}  // namespace axolemma
