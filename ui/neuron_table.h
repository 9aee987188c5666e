#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <cstdint>
#include <filesystem>

#include "core/geometry.h"
#include "ui/sitting.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableView;

namespace axolemma {

class Document;
class DoubtQueue;
class NeuronTableModel;

/// The neurons of the document: a click picks one, with Ctrl or Shift several, a double click or
/// Enter brings it into the middle of the view, and what is picked elsewhere is found here. Follows
/// a running segmentation a few times a second.
class NeuronTablePanel : public QWidget {
    Q_OBJECT
  public:
    explicit NeuronTablePanel(Document& document, QWidget* parent = nullptr);

    /// Shows how many errors `queue` expects at each neuron. `queue` must outlive the panel.
    void setQueue(DoubtQueue& queue);
    /// Writes the rows that are shown, in their order, as CSV. Throws `Error`.
    void writeCsv(const std::filesystem::path& path) const;

  Q_SIGNALS:
    /// A menu about the neuron at this place is wanted.
    void menuRequested(QPoint globalPosition, axolemma::Place place);
    /// A sentence for a dialog.
    void failed(const QString& sentence);
    /// A short sentence: the table was saved.
    void exported(const QString& sentence);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void makeTable();
    void refreshSoon();
    void refresh();
    void showSelection(bool scroll);
    void showCount();
    /// How much of the stack is verified; empty for nothing.
    QString verifiedText() const;
    void showSitting();
    void pickRow(int row);
    /// Picks the neurons of the rows that are selected.
    void pickRows();
    void centreRow(int row);
    void chooseCsv();

    Document& document_;
    NeuronTableModel* model_;
    QLineEdit* filter_;
    QSpinBox* smallest_;
    QPushButton* csv_;
    QStackedWidget* pages_;
    QTableView* table_;
    QLabel* empty_;
    QLabel* count_;
    QLabel* pace_;
    Sitting sitting_;
    QPointer<DoubtQueue> queue_;
    QTimer refreshTimer_;
    bool stale_ = true;
    /// The row is being moved to what the document says, so the document need not be told.
    bool following_ = false;
};

}  // namespace axolemma
