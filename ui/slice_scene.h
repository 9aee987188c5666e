#pragma once

#include <memory>

#include "core/image.h"
#include "ui/overlay_buffer.h"
#include "ui/view_transform.h"

class vtkRenderer;

namespace axolemma {

/// A slice in VTK: the section in grey, an overlay in colour composed with it on the graphics card,
/// and a scale bar. Knows no Qt. After a change the owner has to render again.
class SliceScene {
  public:
    SliceScene();
    ~SliceScene();

    vtkRenderer* renderer() const;
    /// "9.1.0".
    static const char* vtkVersion();

    /// Shows a slice. Takes the pixels and gives back those before; nothing is shown for an empty
    /// image.
    Image<std::uint8_t> setImage(Image<std::uint8_t> grey);
    /// Shows a buffer of the size of the slice without copying it; it must stay where it is until
    /// it is replaced. Call `overlayChanged` after writing to it.
    void setOverlay(const OverlayBuffer* overlay);
    void overlayChanged();

    void setOverlayVisible(bool visible);
    /// 0 = only the section, 1 = only the colours.
    void setOverlayOpacity(double opacity);
    /// Colours only the rims of what has one colour, as wide as a line on the screen at any zoom.
    void setOutlinesOnly(bool outlines);
    /// Pixels of the section as smooth transitions or as squares.
    void setSmooth(bool smooth);
    void setBackground(double red, double green, double blue);

    /// Where the slice lies on the screen, in physical pixels; `devicePixelRatio` of these are one
    /// logical pixel.
    void setView(const ViewTransform& view, double devicePixelRatio);
    /// The size of a pixel in nm; 0 hides the scale bar.
    void setPixelSize(double nanometres);

  private:
    struct Vtk;
    std::unique_ptr<Vtk> vtk_;
};

}  // namespace axolemma
