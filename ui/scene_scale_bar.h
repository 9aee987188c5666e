#pragma once

#include <vtkActor2D.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkTextActor.h>

#include "ui/view_transform.h"

class vtkRenderer;

namespace axolemma {

/// The scale bar of a VTK scene: the bar, its length in words, and a dark plate behind both. Knows
/// no Qt.
class SceneScaleBar {
  public:
    explicit SceneScaleBar(vtkRenderer* renderer);

    void setVisible(bool visible);
    /// `view` in physical pixels, of which `devicePixelRatio` are one logical; `pixelSize` in nm,
    /// positive.
    void place(const ViewTransform& view, double devicePixelRatio, double pixelSize);

  private:
    vtkNew<vtkPoints> plateCorners_;
    vtkNew<vtkActor2D> plate_;
    vtkNew<vtkPoints> barCorners_;
    vtkNew<vtkActor2D> bar_;
    vtkNew<vtkTextActor> text_;
};

}  // namespace axolemma
