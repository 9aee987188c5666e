#pragma once

#include <QImage>
#include <QWidget>
#include <array>
#include <optional>

#include "core/geometry.h"

namespace axolemma {

class Document;

/// The picked neuron in the current slice and the two on either side: the same small piece of each,
/// grey with the neuron in its colour and the others as outlines. A click goes to that slice. Lies
/// or stands, as there is room; reads the pixels of the pieces only, and only while it is seen.
class NeighbourStrip : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kReach = 2;
    static constexpr int kTiles = 2 * kReach + 1;

    explicit NeighbourStrip(Document& document, QWidget* parent = nullptr);

    /// Where the picture of slice z is in this widget; empty if it is not among the five.
    QRect tileOf(int z) const;
    /// The picture of slice z, one pixel a pixel of the piece; null without a neuron or a slice.
    QImage pictureOf(int z);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void markStale();
    void makePictures();
    std::optional<Rect> pieceAround() const;
    QImage picture(int z, const Rect& piece) const;
    QRect tile(int index) const;
    std::optional<int> sliceAt(QPoint position) const;
    bool inStack(int z) const;
    void paintHint(QPainter& painter, const QString& text) const;
    void paintTile(QPainter& painter, int index) const;

    Document& document_;
    std::array<QImage, kTiles> pictures_;
    bool stale_ = true;
};

}  // namespace axolemma
