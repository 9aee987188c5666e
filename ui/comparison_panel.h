#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace axolemma {

class Comparison;
class Document;

/// Loads the truth of the open stack, and shows how the segmentation compares with it.
class ComparisonPanel : public QWidget {
    Q_OBJECT
  public:
    ComparisonPanel(Document& document, Comparison& comparison, QWidget* parent = nullptr);

  private:
    void chooseTruth();
    void showState();

    Document& document_;
    Comparison& comparison_;
    QPushButton* load_;
    QPushButton* clear_;
    QLabel* state_;
};

}  // namespace axolemma
