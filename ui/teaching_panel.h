#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>
#include <optional>

#include "ui/teaching.h"

class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace axolemma {

class ChangeGallery;
class TrainingPlot;
class VerdictTable;

/// Teaches the network with what was verified and painted: what there is to learn from, a run that
/// can be paused, the verdict, and what is to become of the new network. Holds no logic.
class TeachingPanel : public QWidget {
    Q_OBJECT
  public:
    /// `parentModel` says which network would be taught.
    TeachingPanel(Document& document, Teaching& teaching,
                  std::function<SegmentationSettings()> parentModel, QWidget* parent = nullptr);

  public Q_SLOTS:
    /// Starts as soon as it is known that there is enough to learn from.
    void start();

  Q_SIGNALS:
    /// The new network is to be used: the stack is to be segmented with it.
    void useRequested(const std::filesystem::path& model);
    /// There is one network more or less than before.
    void modelsChanged();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    /// Looks again at what was said, as long as somebody sees this.
    void surveySoon();
    void showOutlook(const TeachingOutlook& outlook);
    void showProgress(const TrainingProgress& progress);
    void showState();
    void showVerdict();
    void decide(bool use, bool keep);

    Document& document_;
    Teaching& teaching_;
    std::function<SegmentationSettings()> parentModel_;
    QLabel* outlook_;
    QDoubleSpinBox* minutes_;
    QPushButton* start_;
    QWidget* run_;
    QProgressBar* bar_;
    QLabel* state_;
    TrainingPlot* plot_;
    QPushButton* pause_;
    QPushButton* cancel_;
    QWidget* verdict_;
    QLabel* heading_;
    VerdictTable* table_;
    ChangeGallery* gallery_;
    QLabel* forgetting_;
    QPushButton* use_;
    QPushButton* keep_;
    QPushButton* discard_;
    QTimer soon_;
    /// Nothing where it has to be found out again.
    std::optional<bool> canLearn_;
    bool startWhenKnown_ = false;
};

}  // namespace axolemma
