#pragma once

#include <QOpenGLWidget>
#include <memory>

class vtkRenderer;

namespace axolemma {

/// How long the parts of a frame took, in ms.
struct FrameTimes {
    double prepare = 0;  ///< our own work before VTK draws
    double draw = 0;     ///< VTK's, textures included
};

/// A Qt widget that VTK draws into: the one place that knows both. Call `update()` when what the
/// renderer shows has changed.
class VtkWidget : public QOpenGLWidget {
    Q_OBJECT
  public:
    explicit VtkWidget(QWidget* parent = nullptr);
    ~VtkWidget() override;

    /// Shows what `renderer` holds, which must outlive the widget's last frame.
    void setRenderer(vtkRenderer* renderer);
    /// Of the last frame.
    FrameTimes frameTimes() const { return frameTimes_; }

  Q_SIGNALS:
    /// OpenGL is there but VTK cannot draw with it; `reason` is a sentence.
    void drawingFailed(const QString& reason);

  protected:
    void initializeGL() override;
    void paintGL() override;
    void resizeGL(int width, int height) override;
    /// Called in the middle of a frame, before VTK draws: bring the scene up to date here.
    virtual void prepareFrame() {}

  private:
    struct Bridge;
    void releaseGl();
    std::unique_ptr<Bridge> bridge_;
    FrameTimes frameTimes_;
};

}  // namespace axolemma
