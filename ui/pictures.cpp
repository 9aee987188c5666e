#include "ui/pictures.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <utility>

namespace axolemma {

namespace {

/// An interval of `side` around `centre` within [0, length), as long as there is room.
std::pair<int, int> interval(int centre, int side, int length) {
    const int shown = std::min(side, length);
    const int first = std::clamp(centre - shown / 2, 0, length - shown);
    return {first, first + shown};
}

}  // namespace

QImage toQImage(const Image<Rgb>& image) {
    const QImage borrowed(reinterpret_cast<const uchar*>(image.data()), image.width(),
                          image.height(), 3 * image.width(), QImage::Format_RGB888);
    return borrowed.convertToFormat(QImage::Format_RGB32);
}

Rect pieceAround(Point centre, int side, const Rect& slice) {
    const auto [x0, x1] = interval(centre.x - slice.x0, side, slice.width());
    const auto [y0, y1] = interval(centre.y - slice.y0, side, slice.height());
    return {slice.x0 + x0, slice.y0 + y0, slice.x0 + x1, slice.y0 + y1};
}

void paintBadge(QPainter& painter, QPoint topLeft, const QString& text) {
    const QFontMetrics metrics = painter.fontMetrics();
    const QRect badge(topLeft, QSize(metrics.horizontalAdvance(text) + 8, metrics.height()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 150));
    painter.drawRoundedRect(badge, 3, 3);
    painter.setPen(Qt::white);
    painter.drawText(badge, Qt::AlignCenter, text);
}

}  // namespace axolemma
