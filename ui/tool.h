#pragma once

#include <QObject>
#include <QRgb>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/edits.h"
#include "core/proofreading/evidence.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

class Document;
class ToolBox;

/// Where the mouse is on the slice, which may be outside of it, and what is held down.
struct ToolPoint {
    /// In pixels of the slice.
    PointF at;
    Place place;
    Qt::KeyboardModifiers modifiers;
    Qt::MouseButton button = Qt::NoButton;
};

/// What a tool draws over the slice, in pixels of the slice.
struct ToolMarks {
    struct Line {
        std::vector<PointF> points;
        QRgb colour = 0;
    };
    struct Dot {
        PointF at;
        QRgb colour = 0;
    };
    struct Area {
        PixelRuns pixels;
        QRgb colour = 0;
        bool operator==(const Area&) const = default;
    };
    struct Ring {
        PointF centre;
        double radius = 1;
        bool warning = false;
    };
    std::vector<Area> areas;
    std::vector<Line> lines;
    std::vector<Dot> dots;
    std::optional<Ring> ring;
};

/// Colours of the two sides of a split, told apart without colour vision.
inline constexpr QRgb kFirstSide = 0xFFFFA62B;
inline constexpr QRgb kOtherSide = 0xFF3FA7FF;
inline constexpr QRgb kLine = 0xFFFFFFFF;
/// The same for areas, through which the section is seen.
constexpr QRgb translucent(QRgb colour) {
    return qRgba(qRed(colour), qGreen(colour), qBlue(colour), 150);
}

/// A tool with which an expert edits the document by mouse. It hears of everything while it is the
/// chosen one; what it is about to do it shows as marks. Belongs to the GUI thread.
class Tool : public QObject {
    Q_OBJECT
  public:
    Tool(Document& document, const ToolBox& box) : document_(document), box_(box) {}

    virtual void press(const ToolPoint&) {}
    /// The mouse moved, with or without a button held.
    virtual void move(const ToolPoint&) {}
    virtual void release(const ToolPoint&) {}
    /// Enter: does what is shown. Returns whether there was anything.
    virtual bool accept() { return false; }
    /// Esc, another tool or another stack: forgets what was begun. Returns whether there was
    /// anything.
    virtual bool cancel() { return false; }
    /// Another slice is shown; what was begun stays where the tool goes through slices.
    virtual void sliceChanged() { cancel(); }
    /// The mouse left the slice view.
    virtual void leave() {}
    /// Components, neurons, what is picked, or what a stroke may change are others now.
    virtual void refresh() {}

    virtual ToolMarks marks() const { return {}; }
    /// What the mouse does now: "Left: paint boundary   Right: erase   Wheel: next slice".
    virtual QString hint(Qt::KeyboardModifiers modifiers) const = 0;

  Q_SIGNALS:
    /// `marks()` or `hint()`.
    void changed();
    /// Pixels that a stroke adds, to be shown at once; they are taken back by whatever the document
    /// says next.
    void painted(const axolemma::PixelRuns& pixels, axolemma::PixelClaim claim);
    /// The stroke was given up: what was painted has to go.
    void abandoned();

  protected:
    Document& document_;
    const ToolBox& box_;
    /// What the mouse does with Shift held, whatever the tool.
    static QString pickHint();
    /// What the tools follow in slice z. The views live as long as the document's present state.
    Evidence evidence(int z) const;
};

}  // namespace axolemma
