// What Qt and VTK need for one picture in an empty window: the yardstick of bench_start.
#include <QApplication>
#include <QMainWindow>
#include <cstdio>

#include "ui/slice_scene.h"
#include "ui/vtk_widget.h"

using namespace axolemma;

int main(int argc, char** argv) {
    qputenv("QT_XCB_GL_INTEGRATION", "xcb_glx");
    QApplication application(argc, argv);
    QMainWindow window;
    SliceScene scene;
    scene.setImage(Image<std::uint8_t>(512, 512, 128));
    auto* view = new VtkWidget;
    view->setRenderer(scene.renderer());
    window.setCentralWidget(view);
    window.resize(1280, 860);
    QObject::connect(view, &QOpenGLWidget::frameSwapped, &window, [] {
        std::puts("{\"libtorch_loaded\": false}");
        std::fflush(stdout);
        QApplication::quit();
    });
    window.show();
    QApplication::exec();
    // The window goes before the scene that it draws.
    window.takeCentralWidget();
    delete view;
    return 0;
}
