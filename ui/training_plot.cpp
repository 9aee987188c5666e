#include "ui/training_plot.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace axolemma {

namespace {

constexpr int kHeight = 96;
constexpr int kMargin = 4;
constexpr int kLegend = 18;
/// Both tell themselves apart for who sees no red or green.
constexpr QRgb kLossColour = 0xFFE69F00;
constexpr QRgb kScoreColour = 0xFF56B4E9;

}  // namespace

TrainingPlot::TrainingPlot(QWidget* parent) : QWidget(parent) {
    setObjectName("trainingPlot");
    setToolTip(
        tr("Loss on what is learnt from, and V_Rand of the map on what is held out; each over its "
           "own range"));
}

void TrainingPlot::clear() {
    loss_.clear();
    score_.clear();
    steps_ = 0;
    update();
}

void TrainingPlot::add(const TrainingProgress& progress) {
    steps_ = std::max(progress.steps, progress.step);
    loss_.push_back({progress.step, progress.loss});
    if (progress.validation) score_.push_back({progress.step, progress.validation->vRandMap});
    update();
}

QSize TrainingPlot::sizeHint() const {
    return {200, kHeight};
}

void TrainingPlot::paintLine(QPainter& painter, const std::vector<Sample>& samples,
                             const QColor& colour, bool dots) const {
    const QRectF area = QRectF(rect()).adjusted(kMargin, kLegend, -kMargin, -kMargin);
    const auto [low, high] = std::ranges::minmax(samples, {}, &Sample::value);
    const double range = std::max(1e-6, high.value - low.value);
    QPainterPath path;
    painter.setPen(QPen(colour, 2));
    for (const Sample& sample : samples) {
        const QPointF at(
            area.left() + area.width() * sample.step / std::max(1, steps_),
            area.bottom() - 3 - (area.height() - 6) * (sample.value - low.value) / range);
        if (dots) painter.drawEllipse(at, 2, 2);
        if (path.elementCount() == 0) {
            path.moveTo(at);
        } else {
            path.lineTo(at);
        }
    }
    painter.drawPath(path);
}

void TrainingPlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(kMargin, kLegend, -kMargin, -kMargin);
    painter.fillRect(area, palette().base());
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(area);
    const QRectF legend(kMargin, 0, width() - 2 * kMargin, kLegend);
    const QLocale locale;
    if (!loss_.empty()) {
        painter.setPen(QColor(kLossColour));
        painter.drawText(legend, Qt::AlignLeft | Qt::AlignVCenter,
                         tr("Loss %1").arg(locale.toString(loss_.back().value, 'f', 3)));
        paintLine(painter, loss_, QColor(kLossColour), false);
    }
    if (!score_.empty()) {
        painter.setPen(QColor(kScoreColour));
        painter.drawText(
            legend, Qt::AlignRight | Qt::AlignVCenter,
            tr("V_Rand held out %1").arg(locale.toString(score_.back().value, 'f', 3)));
        paintLine(painter, score_, QColor(kScoreColour), true);
    }
}

}  // namespace axolemma
