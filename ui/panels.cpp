#include "ui/panels.h"

#include "ui/display_panel.h"
#include "ui/document.h"
#include "ui/main_window.h"
#include "ui/segmentation_panel.h"

namespace axolemma {

void addPanels(MainWindow& window) {
    Document& document = window.document();
    SliceView& view = window.view();

    auto* segmentation = new SegmentationPanel(document, &window);
    window.addPanel(segmentation, MainWindow::tr("Segmentation"), "segmentationDock",
                    Qt::RightDockWidgetArea);
    window.useSegmentationPanel(segmentation);

    auto* display = new DisplayPanel(document, view, &window);
    window.addPanel(display, MainWindow::tr("Display"), "displayDock", Qt::RightDockWidgetArea);
    QObject::connect(display, &DisplayPanel::outputRequested, &window, &MainWindow::computeOutput);
}

}  // namespace axolemma
