#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace axolemma {

class DoubtQueue;

/// The question that the queue asks, and its answers, above the picture; hidden while it asks none.
class DoubtBar : public QWidget {
    Q_OBJECT
  public:
    explicit DoubtBar(DoubtQueue& queue, QWidget* parent = nullptr);

  private:
    void refresh();

    DoubtQueue& queue_;
    QLabel* question_;
    QLabel* left_;
    QPushButton* other_;
    QPushButton* keep_;
    QPushButton* next_;
};

}  // namespace axolemma
