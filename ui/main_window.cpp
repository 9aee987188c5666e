#include "ui/main_window.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolTip>
#include <QUrl>
#include <QVBoxLayout>

#include "core/io/project.h"
#include "core/io/stack_reader.h"
#include "ui/banner.h"
#include "ui/document.h"
#include "ui/empty_state.h"
#include "ui/job_strip.h"
#include "ui/key_map.h"
#include "ui/message.h"
#include "ui/panels.h"
#include "ui/recent_files.h"
#include "ui/segmentation_panel.h"
#include "ui/slice_bar.h"
#include "ui/slice_view.h"
#include "ui/spacing_dialog.h"
#include "ui/status_readout.h"

namespace axolemma {

namespace {

constexpr auto kGeometryKey = "window/geometry";
constexpr auto kLayoutKey = "window/layout";
constexpr auto kFolderKey = "window/folder";
constexpr auto kSpacingBanner = "voxelSizeBanner";
/// Raised when docks or toolbars change their meaning, so that an old layout is not misread.
constexpr int kLayoutVersion = 2;
constexpr int kMessageMs = 8000;
constexpr QSize kFirstSize(1360, 900);
/// What a window manager puts around a window.
constexpr QSize kDecoration(16, 48);

}  // namespace

MainWindow::MainWindow(Document& document) : document_(document), keys_(new KeyMap(this)) {
    setObjectName("mainWindow");
    setWindowTitle("Axolemma");
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    resize(kFirstSize.boundedTo(screen()->availableSize() - kDecoration));
    for (int i = 0; i < 6; ++i) {
        static constexpr const char* kNames[] = {
            QT_TR_NOOP("&File"),         QT_TR_NOOP("&Edit"),      QT_TR_NOOP("&View"),
            QT_TR_NOOP("&Segmentation"), QT_TR_NOOP("&Proofread"), QT_TR_NOOP("&Help")};
        menus_[i] = menuBar()->addMenu(tr(kNames[i]));
    }
    makeCentre();
    makeActions();
    makeToolBar();
    makeStatusBar();
    // Before the panels, which may say something about a stack once it is shown.
    connectDocument();
    addPanels(*this);
    restoreLayout();
    showStack();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeCentre() {
    empty_ = new EmptyState(this);
    connect(empty_, &EmptyState::openRequested, this, &MainWindow::chooseFiles);
    connect(empty_, &EmptyState::sampleRequested, this, &MainWindow::openSample);
    connect(empty_, &EmptyState::recentRequested, this, &MainWindow::open);

    auto* page = new QWidget(this);
    banners_ = new BannerArea(page);
    view_ = new SliceView(document_, page);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(banners_);
    column->addWidget(view_, 1);
    column->addWidget(new SliceBar(document_, page));
    connect(view_, &SliceView::sliceShown, this, &MainWindow::sliceShown);
    connect(view_, &VtkWidget::drawingFailed, this, &MainWindow::showError, Qt::QueuedConnection);

    centre_ = new QStackedWidget(this);
    centre_->addWidget(empty_);
    centre_->addWidget(page);
    setCentralWidget(centre_);
}

void MainWindow::addStrip(QWidget* strip) {
    qobject_cast<QVBoxLayout*>(view_->parentWidget()->layout())->insertWidget(1, strip);
}

void MainWindow::makeStatusBar() {
    auto* readout = new StatusReadout(document_, this);
    connect(view_, &SliceView::hovered, readout, &StatusReadout::showPlace);
    connect(view_, &SliceView::zoomChanged, readout, &StatusReadout::showZoom);
    statusBar()->addWidget(new JobStrip(document_, this));
    auto* hint = new QLabel(this);
    hint->setObjectName("toolHint");
    // As wide as there is room: a long sentence must not make the window wider.
    hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(view_, &SliceView::hintChanged, hint, &QLabel::setText);
    statusBar()->addWidget(hint, 1);
    statusBar()->addPermanentWidget(readout);
}

void MainWindow::connectDocument() {
    connect(&document_, &Document::stackChanged, this, &MainWindow::showStack);
    connect(&document_, &Document::spacingChanged, this,
            [this] { banners_->hide(kSpacingBanner); });
    connect(&document_, &Document::failed, this, &MainWindow::showError);
    connect(&document_, &Document::failed, this, [this] { opening_.clear(); });
    connect(&document_, &Document::noted, this, &MainWindow::showNote);
    connect(&document_, &Document::refused, this, [this](const QString& sentence) {
        statusBar()->showMessage(sentence, kMessageMs);
        if (view_->underMouse()) QToolTip::showText(QCursor::pos(), sentence, view_);
    });
    connect(&document_, &Document::jobStarted, this, [this] { statusBar()->clearMessage(); });
    connect(&document_, &Document::jobEnded, this, [this](const QString& summary) {
        if (!summary.isEmpty()) statusBar()->showMessage(summary, kMessageMs);
    });
}

QDockWidget* MainWindow::addPanel(QWidget* panel, const QString& title, const QString& objectName,
                                  Qt::DockWidgetArea area, bool shownAtFirst) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(objectName);
    dock->setWidget(panel);
    addDockWidget(area, dock);
    dock->setVisible(shownAtFirst);
    panelsMenu_->addAction(dock->toggleViewAction());
    return dock;
}

// --- Opening ---

void MainWindow::open(const std::vector<std::filesystem::path>& paths) {
    if (paths.empty() || !mayLeaveWork()) return;
    opening_ = paths;
    document_.open(paths);
}

void MainWindow::openSample() {
    if (!mayLeaveWork()) return;
    opening_.clear();
    document_.openSample();
}

void MainWindow::chooseFiles() {
    QStringList patterns;
    for (const std::string& pattern : readablePatterns()) {
        patterns << QString::fromStdString(pattern);
    }
    const QStringList chosen =
        QFileDialog::getOpenFileNames(this, tr("Open a stack, or the slices of a series"),
                                      QSettings().value(kFolderKey).toString(),
                                      tr("Stacks (%1);;All files (*)").arg(patterns.join(' ')));
    std::vector<std::filesystem::path> paths;
    for (const QString& path : chosen) paths.emplace_back(path.toStdString());
    open(paths);
}

void MainWindow::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Open a folder of numbered slices"), QSettings().value(kFolderKey).toString());
    if (!folder.isEmpty()) open({folder.toStdString()});
}

