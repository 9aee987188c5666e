#pragma once

#include <QMainWindow>
#include <filesystem>
#include <vector>

class QAction;
class QDockWidget;
class QLabel;
class QMenu;
class QStackedWidget;

namespace axolemma {

class Banner;
class Document;
class JobStrip;
class SliceView;

/// The window: the slice view in the middle, panels around it, menus, toolbar and status bar. It
/// wires actions to the `Document` and holds no logic of its own. Its layout, the recent files and
/// the settings are kept between sessions (QSettings).
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    enum class Menu { File, Edit, View, Segmentation, Help };

    /// `document` must outlive the window.
    explicit MainWindow(Document& document);
    ~MainWindow() override;

    Document& document() { return document_; }
    SliceView& view() { return *view_; }
    QMenu* menu(Menu menu) const { return menus_[static_cast<int>(menu)]; }
    /// Puts a panel into a dock named `objectName` at its first place, with an entry in the View
    /// menu.
    QDockWidget* addPanel(QWidget* panel, const QString& title, const QString& objectName,
                          Qt::DockWidgetArea area, bool shownAtFirst = true);
    /// Puts an action into a menu, before `before` or at the end, and makes its shortcut work
    /// throughout the window.
    QAction* addAction(Menu menu, const QString& text, const QString& objectName,
                       const QKeySequence& shortcut = {}, QAction* before = nullptr);

    /// Opens paths and remembers them as recent.
    void open(const std::vector<std::filesystem::path>& paths);
    /// Shows a sentence in a dialog that does not stop anything else.
    void showError(const QString& sentence);

  Q_SIGNALS:
    /// The first slice of the first stack is on the screen.
    void firstSliceShown();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void makeMenus();
    void makeCentre();
    void makeToolBar();
    void makeStatusBar();
    void restoreLayout();

    Document& document_;
    SliceView* view_ = nullptr;
    QStackedWidget* centre_ = nullptr;
    Banner* banner_ = nullptr;
    QMenu* menus_[5] = {};
};

}  // namespace axolemma
