#include "ui/slice_view.h"

#include <QSettings>
#include <algorithm>
#include <cmath>

#include "ui/comparison.h"

namespace axolemma {

std::optional<Output> outputOf(OverlayKind kind) {
    switch (kind) {
        case OverlayKind::Neurons:
        case OverlayKind::Errors:
            return std::nullopt;
        case OverlayKind::Probability:
            return Output::Fused;
        case OverlayKind::C1:
            return Output::C1;
        case OverlayKind::C2:
            return Output::C2;
        case OverlayKind::C3:
            return Output::C3;
    }
    return std::nullopt;
}

SliceView::SliceView(Document& document, QWidget* parent)
    : VtkWidget(parent), document_(document), tools_(document), marks_(new ToolOverlay(this)) {
    setObjectName("sliceView");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(200, 150);
    setRenderer(scene_.renderer());
    // Dark in both themes: what surrounds a section must not outshine it.
    scene_.setBackground(0.085, 0.09, 0.1);
    updateCursor();
    connect(&document_, &Document::stackChanged, this, &SliceView::showStack);
    connect(&document_, &Document::spacingChanged, this, [this] {
        scene_.setPixelSize(document_.spacing().x);
        update();
    });
    connect(&document_, &Document::sliceChanged, this, [this] {
        refreshImage();
        refreshOverlay();
    });
    connect(&document_, &Document::contrastChanged, this, &SliceView::refreshImage);
    const auto refreshIfShown = [this](int z) {
        if (z < 0 || z == document_.slice()) refreshOverlay();
    };
    connect(&document_, &Document::componentsChanged, this, refreshIfShown);
    connect(&document_, &Document::outputMapChanged, this, refreshIfShown);
    connect(&document_, &Document::selectionChanged, this, &SliceView::refreshOverlay);
    connect(&document_.visibility(), &NeuronVisibility::changed, this, &SliceView::refreshOverlay);
    connect(&document_, &Document::centreRequested, this, &SliceView::centreOn);
    connect(this, &QOpenGLWidget::frameSwapped, this, [this] {
        if (awaitingFirstFrame_ && !imageStale_) {
            awaitingFirstFrame_ = false;
            Q_EMIT sliceShown();
        }
    });
    connectTools();
    if (document_.hasStack()) showStack();
}

SliceView::~SliceView() = default;

void SliceView::setComparison(Comparison& comparison) {
    comparison_ = &comparison;
    connect(&comparison, &Comparison::truthChanged, this, [this] {
        refreshOverlay();
        Q_EMIT appearanceChanged();
    });
    connect(&comparison, &Comparison::sliceCompared, this, [this](int z) {
        if (kind_ == OverlayKind::Errors && (z < 0 || z == document_.slice())) refreshOverlay();
    });
}

bool SliceView::canShowErrors() const {
    return comparison_ && comparison_->truth();
}

// --- What is shown ---

void SliceView::showStack() {
    scene_.setPixelSize(document_.spacing().x);
    fitted_ = true;
    awaitingFirstFrame_ = true;
    viewMoved();
    refreshImage();
    refreshOverlay();
}

void SliceView::refreshImage() {
    imageStale_ = true;
    update();
}

void SliceView::refreshOverlay() {
    overlayStale_ = true;
    update();
}

void SliceView::prepareFrame() {
    const auto stack = document_.stack();
    if (!stack) return;
    if (std::exchange(imageStale_, false)) {
        displaySlice(*stack, document_.slice(), document_.contrast(), spareImage_);
        spareImage_ = scene_.setImage(std::move(spareImage_));
    }
    // An overlay that nobody sees is made when it is seen again.
    if (overlayStale_ && overlayVisible_ && !raw_) {
        overlayStale_ = false;
        fillOverlay();
    }
    const double ratio = devicePixelRatioF();
    ViewTransform physical = transform_;
    physical.scale *= ratio;
    physical.screenWidth = std::round(transform_.screenWidth * ratio);
    physical.screenHeight = std::round(transform_.screenHeight * ratio);
    scene_.setView(physical, ratio);
}

void SliceView::fillOverlay() {
    overlay_.resize(document_.width(), document_.height());
    scene_.setOverlay(colourOverlay(document_.slice()) ? &overlay_ : nullptr);
    scene_.setOutlinesOnly(outlines_ && kind_ == OverlayKind::Neurons);
}

bool SliceView::colourOverlay(int z) {
    if (kind_ == OverlayKind::Neurons) {
        const auto components = document_.components(z);
        if (!components) return false;
        const auto table = colours_.ofSlice(document_.neurons(), z, document_.picked().ids(),
                                            document_.visibility());
        overlay_.colourComponents(components->labels.view(), table, overlay_.bounds());
        return true;
    }
    if (kind_ == OverlayKind::Errors) {
        const auto compared = comparison_ ? comparison_->slice(z) : nullptr;
        if (!compared) return false;
        overlay_.colourMap(compared->errors.image.view(), errorColours(), overlay_.bounds());
        return true;
    }
    const auto map = document_.outputMap(*outputOf(kind_), z);
    if (!map) return false;
    overlay_.colourMap(map->view(), probabilityColours(), overlay_.bounds());
    return true;
}

void SliceView::setOverlayKind(OverlayKind kind) {
    if (kind == kind_) return;
    kind_ = kind;
    refreshOverlay();
    Q_EMIT appearanceChanged();
}

void SliceView::setOverlayVisible(bool visible) {
    if (visible == overlayVisible_) return;
    overlayVisible_ = visible;
    scene_.setOverlayVisible(overlayVisible_ && !raw_);
    update();
    Q_EMIT appearanceChanged();
}

void SliceView::setOverlayOpacity(double opacity) {
    opacity = std::clamp(opacity, 0.0, 1.0);
    if (opacity == opacity_) return;
    opacity_ = opacity;
    scene_.setOverlayOpacity(opacity);
    update();
    Q_EMIT appearanceChanged();
}

void SliceView::setOutlinesOnly(bool outlines) {
    if (outlines == outlines_) return;
    outlines_ = outlines;
    scene_.setOutlinesOnly(outlines_ && kind_ == OverlayKind::Neurons);
    update();
    Q_EMIT appearanceChanged();
}

void SliceView::setSmooth(bool smooth) {
    if (smooth == smooth_) return;
    smooth_ = smooth;
    scene_.setSmooth(smooth);
    update();
    Q_EMIT appearanceChanged();
}

void SliceView::saveAppearance() const {
    QSettings saved;
    saved.setValue("view/opacity", opacity_);
    saved.setValue("view/outlines", outlines_);
    saved.setValue("view/smooth", smooth_);
}

void SliceView::restoreAppearance() {
    const QSettings saved;
    setOverlayOpacity(saved.value("view/opacity", opacity_).toDouble());
    setOutlinesOnly(saved.value("view/outlines", outlines_).toBool());
    setSmooth(saved.value("view/smooth", smooth_).toBool());
}

void SliceView::setRaw(bool raw) {
    if (raw == raw_) return;
    raw_ = raw;
    scene_.setOverlayVisible(overlayVisible_ && !raw_);
    updateCursor();
    showMarks();
    showHint();
    update();
}

// --- Where it is shown ---

std::optional<Place> SliceView::placeAt(QPointF position) const {
    const Place place{static_cast<int>(std::floor(transform_.imageX(position.x()))),
                      static_cast<int>(std::floor(transform_.imageY(position.y()))),
                      document_.slice()};
    return document_.contains(place) ? std::optional(place) : std::nullopt;
}

std::optional<Place> SliceView::placeUnderMouse() const {
    const QPoint at = mapFromGlobal(QCursor::pos());
    return underMouse() && rect().contains(at) ? placeAt(at) : std::nullopt;
}

void SliceView::viewMoved() {
    transform_.screenWidth = std::max(1, width());
    transform_.screenHeight = std::max(1, height());
    if (fitted_) {
        transform_.fit(document_.width(), document_.height());
    } else {
        transform_.keepInSight(document_.width(), document_.height());
    }
    update();
    showMarks();
    Q_EMIT zoomChanged(transform_.scale * devicePixelRatioF());
}

void SliceView::fit() {
    fitted_ = true;
    viewMoved();
}

void SliceView::setScale(double screenPixelsPerPixel) {
    zoomBy(screenPixelsPerPixel / devicePixelRatioF() / transform_.scale);
}

void SliceView::zoomBy(double factor) {
    fitted_ = false;
    transform_.zoomAt(transform_.screenWidth / 2, transform_.screenHeight / 2, factor);
    viewMoved();
}

void SliceView::centreOn(Place place) {
    fitted_ = false;
    transform_.centreX = place.x + 0.5;
    transform_.centreY = place.y + 0.5;
    viewMoved();
}

void SliceView::resizeEvent(QResizeEvent* event) {
    VtkWidget::resizeEvent(event);
    marks_->setGeometry(rect());
    viewMoved();
}

}  // namespace axolemma
