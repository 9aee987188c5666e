#include "ui/scene_scale_bar.h"

#include <vtkPolyData.h>
#include <vtkPolyDataMapper2D.h>
#include <vtkProperty2D.h>
#include <vtkRenderer.h>
#include <vtkTextProperty.h>

#include <algorithm>
#include <cmath>

#include "ui/scale_bar.h"
#include "ui/scene_quad.h"

namespace axolemma {

namespace {

// In logical pixels.
constexpr double kBarHeight = 4;
constexpr double kMargin = 18;
constexpr double kPadding = 7;
constexpr double kTextHeight = 18;
constexpr double kLongestBar = 220;

}  // namespace

SceneScaleBar::SceneScaleBar(vtkRenderer* renderer) {
    const auto makeRectangle = [renderer](vtkActor2D* actor, vtkPoints* rectangle) {
        vtkNew<vtkPolyData> data;
        makeQuad(data, rectangle, false);
        vtkNew<vtkPolyDataMapper2D> mapper;
        mapper->SetInputData(data);
        actor->SetMapper(mapper);
        renderer->AddViewProp(actor);
    };
    // White is read on any section only with something dark behind it.
    makeRectangle(plate_, plateCorners_);
    plate_->GetProperty()->SetColor(0, 0, 0);
    plate_->GetProperty()->SetOpacity(0.55);
    makeRectangle(bar_, barCorners_);
    bar_->GetProperty()->SetColor(1, 1, 1);
    vtkTextProperty* text = text_->GetTextProperty();
    text->SetColor(1, 1, 1);
    text->SetBold(1);
    text->SetJustificationToCentered();
    text->SetVerticalJustificationToBottom();
    renderer->AddViewProp(text_);
    setVisible(false);
}

void SceneScaleBar::setVisible(bool visible) {
    plate_->SetVisibility(visible);
    bar_->SetVisibility(visible);
    text_->SetVisibility(visible);
}

void SceneScaleBar::place(const ViewTransform& view, double devicePixelRatio, double pixelSize) {
    const double logical = devicePixelRatio;
    const double longest = std::min(kLongestBar * logical, view.screenWidth / 3);
    const ScaleBarLength length = roundScaleBar(longest / view.scale * pixelSize);
    const double width = std::round(length.nanometres / pixelSize * view.scale);
    const double x1 = std::round(view.screenWidth - kMargin * logical);
    const double y0 = kMargin * logical;
    const double height = std::round(kBarHeight * logical);
    const double padding = std::round(kPadding * logical);
    setRectangle(barCorners_, x1 - width, y0, x1, y0 + height);
    setRectangle(plateCorners_, x1 - width - padding, y0 - padding, x1 + padding,
                 y0 + height + std::round(kTextHeight * logical) + padding);
    text_->SetInput(length.text.c_str());
    text_->GetTextProperty()->SetFontSize(static_cast<int>(13 * logical));
    text_->SetPosition(x1 - width / 2, y0 + height + 3 * logical);
}

}  // namespace axolemma
