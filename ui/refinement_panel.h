#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include "core/metrics/refinement_fit.h"

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;

namespace axolemma {

class Comparison;
class CurvePlot;
class Document;
class RefinementCurve;

/// w_f and what goes with it: moves the boundaries live, shows what each weight would give, and
/// finds the best one where there is a truth.
class RefinementPanel : public QWidget {
    Q_OBJECT
  public:
    RefinementPanel(Document& document, Comparison& comparison, QWidget* parent = nullptr);

  public Q_SLOTS:
    /// One step of w_f up or down.
    void stepWeight(int steps);

  private:
    QWidget* makeAdvanced();
    void setWeight(double weight);
    void applyAdvanced();
    void fit();
    void resetToModel();
    void showRule();
    void showState();
    void showGain(const RefinementFit& fit);
    int gestureNow();

    Document& document_;
    Comparison& comparison_;
    RefinementCurve* curve_;
    QSlider* slider_;
    QDoubleSpinBox* weight_;
    CurvePlot* plot_;
    QPushButton* fit_;
    QPushButton* reset_;
    QToolButton* advancedButton_;
    QWidget* advanced_;
    QDoubleSpinBox* threshold_;
    QDoubleSpinBox* sigma_;
    QSpinBox* depth_;
    QDoubleSpinBox* joinBelow_;
    QSpinBox* smallest_;
    QCheckBox* fitThreshold_;
    QCheckBox* fitSigma_;
    QCheckBox* fitDepth_;
    QLabel* state_;

    /// Changes of one gesture are one undo step: those of a drag, or of keys in quick succession.
    int gesture_ = 0;
    QElapsedTimer sinceChange_;
    /// What the last fit brought, as long as its rule holds.
    QString gain_;
    PartitionRule fitted_;
};

}  // namespace axolemma
