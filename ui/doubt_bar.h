#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace axolemma {

class DoubtQueue;
class KeyMap;

/// The question that the queue asks, and its answers, above the picture; hidden while it asks none.
class DoubtBar : public QWidget {
    Q_OBJECT
  public:
    DoubtBar(DoubtQueue& queue, const KeyMap& keys, QWidget* parent = nullptr);

  private:
    void refresh();

    DoubtQueue& queue_;
    const KeyMap& keys_;
    QLabel* question_;
    QLabel* left_;
    QPushButton* other_;
    QPushButton* keep_;
    QPushButton* next_;
};

}  // namespace axolemma
