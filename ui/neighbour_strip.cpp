#include "ui/neighbour_strip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/contrast.h"
#include "core/overlay.h"
#include "ui/document.h"
#include "ui/pictures.h"

namespace axolemma {

namespace {

constexpr int kGap = 6;
constexpr int kMargin = 8;
constexpr int kSmallestTile = 56;
constexpr int kUsualTile = 112;
/// Sides of the piece of a slice that is shown, in pixels.
constexpr int kSmallestPiece = 48;
constexpr int kLargestPiece = 640;
constexpr float kOpacity = 0.5F;
constexpr float kRimOpacity = 0.55F;

}  // namespace

NeighbourStrip::NeighbourStrip(Document& document, QWidget* parent)
    : QWidget(parent), document_(document) {
    setObjectName("neighbourStrip");
    setMouseTracking(true);
    const auto stale = [this] { markStale(); };
    connect(&document_, &Document::stackChanged, this, stale);
    connect(&document_, &Document::componentsChanged, this, stale);
    connect(&document_, &Document::neuronsChanged, this, stale);
    connect(&document_, &Document::selectionChanged, this, stale);
    connect(&document_.visibility(), &NeuronVisibility::changed, this, stale);
    connect(&document_, &Document::sliceChanged, this, stale);
    connect(&document_, &Document::contrastChanged, this, stale);
}

void NeighbourStrip::markStale() {
    stale_ = true;
    update();
}

// --- Pictures ---

bool NeighbourStrip::inStack(int z) const {
    return z >= 0 && z < document_.depth();
}

std::optional<Rect> NeighbourStrip::pieceAround() const {
    const Neuron* neuron = document_.neurons().find(document_.selectedNeuron());
    if (!neuron) return std::nullopt;
    // Around the profile nearest to the current slice: the neuron's own place may be far away.
    NeuronInSlice middle;
    std::uint32_t largest = 0;
    for (const int step : {0, -1, 1, -2, 2}) {
        const NeuronInSlice profile = document_.profileOf(neuron->id, document_.slice() + step);
        if (middle.pixels == 0) middle = profile;
        largest = std::max(largest, profile.pixels);
    }
    if (middle.pixels == 0) middle = {static_cast<std::uint32_t>(kSmallestPiece), neuron->place};
    const int side = std::clamp(static_cast<int>(3 * std::sqrt(std::max(1U, largest))),
                                kSmallestPiece, kLargestPiece);
    return axolemma::pieceAround(middle.place, side, {0, 0, document_.width(), document_.height()});
}

QImage NeighbourStrip::picture(int z, const Rect& piece) const {
    const Image<std::uint8_t> grey =
        displayRegion(*document_.stack(), z, piece, document_.contrast());
    const auto components = document_.components(z);
    if (!components) return toQImage(blendOverlay(grey, {}, {}, 0));
    const auto labels = components->labels.view().cropped(piece);
    const auto all = document_.neurons().idsOfSlice(z);
    std::vector<std::uint64_t> ids(all.begin(), all.end());
    std::vector<std::uint64_t> picked(ids.size(), 0);
    std::vector<Rgb> colours(ids.size());
    for (std::size_t c = 1; c < ids.size(); ++c) {
        if (!document_.visibility().shows(ids[c])) ids[c] = 0;
        if (ids[c] == document_.selectedNeuron()) picked[c] = ids[c];
        if (const Neuron* neuron = document_.neurons().find(ids[c])) colours[c] = colourOf(*neuron);
    }
    Image<Rgb> image = blendOverlay(grey, labels, picked, kOpacity, false, colours);
    const Image<Rgb> rims = blendOverlay(grey, labels, ids, kRimOpacity, true, colours);
    for (int y = 0; y < labels.height(); ++y) {
        for (int x = 0; x < labels.width(); ++x) {
            if (picked[labels(x, y)] == 0) image(x, y) = rims(x, y);
        }
    }
    return toQImage(image);
}

void NeighbourStrip::makePictures() {
    stale_ = false;
    pictures_ = {};
    const auto piece = pieceAround();
    if (!piece) return;
    for (int i = 0; i < kTiles; ++i) {
        const int z = document_.slice() + i - kReach;
        if (inStack(z)) pictures_[i] = picture(z, *piece);
    }
}

QImage NeighbourStrip::pictureOf(int z) {
    if (stale_) makePictures();
    const int index = z - document_.slice() + kReach;
    return index >= 0 && index < kTiles ? pictures_[index] : QImage();
}

// --- Layout ---

QSize NeighbourStrip::sizeHint() const {
    return {kUsualTile + 2 * kMargin, kTiles * (kUsualTile + kGap) + 2 * kMargin};
}

QSize NeighbourStrip::minimumSizeHint() const {
    return {kSmallestTile + 2 * kMargin, kSmallestTile + 2 * kMargin};
}

QRect NeighbourStrip::tile(int index) const {
    const QRect room = rect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const bool standing = room.height() >= room.width();
    const int along = standing ? room.height() : room.width();
    const int across = standing ? room.width() : room.height();
    const int side = std::max(1, std::min(across, (along - (kTiles - 1) * kGap) / kTiles));
    const int length = kTiles * side + (kTiles - 1) * kGap;
    // From the start of a standing strip, but in the middle of a lying one's height.
    const int start = std::max(0, standing ? 0 : (along - length) / 2);
    const int offset = start + index * (side + kGap);
    const int inset = std::max(0, (across - side) / 2);
    return standing ? QRect(room.left() + inset, room.top() + offset, side, side)
                    : QRect(room.left() + offset, room.top() + inset, side, side);
}

QRect NeighbourStrip::tileOf(int z) const {
    const int index = z - document_.slice() + kReach;
    return index >= 0 && index < kTiles ? tile(index) : QRect();
}

std::optional<int> NeighbourStrip::sliceAt(QPoint position) const {
    if (document_.selectedNeuron() == 0) return std::nullopt;
    for (int i = 0; i < kTiles; ++i) {
        const int z = document_.slice() + i - kReach;
        if (inStack(z) && tile(i).contains(position)) return z;
    }
    return std::nullopt;
}

// --- Painting ---

void NeighbourStrip::paintEvent(QPaintEvent*) {
    if (stale_) makePictures();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (document_.selectedNeuron() == 0) {
        const bool segmented = !document_.neurons().neurons().empty();
        paintHint(painter, segmented ? tr("Pick a neuron:\nclick it in the slice or in the table.")
                                     : tr("Segment the stack, then pick a neuron."));
        return;
    }
    for (int i = 0; i < kTiles; ++i) paintTile(painter, i);
}

void NeighbourStrip::paintHint(QPainter& painter, const QString& text) const {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect().adjusted(kMargin, kMargin, -kMargin, -kMargin),
                     Qt::AlignCenter | Qt::TextWordWrap, text);
}

