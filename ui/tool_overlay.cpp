#include "ui/tool_overlay.h"

#include <QPainter>
#include <QPainterPath>
#include <utility>

namespace axolemma {

namespace {

constexpr QRgb kShadow = 0xB0000000;
constexpr QRgb kRing = 0xFFFFFFFF;
constexpr QRgb kWarning = 0xFFFF5A36;
constexpr double kDotRadius = 4.5;

/// A line that is seen on bright and on dark.
void strokeTwice(QPainter& painter, const QPainterPath& path, QRgb colour, double width = 1.6) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(QColor::fromRgba(kShadow), width + 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(
        QPen(QColor::fromRgba(colour), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
}

QImage imageOf(const PixelRuns& pixels, const Rect& bounds, QRgb colour) {
    QImage image(bounds.width(), bounds.height(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const QRgb written = qPremultiply(colour);
    for (const PixelRun& run : pixels.runs()) {
        auto* const row = reinterpret_cast<QRgb*>(image.scanLine(run.y - bounds.y0));
        std::fill(row + run.x0 - bounds.x0, row + run.x1 - bounds.x0, written);
    }
    return image;
}

}  // namespace

ToolOverlay::ToolOverlay(QWidget* parent) : QWidget(parent) {
    setObjectName("toolOverlay");
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void ToolOverlay::show(ToolMarks marks, const ViewTransform& transform) {
    const ToolMarks before = std::exchange(marks_, std::move(marks));
    std::vector<QImage> known = std::exchange(images_, {});
    for (std::size_t i = 0; i < marks_.areas.size(); ++i) {
        const ToolMarks::Area& area = marks_.areas[i];
        images_.push_back(i < known.size() && before.areas[i] == area
                              ? std::move(known[i])
                              : imageOf(area.pixels, area.pixels.bounds(), area.colour));
    }
    transform_ = transform;
    update();
}

void ToolOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto screen = [this](PointF p) {
        return QPointF(transform_.screenX(p.x), transform_.screenY(p.y));
    };
    for (std::size_t i = 0; i < images_.size(); ++i) {
        const ToolMarks::Area& area = marks_.areas[i];
        if (area.pixels.empty()) continue;
        const Rect bounds = area.pixels.bounds();
        const QRectF target(
            screen({static_cast<double>(bounds.x0), static_cast<double>(bounds.y0)}),
            screen({static_cast<double>(bounds.x1), static_cast<double>(bounds.y1)}));
        painter.drawImage(target, images_[i]);
    }
    for (const ToolMarks::Line& line : marks_.lines) {
        if (line.points.empty()) continue;
        QPainterPath path(screen(line.points.front()));
        for (const PointF p : line.points) path.lineTo(screen(p));
        strokeTwice(painter, path, line.colour);
    }
    for (const ToolMarks::Dot& dot : marks_.dots) {
        painter.setPen(QPen(QColor::fromRgba(kShadow), 1.5));
        painter.setBrush(QColor::fromRgba(dot.colour));
        painter.drawEllipse(screen(dot.at), kDotRadius, kDotRadius);
    }
    if (marks_.ring) {
        QPainterPath path;
        const double radius = marks_.ring->radius * transform_.scale;
        path.addEllipse(screen(marks_.ring->centre), radius, radius);
        strokeTwice(painter, path, marks_.ring->warning ? kWarning : kRing,
                    marks_.ring->warning ? 2.4 : 1.2);
    }
}

}  // namespace axolemma
