#pragma once

#include <QWidget>
#include <vector>

#include "core/metrics/refinement_fit.h"

namespace axolemma {

/// Components and Rand error over w_f, with where the slider is and from where nothing changes any
/// more. Holds no logic: a click or drag asks for a weight.
class CurvePlot : public QWidget {
    Q_OBJECT
  public:
    explicit CurvePlot(QWidget* parent = nullptr);

    void setCurve(std::vector<CurvePoint> points);
    /// The current w_f, and the one from which on nothing changes.
    void setWeight(double weight, double saturated);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QRectF plotArea() const;
    QPointF at(double weight, double share) const;
    void paintLines(QPainter& painter) const;
    void paintScale(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;

    std::vector<CurvePoint> points_;
    double weight_ = 0;
    double saturated_ = 1;
};

}  // namespace axolemma
