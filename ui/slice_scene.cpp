#include "ui/slice_scene.h"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>
#include <vtkTexture.h>
#include <vtkUniforms.h>
#include <vtkUnsignedCharArray.h>
#include <vtkVersionMacros.h>

#include <cmath>

#include "ui/scene_quad.h"
#include "ui/scene_scale_bar.h"

namespace axolemma {

namespace {

// Section and overlay are composed here, so that opacity, outlines and the mark of the selected
// neuron cost no work on the CPU. The alpha of the overlay says what a pixel is
// (OverlayBuffer::k...).
constexpr const char* kComposition = R"(
  vec3 shade = texture(actortexture, tcoordVCVSOutput).rrr;
  if (overlayOpacity > 0.0) {
    vec4 label = texture(overlay, tcoordVCVSOutput);
    bool coloured = label.a > 0.25;
    bool selected = label.a > 0.75;
    float amount = coloured ? overlayOpacity : 0.0;
    if (selected) amount = min(1.0, 1.6 * overlayOpacity + 0.1);
    if (outlinesOnly > 0.0 || selected) {
      vec2 dx = dFdx(tcoordVCVSOutput) * rim;
      vec2 dy = dFdy(tcoordVCVSOutput) * rim;
      vec4 e = abs(texture(overlay, tcoordVCVSOutput + dx) - label);
      vec4 w = abs(texture(overlay, tcoordVCVSOutput - dx) - label);
      vec4 n = abs(texture(overlay, tcoordVCVSOutput + dy) - label);
      vec4 s = abs(texture(overlay, tcoordVCVSOutput - dy) - label);
      vec4 most = max(max(e, w), max(n, s));
      bool edge = max(max(most.r, most.g), max(most.b, most.a)) > 0.002;
      if (outlinesOnly > 0.0) amount = coloured && edge ? max(0.85, amount) : 0.0;
      if (selected && edge) { label.rgb = vec3(1.0); amount = 1.0; }
    }
    shade = mix(shade, label.rgb, amount);
  }
  gl_FragData[0] = vec4(shade, 1.0);
)";

/// Width of outlines to either side of a boundary, in logical pixels.
constexpr double kRim = 1.25;

}  // namespace

struct SliceScene::Vtk {
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkPoints> corners;
    vtkNew<vtkPolyData> quad;
    vtkNew<vtkActor> section;
    vtkNew<vtkTexture> greyTexture;
    vtkNew<vtkImageData> greyImage;
    vtkNew<vtkTexture> overlayTexture;
    vtkNew<vtkImageData> overlayImage;
    SceneScaleBar bar{renderer};

    Image<std::uint8_t> grey;
    const OverlayBuffer* overlay = nullptr;
    bool overlayVisible = true;
    double opacity = 0.4;
    bool smooth = true;
    ViewTransform view;
    double devicePixelRatio = 1;
    double pixelSize = 0;

    Vtk();
    void makeSection();
    void updateOpacity();
    void updateInterpolation();
    void updateCamera();
    void updateBar();
    vtkUniforms* uniforms() { return section->GetShaderProperty()->GetFragmentCustomUniforms(); }
};

namespace {

/// Lets VTK read `pixels` where they are.
void wrap(vtkImageData* image, const std::uint8_t* pixels, int channels, int width, int height) {
    vtkNew<vtkUnsignedCharArray> array;
    array->SetNumberOfComponents(channels);
    // VTK's signature takes a pointer to mutable values, but a texture only reads them.
    array->SetArray(const_cast<std::uint8_t*>(pixels),
                    static_cast<vtkIdType>(width) * height * channels, 1);
    image->SetDimensions(width, height, 1);
    image->GetPointData()->SetScalars(array);
    image->Modified();
}

}  // namespace

SliceScene::Vtk::Vtk() {
    makeSection();
    renderer->GetActiveCamera()->ParallelProjectionOn();
    updateOpacity();
    updateInterpolation();
}

void SliceScene::Vtk::makeSection() {
    makeQuad(quad, corners, true);
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(quad);
    section->SetMapper(mapper);
    section->GetProperty()->LightingOff();
    greyTexture->SetInputData(greyImage);
    overlayTexture->SetInputData(overlayImage);
    for (vtkTexture* texture : {greyTexture.Get(), overlayTexture.Get()}) texture->RepeatOff();
    static constexpr std::uint8_t kEmptyPixel[4] = {};
    wrap(overlayImage, kEmptyPixel, 4, 1, 1);
    section->SetTexture(greyTexture);
    section->GetProperty()->SetTexture("overlay", overlayTexture);
    section->GetShaderProperty()->AddFragmentShaderReplacement("//VTK::TCoord::Impl", true,
                                                               kComposition, false);
    uniforms()->SetUniformf("overlayOpacity", 0);
    uniforms()->SetUniformf("outlinesOnly", 0);
    uniforms()->SetUniformf("rim", kRim);
    section->VisibilityOff();
    renderer->AddActor(section);
}