void NeighbourStrip::paintTile(QPainter& painter, int index) const {
    const QRect frame = tile(index);
    const int z = document_.slice() + index - kReach;
    const QImage& picture = pictures_[index];
    if (picture.isNull()) {
        painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5));
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(frame, Qt::AlignCenter | Qt::TextWordWrap,
                         z < 0 ? tr("before the first") : tr("after the last"));
        return;
    }
    const QSize fitted = picture.size().scaled(frame.size(), Qt::KeepAspectRatio);
    QRect target(QPoint(), fitted);
    target.moveCenter(frame.center());
    // Smoothed before it is drawn: a painter picks single pixels of what it makes smaller.
    QImage shown = picture.scaled(fitted * devicePixelRatioF(), Qt::IgnoreAspectRatio,
                                  Qt::SmoothTransformation);
    shown.setDevicePixelRatio(devicePixelRatioF());
    painter.drawImage(target.topLeft(), shown);
    if (index == kReach) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 3));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(target).adjusted(-0.5, -0.5, 0.5, 0.5));
    }
    paintBadge(painter, target.topLeft() + QPoint(3, 3), QString::number(z));
}

// --- Mouse ---

void NeighbourStrip::mousePressEvent(QMouseEvent* event) {
    const auto z = sliceAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && z) document_.setSlice(*z);
}

void NeighbourStrip::mouseMoveEvent(QMouseEvent* event) {
    setCursor(sliceAt(event->position().toPoint()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

bool NeighbourStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const auto z = sliceAt(help->pos());
        if (z) {
            QToolTip::showText(help->globalPos(), tr("Go to slice %1").arg(*z), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

}  // namespace axolemma
