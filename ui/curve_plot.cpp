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

/// The largest, so that the curve starts at nothing; never 0.
template <typename Value>
double largest(const std::vector<CurvePoint>& points, Value value) {
    double most = 0;
    for (const CurvePoint& point : points) most = std::max(most, value(point));
    return most > 0 ? most : 1;
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
        const double most = 1.08 * largest(points_, value);
        QPainterPath path;
        for (const CurvePoint& point : points_) {
            const QPointF to = at(static_cast<double>(point.weight), value(point) / most);
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
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("Components"));
    if (!hasError(points_)) return;
    painter.setPen(kError);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, tr("Rand error"));
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
    const CurvePoint& point = *std::ranges::min_element(points_, {}, [&](const CurvePoint& p) {
        return std::abs(static_cast<double>(p.weight) - weight);
    });
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