void SliceScene::Vtk::updateOpacity() {
    const bool shown = overlayVisible && overlay && !overlay->empty();
    uniforms()->SetUniformf("overlayOpacity", shown ? static_cast<float>(opacity) : 0);
}

void SliceScene::Vtk::updateInterpolation() {
    // Below 1:1 squares would leave out whole rows, so then the section is always smooth.
    const bool reduced = view.scale < 1;
    greyTexture->SetInterpolate(smooth || reduced);
    greyTexture->SetMipmap(view.scale < 0.6);
    overlayTexture->SetInterpolate(false);
}

void SliceScene::Vtk::updateCamera() {
    // Whole pixels of the screen, so that at 1:1 a pixel of the slice is one of the screen's.
    const double left = std::round(view.screenX(0));
    const double top = std::round(view.screenY(0));
    const double x = (view.screenWidth / 2 - left) / view.scale;
    const double y = (view.screenHeight / 2 - top) / view.scale;
    vtkCamera* camera = renderer->GetActiveCamera();
    // VTK's y axis points up: the camera is turned, not the data.
    camera->SetFocalPoint(x, y, 0);
    camera->SetPosition(x, y, -100);
    camera->SetViewUp(0, -1, 0);
    camera->SetParallelScale(view.screenHeight / 2 / view.scale);
    camera->SetClippingRange(1, 200);
}

void SliceScene::Vtk::updateBar() {
    const bool shown = pixelSize > 0 && !grey.empty() && view.screenWidth > 120;
    bar.setVisible(shown);
    if (shown) bar.place(view, devicePixelRatio, pixelSize);
}

SliceScene::SliceScene() : vtk_(std::make_unique<Vtk>()) {}
SliceScene::~SliceScene() = default;

vtkRenderer* SliceScene::renderer() const {
    return vtk_->renderer;
}

const char* SliceScene::vtkVersion() {
    return VTK_VERSION;
}

Image<std::uint8_t> SliceScene::setImage(Image<std::uint8_t> grey) {
    const bool resized = grey.bounds() != vtk_->grey.bounds();
    Image<std::uint8_t> old = std::exchange(vtk_->grey, std::move(grey));
    const Image<std::uint8_t>& now = vtk_->grey;
    vtk_->section->SetVisibility(!now.empty());
    if (!now.empty()) wrap(vtk_->greyImage, now.data(), 1, now.width(), now.height());
    if (resized) setRectangle(vtk_->corners, 0, 0, now.width(), now.height());
    vtk_->updateBar();
    return old;
}

void SliceScene::setOverlay(const OverlayBuffer* overlay) {
    vtk_->overlay = overlay;
    overlayChanged();
}

void SliceScene::overlayChanged() {
    if (vtk_->overlay && !vtk_->overlay->empty()) {
        const auto pixels = vtk_->overlay->pixels();
        wrap(vtk_->overlayImage, &pixels.data()->r, 4, pixels.width(), pixels.height());
    }
    vtk_->updateOpacity();
}

void SliceScene::setOverlayVisible(bool visible) {
    vtk_->overlayVisible = visible;
    vtk_->updateOpacity();
}

void SliceScene::setOverlayOpacity(double opacity) {
    vtk_->opacity = opacity;
    vtk_->updateOpacity();
}

void SliceScene::setOutlinesOnly(bool outlines) {
    vtk_->uniforms()->SetUniformf("outlinesOnly", outlines ? 1 : 0);
}

void SliceScene::setSmooth(bool smooth) {
    vtk_->smooth = smooth;
    vtk_->updateInterpolation();
}

void SliceScene::setBackground(double red, double green, double blue) {
    vtk_->renderer->SetBackground(red, green, blue);
    // Otherwise the window shines through.
    vtk_->renderer->SetBackgroundAlpha(1);
}

void SliceScene::setView(const ViewTransform& view, double devicePixelRatio) {
    vtk_->view = view;
    vtk_->devicePixelRatio = devicePixelRatio;
    vtk_->uniforms()->SetUniformf("rim", static_cast<float>(kRim * devicePixelRatio));
    vtk_->updateCamera();
    vtk_->updateInterpolation();
    vtk_->updateBar();
}

void SliceScene::setPixelSize(double nanometres) {
    vtk_->pixelSize = nanometres;
    vtk_->updateBar();
}

}  // namespace axolemma
