#pragma once

#include <QImage>

#include "core/colours.h"
#include "core/image.h"

class QPainter;

namespace axolemma {

QImage toQImage(const Image<Rgb>& image);

/// A square of `side` pixels around a point of a slice, moved and, where there is no room, made
/// smaller to lie within it.
Rect pieceAround(Point centre, int side, const Rect& slice);

/// Writes a few words onto a picture, where they can be read over anything.
void paintBadge(QPainter& painter, QPoint topLeft, const QString& text);

}  // namespace axolemma
