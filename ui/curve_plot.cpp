#include "ui/curve_plot.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace axolemma {

namespace {

constexpr double kMargin = 6;
constexpr int kHeight = 92;
constexpr int kLegend = 18;

const QColor kComponents(70, 140, 220);
const QColor kError(225, 120, 40);

bool hasError(const std::vector<CurvePoint>& points) {
    return !points.empty() && points.front().randError.has_value();
}

/// What is drawn from the bottom to the top of the plot.
struct Range {
    double low = 0;
    double high = 1;
    double shareOf(double value) const { return (value - low) / (high - low); }
};

/// From the smallest to the largest value with some air: the shape is what matters.
template <typename Value>
Range rangeOf(const std::vector<CurvePoint>& points, Value value) {
    const auto [low, high] = std::ranges::minmax(points, {}, value);
    const double air = std::max(0.12 * (value(high) - value(low)), 1e-6 + 0.01 * value(high));
    return {value(low) - air, value(high) + air};
}

/// The point whose weight is nearest.
const CurvePoint& nearest(const std::vector<CurvePoint>& points, double weight) {
    return *std::ranges::min_element(points, {}, [&](const CurvePoint& p) {
        return std::abs(static_cast<double>(p.weight) - weight);
    });
}

double components(const CurvePoint& point) {
    return static_cast<double>(point.components);
}
double error(const CurvePoint& point) {
    return point.randError.value_or(0);
}

}  // namespace

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent) {
    setObjectName("refinementCurve");
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CurvePlot::setCurve(std::vector<CurvePoint> points) {
    points_ = std::move(points);
    update();
}

void CurvePlot::setWeight(double weight, double saturated) {
    weight_ = weight;
    saturated_ = saturated;
    update();
}

QSize CurvePlot::sizeHint() const {
    return {200, kHeight};
}

QRectF CurvePlot::plotArea() const {
    return QRectF(rect()).adjusted(kMargin, kLegend, -kMargin, -kMargin);
}

QPointF CurvePlot::at(double weight, double share) const {
    const QRectF area = plotArea();
    return {area.left() + weight * area.width(), area.bottom() - share * area.height()};
}

void CurvePlot::paintScale(QPainter& painter) const {
    const QRectF area = plotArea();
    painter.fillRect(area, palette().base());
    // Beyond this line the slider does nothing.
    QColor shade = palette().color(QPalette::WindowText);
    shade.setAlpha(28);
    painter.fillRect(QRectF(at(saturated_, 1), area.bottomRight()), shade);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(area);
}

void CurvePlot::paintLines(QPainter& painter) const {
    const auto draw = [&](QColor colour, auto value) {
        const Range range = rangeOf(points_, value);
        QPainterPath path;
        for (const CurvePoint& point : points_) {
            const QPointF to = at(static_cast<double>(point.weight), range.shareOf(value(point)));
            if (path.elementCount() == 0) {
                path.moveTo(to);
            } else {
                path.lineTo(to);
            }
        }
        painter.setPen(QPen(colour, 2));
        painter.drawPath(path);
    };
    painter.setRenderHint(QPainter::Antialiasing);
    draw(kComponents, components);
    if (hasError(points_)) draw(kError, error);
    QPen marker(palette().color(QPalette::WindowText), 1.5, Qt::DashLine);
    painter.setPen(marker);
    painter.drawLine(at(weight_, 0), at(weight_, 1));
}

void CurvePlot::paintLegend(QPainter& painter) const {
    const QRectF line(kMargin, 0, width() - 2 * kMargin, kLegend);
    if (points_.empty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("w_f from 0 to 1"));
        return;
    }
    painter.setPen(kComponents);
    const CurvePoint& here = nearest(points_, weight_);
    const QLocale locale;
    painter.drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        tr("Components %1").arg(locale.toString(static_cast<qulonglong>(here.components))));
    if (!here.randError) return;
    painter.setPen(kError);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                     tr("Rand error %1").arg(locale.toString(*here.randError, 'f', 4)));
}

void CurvePlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintScale(painter);
    paintLegend(painter);
    if (!points_.empty()) paintLines(painter);
}

bool CurvePlot::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || points_.empty()) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const double weight = (help->pos().x() - plotArea().left()) / plotArea().width();
    const CurvePoint& point = nearest(points_, weight);
    const QLocale locale;
    QString text = tr("w_f %1: %2 components")
                       .arg(locale.toString(point.weight, 'f', 2))
                       .arg(locale.toString(static_cast<qulonglong>(point.components)));
    if (point.randError)
        text += tr(", Rand error %1").arg(locale.toString(*point.randError, 'f', 4));
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

}  // namespace axolemma
