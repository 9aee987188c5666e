#include "ui/histogram_slider.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace axolemma {

namespace {

constexpr double kMargin = 7;
constexpr double kHandleHeight = 9;
constexpr double kReach = 9;

}  // namespace

HistogramSlider::HistogramSlider(QWidget* parent) : QWidget(parent) {
    setObjectName("histogramSlider");
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(70);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("Drag the black and the white handle; double click for automatic contrast"));
}

void HistogramSlider::setHistogram(std::vector<double> counts, double low, double high) {
    counts_ = std::move(counts);
    low_ = low;
    high_ = std::max(high, low + 1e-9);
    update();
}

void HistogramSlider::setWindow(ContrastWindow window) {
    window_ = window;
    update();
}

double HistogramSlider::positionOf(double value) const {
    return kMargin + (value - low_) / (high_ - low_) * (width() - 2 * kMargin);
}

double HistogramSlider::valueAt(double position) const {
    return low_ + (position - kMargin) / (width() - 2 * kMargin) * (high_ - low_);
}

void HistogramSlider::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double bottom = height() - kHandleHeight - 2;
    const QRectF field(kMargin, 1, width() - 2 * kMargin, bottom - 1);
    const QColor line = palette().color(QPalette::WindowText);
    painter.fillRect(field, palette().color(QPalette::Base));

    // The root makes rare intensities visible beside frequent ones.
    const double most = counts_.empty() ? 0 : *std::ranges::max_element(counts_);
    if (most > 0) {
        QPainterPath shape(QPointF(field.left(), field.bottom()));
        const auto bins = static_cast<double>(counts_.size());
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            const double x = field.left() + (static_cast<double>(i) + 0.5) / bins * field.width();
            shape.lineTo(x, field.bottom() - std::sqrt(counts_[i] / most) * (field.height() - 3));
        }
        shape.lineTo(field.right(), field.bottom());
        QColor fill = line;
        fill.setAlpha(110);
        painter.fillPath(shape, fill);
    }

    const double left = std::clamp(positionOf(window_.low), field.left(), field.right());
    const double right = std::clamp(positionOf(window_.high), field.left(), field.right());
    QColor outside = palette().color(QPalette::Window);
    outside.setAlpha(170);
    painter.fillRect(QRectF(field.left(), field.top(), left - field.left(), field.height()),
                     outside);
    painter.fillRect(QRectF(right, field.top(), field.right() - right, field.height()), outside);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.5));
    painter.drawLine(QPointF(left, field.bottom()), QPointF(right, field.top()));

    const auto handle = [&](double x, const QColor& colour) {
        const QPolygonF triangle({QPointF(x, bottom + 1), QPointF(x - 5, bottom + kHandleHeight),
                                  QPointF(x + 5, bottom + kHandleHeight)});
        painter.setPen(QPen(line, 1));
        painter.setBrush(colour);
        painter.drawPolygon(triangle);
    };
    handle(left, Qt::black);
    handle(right, Qt::white);
    QColor frame = hasFocus() ? palette().color(QPalette::Highlight) : line;
    if (!hasFocus()) frame.setAlpha(60);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(frame);
    painter.drawRect(field);
}

void HistogramSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const double x = event->position().x();
    const double toLow = std::abs(x - positionOf(window_.low));
    const double toHigh = std::abs(x - positionOf(window_.high));
    const bool between =
        x > positionOf(window_.low) + kReach && x < positionOf(window_.high) - kReach;
    dragged_ = between ? Handle::Both : toLow <= toHigh ? Handle::Low : Handle::High;
    grabbed_ = valueAt(x);
    atGrab_ = window_;
}

void HistogramSlider::mouseMoveEvent(QMouseEvent* event) {
    if (dragged_ == Handle::None) return;
    const double value = valueAt(event->position().x());
    ContrastWindow window = atGrab_;
    if (dragged_ == Handle::Both) {
        window.low += value - grabbed_;
        window.high += value - grabbed_;
    } else if (dragged_ == Handle::Low) {
        // A window that was typed in may lie outside of the histogram.
        window.low = std::clamp(value, std::min(low_, window.high), window.high);
    } else {
        window.high = std::clamp(value, window.low, std::max(high_, window.low));
    }
    change(window);
}

void HistogramSlider::mouseReleaseEvent(QMouseEvent*) {
    dragged_ = Handle::None;
}

void HistogramSlider::mouseDoubleClickEvent(QMouseEvent*) {
    dragged_ = Handle::None;
    Q_EMIT automaticRequested();
}

void HistogramSlider::keyPressEvent(QKeyEvent* event) {
    const int direction = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (direction == 0) return QWidget::keyPressEvent(event);
    ContrastWindow window = window_;
    double& end = event->modifiers() & Qt::ShiftModifier ? window.high : window.low;
    end = std::clamp(end + direction * (high_ - low_) / 100, low_, high_);
    change(window);
}

void HistogramSlider::change(ContrastWindow window) {
    const double least = (high_ - low_) / 255;
    if (window.high - window.low < least) {
        (dragged_ == Handle::Low ? window.low : window.high) =
            dragged_ == Handle::Low ? window.high - least : window.low + least;
    }
    if (window == window_) return;
    setWindow(window);
    Q_EMIT windowChanged(window);
}

}  // namespace axolemma
