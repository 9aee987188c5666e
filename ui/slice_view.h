#pragma once

#include <QPointF>
#include <QPointer>
#include <map>
#include <memory>
#include <optional>

#include "ui/document.h"
#include "ui/overlay_buffer.h"
#include "ui/slice_scene.h"
#include "ui/tool_box.h"
#include "ui/tool_overlay.h"
#include "ui/view_transform.h"
#include "ui/vtk_widget.h"

namespace axolemma {

class Comparison;

/// What lies over the section.
enum class OverlayKind { Neurons, Probability, C1, C2, C3, Errors };

/// The network's output that an overlay shows; nothing for neurons and errors.
std::optional<Output> outputOf(OverlayKind kind);

/// The current slice of a document: shows it, and turns keys and mouse into what the user looks at.
/// What is shown is brought up to date once a frame, however much changed.
class SliceView : public VtkWidget {
    Q_OBJECT
  public:
    explicit SliceView(Document& document, QWidget* parent = nullptr);
    ~SliceView() override;

    /// Shows the errors that `comparison` finds, where the overlay is of that kind.
    void setComparison(Comparison& comparison);
    /// Whether there are labels to find errors by.
    bool canShowErrors() const;

    /// What the mouse edits with.
    ToolBox& tools() { return tools_; }
    /// Shows the marks of `source` beside those of the tool and of others.
    void setGuide(const QObject* source, ToolMarks guide);

    /// In logical pixels of this widget.
    const ViewTransform& transform() const { return transform_; }
    /// The voxel under a position of this widget; empty outside of the slice.
    std::optional<Place> placeAt(QPointF position) const;
    /// The voxel under the mouse; empty where that is over something else.
    std::optional<Place> placeUnderMouse() const;

    OverlayKind overlayKind() const { return kind_; }
    bool overlayVisible() const { return overlayVisible_; }
    double overlayOpacity() const { return opacity_; }
    bool outlinesOnly() const { return outlines_; }
    bool smooth() const { return smooth_; }

    /// The whole slice, then in physical pixels of the screen.
    void fit();
    void setScale(double screenPixelsPerPixel);
    void zoomBy(double factor);
    void centreOn(Place place);

    /// Opacity, outlines and smoothness between sessions (QSettings "view/...").
    void saveAppearance() const;
    void restoreAppearance();

  public Q_SLOTS:
    void setOverlayKind(axolemma::OverlayKind kind);
    void setOverlayVisible(bool visible);
    /// In [0, 1].
    void setOverlayOpacity(double opacity);
    void setOutlinesOnly(bool outlines);
    void setSmooth(bool smooth);

  Q_SIGNALS:
    /// The mouse is over this voxel, or over none.
    void hovered(std::optional<axolemma::Place> place);
    /// One of the setters above changed something.
    void appearanceChanged();
    void zoomChanged(double scale);
    /// What the mouse does now, for the status bar.
    void hintChanged(const QString& hint);
    /// A menu about this place is wanted.
    void menuRequested(QPoint globalPosition, axolemma::Place place);
    /// The first slice of a stack is on the screen.
    void sliceShown();

  protected:
    void prepareFrame() override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void showStack();
    void refreshImage();
    void refreshOverlay();
    void viewMoved();
    void setRaw(bool raw);
    void updateCursor();
    void fillOverlay();
    /// Fills the overlay's buffer; false where there is nothing to show.
    bool colourOverlay(int z);
    void connectTools();
    void showMarks();
    void showHint();
    void paintStroke(const PixelRuns& pixels, PixelClaim claim);
    void bringIntoSight(Place place);
    ToolPoint toolPoint(QPointF position, Qt::MouseButton button,
                        Qt::KeyboardModifiers modifiers) const;

    Document& document_;
    ToolBox tools_;
    ToolOverlay* marks_;
    std::map<const QObject*, ToolMarks> guides_;
    QPointer<Comparison> comparison_;
    SliceScene scene_;
    /// The image before the one that is shown, for its memory.
    Image<std::uint8_t> spareImage_;
    OverlayBuffer overlay_;
    NeuronColours colours_;
    ViewTransform transform_;
    OverlayKind kind_ = OverlayKind::Neurons;
    bool overlayVisible_ = true;
    double opacity_ = 0.4;
    bool outlines_ = false;
    bool smooth_ = true;

    bool imageStale_ = true;
    bool overlayStale_ = true;
    /// The view follows the size of the window until the user zooms or pans.
    bool fitted_ = true;
    bool awaitingFirstFrame_ = false;

    bool raw_ = false;
    /// The button that moves the slice.
    Qt::MouseButton panning_ = Qt::NoButton;
    /// The button that the tool was pressed with.
    Qt::MouseButton pressed_ = Qt::NoButton;
    QPointF lastMouse_;
    int wheelRest_ = 0;
};

}  // namespace axolemma
