#pragma once

#include <QWidget>

#include "ui/segmentation_run.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace axolemma {

class Document;

/// Chooses model and device, and starts the network: one button. The choice is kept between
/// sessions.
class SegmentationPanel : public QWidget {
    Q_OBJECT
  public:
    explicit SegmentationPanel(Document& document, QWidget* parent = nullptr);

    SegmentationSettings settings() const;
    /// Adds a model that is given as a path, and a device that is not listed, to the lists.
    void setSettings(const SegmentationSettings& settings);

    /// Reads the list of models again.
    void refreshModels();

  Q_SIGNALS:
    void segmentRequested();

  private:
    void chooseModelFile();
    void showModel();
    void showState();
    void askForCost();
    void showCost(double seconds);
    void save() const;

    Document& document_;
    QComboBox* model_;
    QLabel* details_;
    QComboBox* device_;
    QComboBox* views_;
    QLabel* cost_;
    QPushButton* segment_;
    QLabel* state_;
    /// The data of the model that holds while the user looks for another.
    QString chosen_;
    QString error_;
};

}  // namespace axolemma
