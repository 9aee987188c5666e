#pragma once

#include <QWidget>
#include <vector>

#include "segmentation/training.h"

namespace axolemma {

/// Loss and V_Rand where the network is judged, over the steps of a training, as they come. Holds
/// no logic.
class TrainingPlot : public QWidget {
    Q_OBJECT
  public:
    explicit TrainingPlot(QWidget* parent = nullptr);

    void clear();
    void add(const TrainingProgress& progress);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Sample {
        int step = 0;
        double value = 0;
    };
    void paintLine(QPainter& painter, const std::vector<Sample>& samples, const QColor& colour,
                   bool dots) const;

    std::vector<Sample> loss_;
    std::vector<Sample> score_;
    int steps_ = 0;
};

}  // namespace axolemma
