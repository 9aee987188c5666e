#pragma once

#include <QMainWindow>
#include <filesystem>
#include <functional>
#include <utility>
#include <vector>

class QAction;
class QDockWidget;
class QMenu;
class QStackedWidget;

namespace axolemma {

class BannerArea;
class EmptyState;
class Document;
class KeyMap;
class SegmentationPanel;
class SliceView;
struct SegmentationSettings;

/// The window: the slice view in the middle, panels around it, menus, toolbar and status bar. It
/// wires actions to the `Document` and holds no logic of its own. Its layout, the recent files and
/// the settings are kept between sessions (QSettings).
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    enum class MenuId { File, Edit, View, Segmentation, Proofread, Help };

    /// `document` must outlive the window.
    explicit MainWindow(Document& document);
    ~MainWindow() override;

    Document& document() { return document_; }
    SliceView& view() { return *view_; }
    /// The keys that are in force.
    KeyMap& keys() { return *keys_; }
    QMenu* menu(MenuId id) const { return menus_[static_cast<int>(id)]; }

    /// Makes the action of `shortcuts.cpp` of that name, which calls `triggered`, and puts it at
    /// the end of a menu, or before `before`.
    QAction* addAction(MenuId menu, const char* name, std::function<void(bool checked)> triggered,
                       QAction* before = nullptr);
    /// The action of that name, which must have been added.
    QAction* action(const char* name) const;
    /// Puts a panel into a dock named `objectName`, with an entry in View > Panels. Area and
    /// visibility are those of the first start; later starts keep what the user made of them.
    QDockWidget* addPanel(QWidget* panel, const QString& title, const QString& objectName,
                          Qt::DockWidgetArea area, bool shownAtFirst = true);
    /// File > Open recent, and whatever else comes before Quit, is inserted before this one.
    QAction* quitAction() const { return action("quit"); }

    /// Opens paths (several are one series), and remembers them as recent once they are open.
    void open(const std::vector<std::filesystem::path>& paths);
    void openSample();
    /// What would be lost by leaving the stack, or by quitting: a sentence, empty for nothing.
    using LossFunction = std::function<QString(bool quits)>;
    void addLoss(LossFunction loss) { losses_.push_back(std::move(loss)); }
    /// Asks, where something would be lost, whether it may be.
    bool mayLeaveWork(bool quits = false);
    /// Asks for a project to open.
    void chooseProject();
    /// The strips above the picture.
    BannerArea& banners() { return *banners_; }
    /// Puts a strip of its own between those and the picture.
    void addStrip(QWidget* strip);
    /// Makes `paths`, which the document is already opening, recent once they are open.
    void rememberWhenOpen(std::vector<std::filesystem::path> paths) { opening_ = std::move(paths); }
    /// Which network the next run takes; the panel shows it.
    void setSegmentation(const SegmentationSettings& settings);
    /// The panel whose choice of model and device holds.
    void useSegmentationPanel(SegmentationPanel* panel);

  public Q_SLOTS:
    void segment();
    /// Computes the map that the view's overlay shows for the current slice.
    void computeOutput();
    /// Shows a sentence in a dialog that does not stop anything else.
    void showError(const QString& sentence);

  Q_SIGNALS:
    /// The first slice of a stack is on the screen.
    void sliceShown();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void makeCentre();
    void makeActions();
    void makeFileActions();
    void makeViewActions();
    void makeToolBar();
    void makeStatusBar();
    void connectDocument();
    void showStack();
    void showNote(const QString& sentence);
    void updateActions();
    void chooseFiles();
    void chooseFolder();
    void centre();
    void fillRecentMenu();
    void chooseVoxelSize();
    void restoreLayout();

    Document& document_;
    KeyMap* keys_;
    SliceView* view_ = nullptr;
    EmptyState* empty_ = nullptr;
    QStackedWidget* centre_ = nullptr;
    BannerArea* banners_ = nullptr;
    SegmentationPanel* segmentationPanel_ = nullptr;
    QMenu* menus_[6] = {};
    QMenu* recentMenu_ = nullptr;
    QMenu* panelsMenu_ = nullptr;
    std::vector<std::filesystem::path> opening_;
    std::vector<LossFunction> losses_;
};

}  // namespace axolemma
