#include "ui/vtk_widget.h"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QSurfaceFormat>

namespace axolemma {

struct VtkWidget::Bridge {
    vtkNew<vtkGenericOpenGLRenderWindow> window;
    bool ready = false;
    QObject listener;

    QSize framebuffer(const VtkWidget& widget) const {
        return (QSizeF(widget.size()) * widget.devicePixelRatioF()).toSize();
    }

    void observe(VtkWidget* widget) {
        const auto add = [&](unsigned long event,
                             void (*callback)(vtkObject*, unsigned long, void*, void*)) {
            vtkNew<vtkCallbackCommand> command;
            command->SetClientData(widget);
            command->SetCallback(callback);
            window->AddObserver(event, command);
        };
        // `QOpenGLWidget::makeCurrent` would bind Qt's framebuffer under VTK, so the context is
        // made current by itself.
        add(vtkCommand::WindowMakeCurrentEvent, [](vtkObject*, unsigned long, void* client, void*) {
            QOpenGLContext* context = static_cast<VtkWidget*>(client)->context();
            if (context && QOpenGLContext::currentContext() != context) {
                context->makeCurrent(context->surface());
            }
        });
        add(vtkCommand::WindowIsCurrentEvent,
            [](vtkObject*, unsigned long, void* client, void* answer) {
                *static_cast<bool*>(answer) =
                    QOpenGLContext::currentContext() == static_cast<VtkWidget*>(client)->context();
            });
        add(vtkCommand::WindowSupportsOpenGLEvent,
            [](vtkObject*, unsigned long, void*, void* answer) { *static_cast<int*>(answer) = 1; });
        add(vtkCommand::WindowIsDirectEvent,
            [](vtkObject*, unsigned long, void*, void* answer) { *static_cast<int*>(answer) = 1; });
    }
};

VtkWidget::VtkWidget(QWidget* parent) : QOpenGLWidget(parent), bridge_(std::make_unique<Bridge>()) {
    QSurfaceFormat surface;
    surface.setRenderableType(QSurfaceFormat::OpenGL);
    surface.setVersion(3, 2);
    surface.setProfile(QSurfaceFormat::CoreProfile);
    setFormat(surface);
    bridge_->window->SetMultiSamples(0);
    bridge_->window->SetFrameBlitModeToNoBlit();
    bridge_->observe(this);
}

VtkWidget::~VtkWidget() {
    releaseGl();
}

void VtkWidget::setRenderer(vtkRenderer* renderer) {
    bridge_->window->AddRenderer(renderer);
}

void VtkWidget::initializeGL() {
    // The context outlives the bridge by a moment, so it is the bridge that listens.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, &bridge_->listener,
            [this] { releaseGl(); });
    auto* window = bridge_->window.Get();
    // VTK would report on stderr what it cannot do, and crash at its first call.
    const auto version = context()->format().version();
    if (version < qMakePair(3, 2)) {
        Q_EMIT drawingFailed(tr("OpenGL 3.2 is needed, and this display offers %1.%2.")
                                 .arg(version.first)
                                 .arg(version.second));
        return;
    }
    // Debian's VTK finds its functions through GLX only.
    if (!context()->nativeInterface<QNativeInterface::QGLXContext>()) {
        Q_EMIT drawingFailed(
            tr("OpenGL has to come through GLX: start Axolemma on X11 and without "
               "QT_XCB_GL_INTEGRATION."));
        return;
    }
    window->SetReadyForRendering(true);
    window->SetMapped(1);
    window->OpenGLInit();
    bridge_->ready = true;
}

void VtkWidget::resizeGL(int, int) {
    const QSize size = bridge_->framebuffer(*this);
    bridge_->window->SetSize(size.width(), size.height());
}

void VtkWidget::paintGL() {
    if (!bridge_->ready) return;
    auto* window = bridge_->window.Get();
    const QSize size = bridge_->framebuffer(*this);
    if (window->GetSize()[0] != size.width() || window->GetSize()[1] != size.height()) {
        window->SetSize(size.width(), size.height());
    }
    QElapsedTimer clock;
    clock.start();
    prepareFrame();
    frameTimes_.prepare = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    clock.restart();
    vtkOpenGLState* state = window->GetState();
    state->Reset();
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    window->Render();
    frameTimes_.draw = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    state->vtkglBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    const GLenum attachment = GL_COLOR_ATTACHMENT0;
    context()->extraFunctions()->glDrawBuffers(1, &attachment);
    state->vtkglDisable(GL_SCISSOR_TEST);
    state->vtkglViewport(0, 0, size.width(), size.height());
    window->BlitDisplayFramebuffer(0, 0, 0, size.width(), size.height(), 0, 0, size.width(),
                                   size.height(), GL_COLOR_BUFFER_BIT, GL_NEAREST);
    state->Pop();
}

void VtkWidget::releaseGl() {
    if (!bridge_->ready) return;
    bridge_->ready = false;
    makeCurrent();
    bridge_->window->Finalize();
    bridge_->window->SetReadyForRendering(false);
    doneCurrent();
}

}  // namespace axolemma
