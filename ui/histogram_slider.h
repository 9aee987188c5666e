#pragma once

#include <QWidget>
#include <vector>

#include "core/contrast.h"

namespace axolemma {

/// The histogram of intensities with two handles, for what is shown black and what white. Handles
/// are dragged, or moved with the arrow keys (Shift: the white one); a double click asks for the
/// automatic window.
class HistogramSlider : public QWidget {
    Q_OBJECT
  public:
    explicit HistogramSlider(QWidget* parent = nullptr);

    /// Counts of equally wide bins from `low` to `high`.
    void setHistogram(std::vector<double> counts, double low, double high);
    void setWindow(ContrastWindow window);
    QSize sizeHint() const override { return {220, 84}; }

  Q_SIGNALS:
    void windowChanged(axolemma::ContrastWindow window);
    void automaticRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    enum class Handle { None, Low, High, Both };
    double positionOf(double value) const;
    double valueAt(double position) const;
    void change(ContrastWindow window);

    std::vector<double> counts_;
    double low_ = 0;
    double high_ = 255;
    ContrastWindow window_;
    Handle dragged_ = Handle::None;
    double grabbed_ = 0;
    ContrastWindow atGrab_;
};

}  // namespace axolemma
