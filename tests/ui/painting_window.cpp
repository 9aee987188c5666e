// A window in which somebody paints without end, for a test that kills it. Arguments: a folder for
// settings and projects, and a seed. After every gesture it prints a line: how many steps it has
// made or undone, and when the last one ended, in ns of the monotonic clock.
#include <QApplication>
#include <QTest>
#include <chrono>
#include <cstdio>
#include <random>

#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/main_window.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

class Painter {
  public:
    Painter(Document& document, MainWindow& window, unsigned seed)
        : document_(document), window_(window), random_(seed) {}

    void gesture() {
        SliceView& view = window_.view();
        switch (below(12)) {
            case 0:
                return QTest::keyClick(&view, Qt::Key_PageDown);
            case 1:
                return QTest::keyClick(&view, Qt::Key_PageUp);
            case 2:
                return QTest::keyClick(&view, Qt::Key_Z, Qt::ControlModifier);
            case 3:
                // Ctrl+S would ask for a name.
                return document_.saveProject();
            case 4:
                return QTest::keyClick(&view, below(2) == 0 ? Qt::Key_P : Qt::Key_E);
            default:
                stroke();
        }
    }

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

  private:
    void stroke() {
        SliceView& view = window_.view();
        const auto somewhere = [&] {
            return QPointF(screenOf(view, below(document_.width()), below(document_.height())));
        };
        QPointF at = somewhere();
        sendMouse(view, QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
        for (int i = 0; i < 4; ++i) {
            at = somewhere();
            sendMouse(view, QEvent::MouseMove, at, Qt::NoButton, Qt::LeftButton);
        }
        sendMouse(view, QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
    }

    Document& document_;
    MainWindow& window_;
    std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::filesystem::path folder = argv[1];
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName("AxolemmaTest");
    QCoreApplication::setApplicationName("test");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       QString::fromStdString((folder / "settings").string()));
    Document document(factoryOf(std::make_shared<FakeNetwork>()));
    document.keepProjectsIn(folder / "projects");
    MainWindow window(document);
    document.open({folder / "stack.tif"});
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) return 3;
    QApplication::setActiveWindow(&window);
    if (!QTest::qWaitFor([&] { return document.hasStack() && !document.busy(); }, 20000)) return 4;
    if (const auto earlier = document.earlierProject()) {
        document.openProject(earlier->folder);
        if (!QTest::qWaitFor([&] { return document.project() && !document.busy(); }, 20000))
            return 5;
    } else {
        window.segment();
        if (!QTest::qWaitFor([&] { return !document.busy(); }, 20000)) return 6;
    }
    window.view().setFocus();
    QTest::keyClick(&window.view(), Qt::Key_P);
    Painter painter(document, window, static_cast<unsigned>(std::atoi(argv[2])));
    const auto position = [&] { return document.history().position(); };
    int changes = 0;
    while (true) {
        const std::size_t before = position();
        painter.gesture();
        if (position() != before) ++changes;
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        std::printf("%d %lld\n", changes,
                    static_cast<long long>(
                        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
        std::fflush(stdout);
        QTest::qWait(painter.below(4));
    }
}
