#include "ui/run_window.h"

#include <QApplication>
#include <QFile>
#include <QMessageBox>
#include <QOpenGLContext>
#include <QStandardPaths>
#include <QTimer>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "ui/document.h"
#include "ui/icons.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace axolemma {

namespace {

constexpr auto kNoDisplay =
    "axolemma: there is no display to open a window on. Start it on a desktop (or under xvfb-run), "
    "or "
    "use a command that needs none, such as 'axolemma segment'.\n";

/// Qt ends the program with a core dump where it finds no display; this ends it with a sentence.
/// What Qt says before is meant for its developers.
void endWithSentence(QtMsgType type, const QMessageLogContext&, const QString&) {
    if (type != QtFatalMsg) return;
    std::fputs(kNoDisplay, stderr);
    std::_Exit(1);
}

/// Picks the one way to the screen that Debian's VTK can draw on, unless the user picked another.
void choosePlatform() {
    const auto setIfUnset = [](const char* name, const char* value) {
        if (!qEnvironmentVariableIsSet(name)) qputenv(name, value);
    };
    if (qEnvironmentVariableIsSet("DISPLAY")) setIfUnset("QT_QPA_PLATFORM", "xcb");
    setIfUnset("QT_XCB_GL_INTEGRATION", "xcb_glx");
}

bool canDraw() {
    // Without a context of its own a QOpenGLWidget draws nothing and, offscreen, crashes.
    if (QGuiApplication::platformName() == "offscreen" ||
        QGuiApplication::platformName() == "minimal") {
        return false;
    }
    QOpenGLContext context;
    // Debian's VTK finds OpenGL through GLX only.
    return context.create() && context.nativeInterface<QNativeInterface::QGLXContext>();
}

bool torchIsLoaded() {
    QFile maps("/proc/self/maps");
    return maps.open(QFile::ReadOnly) && maps.readAll().contains("libtorch");
}

void quitAfterFirstSlice(MainWindow& window) {
    QObject::connect(&window, &MainWindow::sliceShown, &window, [] {
        std::printf("{\"first_slice\": true, \"libtorch_loaded\": %s}\n",
                    torchIsLoaded() ? "true" : "false");
        std::fflush(stdout);
        QApplication::quit();
    });
}

/// Takes the picture once nothing has run for a moment.
void takeScreenshot(MainWindow& window, const std::filesystem::path& path) {
    auto* timer = new QTimer(&window);
    timer->setInterval(700);
    QObject::connect(timer, &QTimer::timeout, &window, [&window, path] {
        if (window.document().busy()) return;
        const bool written = window.grab().save(QString::fromStdString(path.string()));
        if (!written) std::fprintf(stderr, "axolemma: cannot write %s\n", path.c_str());
        QApplication::exit(written ? 0 : 1);
    });
    timer->start();
}

}  // namespace

int runWindow(int& argc, char** argv, const std::vector<std::filesystem::path>& stacks,
              const WindowOptions& options) {
    choosePlatform();
    QtMessageHandler previous = qInstallMessageHandler(endWithSentence);
    QApplication application(argc, argv);
    qInstallMessageHandler(previous);
    QApplication::setOrganizationName("Axolemma");
    QApplication::setApplicationName("axolemma");
    QApplication::setApplicationDisplayName("Axolemma");
    QApplication::setDesktopFileName("axolemma");
    QApplication::setWindowIcon(programIcon());
    if (!canDraw()) {
        std::fputs(
            "axolemma: OpenGL (GLX) is not available on this display, so slices cannot be drawn. "
            "Install "
            "a graphics driver or Mesa (libgl1-mesa-dri), or use 'axolemma segment', which needs "
            "no "
            "display.\n",
            stderr);
        return 1;
    }
    applyTheme(savedTheme());

    Document document;
    document.keepProjectsIn(
        (QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/projects")
            .toStdString());
    // Reading starts before the window is made: the two take turns on different cores.
    if (!stacks.empty()) {
        document.open(stacks);
    } else if (options.sample) {
        document.openSample();
    }
    MainWindow window(document);
    if (!stacks.empty()) window.rememberWhenOpen(stacks);
    SegmentationSettings settings;
    if (!options.model.empty()) settings.model = options.model;
    if (!options.device.empty()) settings.options.device = options.device;
    if (!options.model.empty() || !options.device.empty()) window.setSegmentation(settings);
    if (options.segmentAtOnce) {
        QObject::connect(&window, &MainWindow::sliceShown, &window, &MainWindow::segment,
                         Qt::SingleShotConnection);
    }
    if (options.quitAfterFirstSlice) quitAfterFirstSlice(window);
    if (!options.screenshot.empty()) takeScreenshot(window, options.screenshot);
    window.show();
    return QApplication::exec();
}

}  // namespace axolemma
