#pragma once

#include <QDialog>

class QFrame;
class QLabel;
class QLineEdit;
class QMainWindow;
class QTableView;

namespace axolemma {

class Document;
class PaletteModel;
struct Destination;

/// Runs any command of the menus by a few letters of its name, or goes to a slice or a place. What
/// was run last comes first, also in later sessions (QSettings "palette/recent").
class CommandPalette : public QDialog {
    Q_OBJECT
  public:
    /// Opens over `window`, whose menus it takes. `document` must outlive it.
    CommandPalette(QMainWindow& window, const Document& document);

  Q_SIGNALS:
    void destinationChosen(const axolemma::Destination& destination);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeList();
    void place(const QMainWindow& window);
    void fitRows();
    void search();
    void step(int rows);
    void runCurrent();

    QFrame* frame_;
    QLineEdit* line_;
    QTableView* list_;
    QLabel* nothing_;
    PaletteModel* model_;
};

}  // namespace axolemma
