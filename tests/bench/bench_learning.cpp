// Strokes at 2048 x 2048 with and without a network that learns beside them, in turns: how long a
// mouse event keeps the window, and how long it takes until its pixels are on the screen. Needs a
// display: xvfb-run -a -s "-screen 0 1600x1000x24" bench_learning [ROUNDS]
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>
#include <random>
#include <vector>

#include "core/synthetic_stack.h"
#include "core/targets.h"
#include "segmentation/library.h"
#include "tests/support/bench.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/slice_view.h"
#include "ui/worker.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr int kSize = 2048;
constexpr int kStrokes = 12;
constexpr int kMoves = 30;
/// Between two moves of a mouse.
constexpr int kPauseMs = 8;

double at(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// A network of the usual size, on crops of the usual size.
TrainingRequest lesson(const std::filesystem::path& output) {
    constexpr SyntheticSettings kSettings{.width = 512, .height = 512, .depth = 3};
    SyntheticStack sample = makeSyntheticStack(kSettings);
    TargetVolume targets(kSettings.width, kSettings.height, kSettings.depth);
    for (std::size_t i = 0; i < targets.size(); ++i)
        targets.data()[i] = sample.truth.data()[i] == 0 ? kTargetMembrane : kTargetCell;
    TrainingRequest request;
    request.images = std::make_shared<const Stack>(std::move(sample.images));
    request.targets = std::make_shared<const TargetVolume>(std::move(targets));
    request.architecture = Architecture::recommended();
    request.output = output;
    request.steps = 100'000;
    request.threads = 1;
    return request;
}

struct Times {
    std::vector<double> event;
    std::vector<double> frame;
    nlohmann::ordered_json json() const {
        const auto of = [](const std::vector<double>& values) {
            return nlohmann::ordered_json{{"p50_ms", at(values, 0.5)},
                                          {"p95_ms", at(values, 0.95)},
                                          {"max_ms", at(values, 1)}};
        };
        return {{"event", of(event)}, {"screen", of(frame)}, {"events", event.size()}};
    }
};

class Hand {
  public:
    explicit Hand(SliceView& view) : view_(view) {
        QObject::connect(&view_, &QOpenGLWidget::frameSwapped, &frames_, &QEventLoop::quit);
    }

    void strokes(Times& times) {
        for (int stroke = 0; stroke < kStrokes; ++stroke) {
            QPointF place(between(300, 900), between(250, 650));
            const double angle = between(0, 6283) / 1000.0;
            send(QEvent::MouseButtonPress, place, Qt::LeftButton, times);
            for (int i = 0; i < kMoves; ++i) {
                place += 6 * QPointF(std::cos(angle + 0.1 * i), std::sin(angle + 0.1 * i));
                send(QEvent::MouseMove, place, Qt::NoButton, times);
                QTest::qWait(kPauseMs);
            }
            sendMouse(view_, QEvent::MouseButtonRelease, place, Qt::LeftButton, Qt::NoButton);
            // What is derived from it is on its way while the next one begins.
            QTest::qWait(50);
        }
    }

  private:
    int between(int first, int end) {
        return std::uniform_int_distribution<int>(first, end - 1)(random_);
    }
    void send(QEvent::Type type, QPointF place, Qt::MouseButton button, Times& times) {
        QElapsedTimer clock;
        clock.start();
        sendMouse(view_, type, place, button, Qt::LeftButton);
        times.event.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        // An event that changes nothing draws nothing.
        QTimer::singleShot(1000, &frames_, &QEventLoop::quit);
        frames_.exec();
        times.frame.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }

    SliceView& view_;
    QEventLoop frames_;
    std::mt19937 random_{5};
};

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const OwnSettings settings;
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 3;
    Document document(factoryOf(std::make_shared<FakeNetwork>()));
    document.setStack(makeSyntheticStack({.width = kSize, .height = kSize, .depth = 3}).images);
    document.segment({});
    if (!QTest::qWaitFor([&] { return !document.busy(); }, 120'000)) return 1;

    SliceView view(document);
    view.resize(1200, 900);
    view.show();
    if (!QTest::qWaitForWindowExposed(&view)) return 1;
    view.tools().choose(ToolId::Paint);
    Hand hand(view);
    Times warming, alone, learning;
    hand.strokes(warming);
    int steps = 0;
    Worker teacher;
    for (int round = 0; round < rounds; ++round) {
        hand.strokes(alone);
        int step = 0;
        teacher.start(
            [&step, request = lesson(settings.folder() / "learnt.axomodel")](
                const Worker::Context& context) {
                context.giveWay();
                const auto count = [&](const TrainingProgress& state) {
                    context.post([&step, now = state.step] { step = now; });
                };
                (void)segmentationLibrary().train(request, count, context.stop());
            },
            [](const Outcome<std::monostate>&) {});
        if (!QTest::qWaitFor([&] { return step > 1; }, 120'000)) return 1;
        const int before = step;
        hand.strokes(learning);
        steps += step - before;
        teacher.cancel();
        if (!QTest::qWaitFor([&] { return !teacher.busy(); }, 120'000)) return 1;
    }
    bench::report("strokes_2048_while_learning", 1,
                  {{"alone", alone.json()},
                   {"learning", learning.json()},
                   {"event_p95_ratio", at(learning.event, 0.95) / at(alone.event, 0.95)},
                   {"screen_p95_ratio", at(learning.frame, 0.95) / at(alone.frame, 0.95)},
                   {"training_steps", steps}});
    return 0;
}
