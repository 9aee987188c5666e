#include "ui/panels.h"

#include <QMenu>
#include <QStatusBar>

#include "ui/about_dialog.h"
#include "ui/display_panel.h"
#include "ui/document.h"
#include "ui/export_dialog.h"
#include "ui/export_view.h"
#include "ui/help_page.h"
#include "ui/main_window.h"
#include "ui/neighbour_strip.h"
#include "ui/neuron_table.h"
#include "ui/segmentation_panel.h"

namespace axolemma {

namespace {

constexpr int kMessageMs = 8000;

void openExport(MainWindow& window, ExportKind kind) {
    auto* dialog = new ExportDialog(window.document(), kind, &window);
    QObject::connect(dialog, &ExportDialog::exported, &window, [&window](const QString& sentence) {
        window.statusBar()->showMessage(sentence, kMessageMs);
    });
    dialog->show();
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
    QAction* view = window.addAction(
        kFile, "exportView", [&window](bool) { exportView(window); }, quit);
    window.menu(kFile)->insertSeparator(quit);
    const auto enable = [&document = window.document(), labels, probability, view] {
        const bool segmented = !document.segmentation()->empty();
        labels->setEnabled(segmented);
        probability->setEnabled(segmented);
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
        (page ? page : new HelpPage(&window))->showTopic(topic);
    };
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
    auto* displayDock =
        window.addPanel(display, MainWindow::tr("Display"), "displayDock", Qt::RightDockWidgetArea);
    QObject::connect(display, &DisplayPanel::outputRequested, &window, &MainWindow::computeOutput);

    auto* neurons = new NeuronTablePanel(document, &window);
    auto* neuronsDock =
        window.addPanel(neurons, MainWindow::tr("Neurons"), "neuronsDock", Qt::RightDockWidgetArea);
    // The list takes what the other two do not need.
    window.resizeDocks({segmentationDock, displayDock, neuronsDock}, {1, 1, 1000}, Qt::Vertical);
    QObject::connect(neurons, &NeuronTablePanel::failed, &window, &MainWindow::showError);

    window.addPanel(new NeighbourStrip(document, &window), MainWindow::tr("Neighbours"),
                    "neighboursDock", Qt::LeftDockWidgetArea);

    addExports(window);
    addHelp(window);
}

}  // namespace axolemma