void MainWindow::chooseProject() {
    // A project is a folder.
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Open a project (a folder that ends in .axo)"),
                                          QSettings().value(kFolderKey).toString());
    if (folder.isEmpty()) return;
    if (!isProject(folder.toStdString())) {
        showError(
            tr("%1 is no project of Axolemma: choose a folder that ends in .axo.").arg(folder));
        return;
    }
    open({folder.toStdString()});
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasUrls()) return;
    event->acceptProposedAction();
    empty_->setDropping(true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    empty_->setDropping(false);
}

void MainWindow::dropEvent(QDropEvent* event) {
    empty_->setDropping(false);
    std::vector<std::filesystem::path> paths;
    const auto urls = event->mimeData()->urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile()) paths.emplace_back(url.toLocalFile().toStdString());
    }
    if (paths.empty()) {
        showError(
            tr("Only files on this computer can be dropped here. Save the file first, then "
               "drop it."));
        return;
    }
    event->acceptProposedAction();
    open(paths);
}

void MainWindow::showStack() {
    centre_->setCurrentIndex(document_.hasStack() ? 1 : 0);
    banners_->clear();
    updateActions();
    if (!document_.hasStack()) return;
    const QString name = QString::fromStdString(document_.stack()->name);
    setWindowTitle(tr("%1 – Axolemma").arg(name));
    if (!opening_.empty()) {
        rememberRecent(opening_);
        QSettings().setValue(kFolderKey,
                             QString::fromStdString(opening_.front().parent_path().string()));
        opening_.clear();
    }
    if (!document_.spacingKnown()) {
        const Spacing spacing = document_.spacing();
        banners_->show(kSpacingBanner,
                       tr("The file does not say how large a voxel is; %1 × %2 × %3 nm is assumed. "
                          "Scale bar, volumes and the network depend on it.")
                           .arg(spacing.x)
                           .arg(spacing.y)
                           .arg(spacing.z),
                       tr("Set voxel size…"), [this] { chooseVoxelSize(); });
    }
    view_->setFocus();
}

void MainWindow::showNote(const QString& sentence) {
    // The banner for the voxel size says the same, with a way to change it.
    const bool aboutSpacing = !document_.spacingKnown() && sentence.contains("voxel size");
    if (!aboutSpacing) banners_->show("note:" + sentence, sentence);
}

void MainWindow::showError(const QString& sentence) {
    showProblem(this, "Axolemma", sentence);
}

void MainWindow::chooseVoxelSize() {
    auto* dialog = new SpacingDialog(document_.spacing(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { document_.setSpacing(dialog->spacing()); });
    dialog->open();
}

// --- Segmenting ---

void MainWindow::setSegmentation(const SegmentationSettings& settings) {
    segmentationPanel_->setSettings(settings);
}

void MainWindow::useSegmentationPanel(SegmentationPanel* panel) {
    segmentationPanel_ = panel;
    connect(panel, &SegmentationPanel::segmentRequested, this, &MainWindow::segment);
}

void MainWindow::segment() {
    if (!document_.segmenting()) document_.segment(segmentationPanel_->settings());
}

void MainWindow::computeOutput() {
    if (const auto output = outputOf(view_->overlayKind())) {
        document_.computeOutput(*output, segmentationPanel_->settings());
    }
}

// --- Between sessions ---

void MainWindow::restoreLayout() {
    const QSettings saved;
    restoreGeometry(saved.value(kGeometryKey).toByteArray());
    restoreState(saved.value(kLayoutKey).toByteArray(), kLayoutVersion);
    view_->restoreAppearance();
}

bool MainWindow::mayLeaveWork(bool quits) {
    QStringList lost;
    if (!document_.everythingIsWritten())
        lost << tr(
            "Your last steps could not be written and are in memory alone. File > Save "
            "project as… writes them elsewhere.");
    for (const LossFunction& loss : losses_)
        if (const QString sentence = loss(quits); !sentence.isEmpty()) lost << sentence;
    if (lost.isEmpty()) return true;
    return QMessageBox::question(
               this, "Axolemma", lost.join("\n\n") + "\n\n" + tr("Go on and lose that?"),
               QMessageBox::Yes | QMessageBox::No, QMessageBox::No) == QMessageBox::Yes;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayLeaveWork(true)) {
        event->ignore();
        return;
    }
    QSettings saved;
    saved.setValue(kGeometryKey, saveGeometry());
    saved.setValue(kLayoutKey, saveState(kLayoutVersion));
    view_->saveAppearance();
    document_.endJobs();
    document_.cancelJobs();
    document_.saveProject();
    QMainWindow::closeEvent(event);
}

}  // namespace axolemma
