#include "ui/panels.h"

#include <QDockWidget>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QStatusBar>
#include <QTabWidget>
#include <algorithm>

#include "core/synthetic_stack.h"
#include "ui/about_dialog.h"
#include "ui/comparison.h"
#include "ui/comparison_panel.h"
#include "ui/display_panel.h"
#include "ui/document.h"
#include "ui/export_dialog.h"
#include "ui/export_view.h"
#include "ui/guided_start.h"
#include "ui/help_page.h"
#include "ui/key_actions.h"
#include "ui/main_window.h"
#include "ui/model_dialog.h"
#include "ui/neighbour_strip.h"
#include "ui/neuron_table.h"
#include "ui/project_actions.h"
#include "ui/proofreading_actions.h"
#include "ui/refinement_panel.h"
#include "ui/segmentation_panel.h"
#include "ui/teaching.h"
#include "ui/teaching_panel.h"
#include "ui/wheel_guard.h"

namespace axolemma {

namespace {

constexpr int kMessageMs = 8000;
/// Of a dock's title, and of all that is above and below the docks.
constexpr int kTitleHeight = 28;
constexpr int kBarsHeight = 90;
constexpr int kLeastTable = 150;

/// Puts a panel into an area that gives way in a low window: what does not fit is scrolled to.
QScrollArea* scrolled(QWidget* panel, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    area->setMinimumWidth(panel->minimumSizeHint().width() +
                          area->verticalScrollBar()->sizeHint().width());
    area->setWidget(panel);
    guardFromWheel(*panel);
    return area;
}

auto tell(MainWindow& window) {
    return [&window](const QString& sentence) {
        window.statusBar()->showMessage(sentence, kMessageMs);
    };
}

void openExport(MainWindow& window, ExportKind kind) {
    auto* dialog = new ExportDialog(window.document(), kind, &window);
    QObject::connect(dialog, &ExportDialog::exported, &window, tell(window));
    dialog->show();
}

/// The dock for what the network is taught, and the command.
QDockWidget* addTeaching(MainWindow& window, SegmentationPanel& segmentation) {
    auto* teaching = new Teaching(window.document(), &window);
    auto* panel = new TeachingPanel(
        window.document(), *teaching, [&segmentation] { return segmentation.settings(); }, &window);
    auto* dock = window.addPanel(scrolled(panel, &window), MainWindow::tr("Teach"), "teachingDock",
                                 Qt::RightDockWidgetArea);
    QObject::connect(panel, &TeachingPanel::modelsChanged, &segmentation,
                     &SegmentationPanel::refreshModels);
    QObject::connect(panel, &TeachingPanel::useRequested, &window,
                     [&window, &segmentation](const std::filesystem::path& model) {
                         segmentation.chooseModel(QString::fromStdString(model.stem().string()));
                         window.document().segment(segmentation.settings());
                     });
    window.addLoss([teaching](bool) {
        return teaching->running() ? MainWindow::tr(
                                         "A network is being taught; what it has learnt "
                                         "until now goes with the stack.")
                                   : QString();
    });
    window.addAction(MainWindow::MenuId::Segmentation, "teach", [panel, dock](bool) {
        dock->show();
        dock->raise();
        panel->start();
    });
    return dock;
}

/// The dialog of models: one, however often it is asked for.
void addModels(MainWindow& window, SegmentationPanel& segmentation) {
    const auto show = [&window, &segmentation] {
        auto* dialog = window.findChild<ModelDialog*>();
        if (!dialog) {
            dialog = new ModelDialog(window.document().stack(), &window);
            QObject::connect(dialog, &ModelDialog::modelsChanged, &segmentation,
                             &SegmentationPanel::refreshModels);
            QObject::connect(dialog, &ModelDialog::useRequested, &segmentation,
                             &SegmentationPanel::chooseModel);
            dialog->show();
        }
        dialog->raise();
        dialog->activateWindow();
    };
    QObject::connect(&segmentation, &SegmentationPanel::modelsRequested, &window, show);
    window.addAction(MainWindow::MenuId::Segmentation, "models", [show](bool) { show(); });
}

void addExports(MainWindow& window) {
    QAction* quit = window.quitAction();
    constexpr auto kFile = MainWindow::MenuId::File;
    const auto toExport = [&](const char* name, ExportKind kind) {
        return window.addAction(
            kFile, name, [&window, kind](bool) { openExport(window, kind); }, quit);
    };
    QAction* labels = toExport("exportLabels", ExportKind::Labels);
    QAction* probability = toExport("exportProbability", ExportKind::Probability);
    QAction* training = toExport("exportTraining", ExportKind::Training);
    QAction* view = window.addAction(
        kFile, "exportView", [&window](bool) { exportView(window); }, quit);
    window.menu(kFile)->insertSeparator(quit);
    window.addLoss([&window](bool quits) {
        const auto dialogs = window.findChildren<ExportDialog*>();
        const bool exporting =
            std::ranges::any_of(dialogs, [](const auto* dialog) { return dialog->exporting(); });
        return quits && exporting ? MainWindow::tr("An export is running and would be ended.")
                                  : QString();
    });
    const auto enable = [&document = window.document(), labels, probability, training, view] {
        const bool segmented = !document.segmentation()->empty();
        for (QAction* each : {labels, probability, training}) each->setEnabled(segmented);
        view->setEnabled(document.hasStack());
    };
    QObject::connect(&window.document(), &Document::stackChanged, labels, enable);
    QObject::connect(&window.document(), &Document::neuronsChanged, labels, enable);
    enable();
}

void addHelp(MainWindow& window) {
    constexpr auto kHelp = MainWindow::MenuId::Help;
    const auto show = [&window](HelpPage::Topic topic) {
        auto* page = window.findChild<HelpPage*>();
        (page ? page : new HelpPage(window.keys(), &window))->showTopic(topic);
    };
    auto* guide = new GuidedStart(window.document(), window.view(), window.keys());
    window.addAction(kHelp, "guidedStart", [&window, guide](bool) {
        if (!window.document().hasStack()) window.openSample();
        guide->begin();
    });
    QObject::connect(&window.document(), &Document::stackChanged, guide, [&window, guide] {
        // Who opens the sample for the first time wants to learn.
        const auto stack = window.document().stack();
        if (stack && isSample(*stack) && !GuidedStart::wasSeen() && window.isVisible())
            guide->begin();
    });
    window.addAction(kHelp, "tour", [show](bool) { show(HelpPage::Topic::Tour); });
    window.addAction(kHelp, "keys", [show](bool) { show(HelpPage::Topic::Keys); });
    window.menu(kHelp)->addSeparator();
    window.addAction(kHelp, "about", [&window](bool) { (new AboutDialog(&window))->open(); });
}

}  // namespace

void addPanels(MainWindow& window) {
    Document& document = window.document();
    SliceView& view = window.view();

    auto* segmentation = new SegmentationPanel(document, &window);
    auto* segmentationDock = window.addPanel(segmentation, MainWindow::tr("Segmentation"),
                                             "segmentationDock", Qt::RightDockWidgetArea);
    window.useSegmentationPanel(segmentation);

    auto* display = new DisplayPanel(document, view, &window);
    auto* displayDock = window.addPanel(scrolled(display, &window), MainWindow::tr("Display"),
                                        "displayDock", Qt::RightDockWidgetArea);
    QObject::connect(display, &DisplayPanel::outputRequested, &window, &MainWindow::computeOutput);

    auto* comparison = new Comparison(document, &window);
    auto* refinement = new RefinementPanel(document, *comparison, &window);
    auto* refinementDock =
        window.addPanel(scrolled(refinement, &window), MainWindow::tr("Refinement"),
                        "refinementDock", Qt::RightDockWidgetArea);
    view.setComparison(*comparison);
    auto* compare = new ComparisonPanel(document, *comparison, view, &window);
    auto* compareDock = window.addPanel(scrolled(compare, &window), MainWindow::tr("Compare"),
                                        "compareDock", Qt::RightDockWidgetArea);
    QObject::connect(comparison, &Comparison::failed, &window, &MainWindow::showError);
    QDockWidget* teachingDock = addTeaching(window, *segmentation);
    addModels(window, *segmentation);
    window.setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
    window.tabifyDockWidget(displayDock, refinementDock);
    window.tabifyDockWidget(refinementDock, compareDock);
    window.tabifyDockWidget(compareDock, teachingDock);
    displayDock->raise();
    constexpr auto kSegmentation = MainWindow::MenuId::Segmentation;
    window.addAction(kSegmentation, "lessWeight",
                     [refinement](bool) { refinement->stepWeight(-1); });
    window.addAction(kSegmentation, "moreWeight",
                     [refinement](bool) { refinement->stepWeight(1); });

    auto* neurons = new NeuronTablePanel(document, &window);
    auto* neuronsDock =
        window.addPanel(neurons, MainWindow::tr("Neurons"), "neuronsDock", Qt::RightDockWidgetArea);
    // The list takes what the other two do not need.
    const int first = segmentation->sizeHint().height() + kTitleHeight;
    const int second = display->sizeHint().height() + kTitleHeight;
    const int rest = std::max(kLeastTable, window.height() - kBarsHeight - first - second);
    window.resizeDocks({segmentationDock, displayDock, neuronsDock}, {first, second, rest},
                       Qt::Vertical);
    QObject::connect(neurons, &NeuronTablePanel::failed, &window, &MainWindow::showError);
    QObject::connect(neurons, &NeuronTablePanel::exported, &window, tell(window));

    window.addPanel(new NeighbourStrip(document, &window), MainWindow::tr("Neighbours"),
                    "neighboursDock", Qt::LeftDockWidgetArea);

    addExports(window);
    addProofreading(window);
    addProject(window);
    addHelp(window);
    addKeyActions(window);
}

}  // namespace axolemma
