#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/slice_view.h"

class QCheckBox;
class QLabel;
class QPushButton;
class QTableView;

namespace axolemma {

class Comparison;
class Document;
class ErrorTableModel;
class ScoreTable;

/// Loads the truth of the open stack, and shows how the segmentation compares with it: scores, and
/// a table of errors that leads to each of them.
class ComparisonPanel : public QWidget {
    Q_OBJECT
  public:
    ComparisonPanel(Document& document, Comparison& comparison, SliceView& view,
                    QWidget* parent = nullptr);

  Q_SIGNALS:
    /// The user wants to see this place.
    void placeChosen(axolemma::Place place);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeLegend();
    void makeTable();
    void chooseTruth();
    void truthChanged();
    void showErrors(bool shown);
    void showState();
    QString stateText() const;
    void showAppearance();
    void refreshTable();
    void goTo(int row);

    Document& document_;
    Comparison& comparison_;
    SliceView& view_;
    QPushButton* load_;
    QPushButton* clear_;
    QLabel* state_;
    QCheckBox* overlay_;
    ScoreTable* scores_;
    ErrorTableModel* model_;
    QTableView* table_;
    QLabel* count_;
    /// All that needs a truth.
    QWidget* results_;
    QTimer refreshTimer_;
    /// What the overlay showed before the errors.
    OverlayKind before_ = OverlayKind::Neurons;
    /// The table follows, it does not lead.
    bool following_ = false;
};

}  // namespace axolemma
