#pragma once

#include <QWidget>

#include "ui/segmentation_run.h"

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace axolemma {

class Document;

/// Chooses model and device, and starts the network: one button. The choice is kept between
/// sessions; a project brings back the model that was chosen in it.
class SegmentationPanel : public QWidget {
    Q_OBJECT
  public:
    explicit SegmentationPanel(Document& document, QWidget* parent = nullptr);

    SegmentationSettings settings() const;
    /// Adds a model that is given as a path, and a device that is not listed, to the lists.
    void setSettings(const SegmentationSettings& settings);
    /// Does as if the user had chosen the model of this name or path, which is kept.
    void chooseModel(const QString& model);

    /// Reads the list of models again.
    void refreshModels();

  Q_SIGNALS:
    void segmentRequested();
    /// The user wants to see what models there are.
    void modelsRequested();

  private:
    void chooseModelFile();
    /// Shows a name or path in the list, or the first where there is no such model.
    void choose(const QString& model);
    void showModel();
    void showState();
    void askForCost();
    void showCost(double seconds);
    /// The model of the project that is open, or into it the model that is chosen.
    void agreeWithProject();
    void save();

    Document& document_;
    QComboBox* model_;
    QToolButton* models_;
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
