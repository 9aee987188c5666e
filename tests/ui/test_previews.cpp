#include <time.h>

#include <algorithm>

#include "tests/ui/proofreading_fixture.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr int kLarge = 2048;

/// Cells of `cell` pixels in one slice of 2048 x 2048; with `holes` each 12 pixels a spot of
/// membrane that a component encloses.
Stack largeStack(int cell, bool holes) {
    Volume<std::uint8_t> voxels(kLarge, kLarge, 1);
    for (int y = 0; y < kLarge; ++y)
        for (int x = 0; x < kLarge; ++x) {
            const bool spot = holes && x % 12 > 4 && x % 12 < 9 && y % 12 > 4 && y % 12 < 9;
            voxels(x, y, 0) = x % cell < 2 || y % cell < 2 || spot ? kMembrane : 200;
        }
    return Stack(std::move(voxels), Spacing{4, 4, 50});
}

/// What this thread has worked until now, whatever else the machine does.
double busyMs() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double share(std::vector<double> values, double part) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

}  // namespace

/// What a click would change is shown before it is made.
constexpr double kFollowsMs = 20;

class TestPreviews : public ProofreadingWindow {
    Q_OBJECT

    /// ms of work that each event of the mouse is.
    std::vector<double> moves(int count, int step) {
        std::vector<double> times;
        for (int i = 0; i < count; ++i) {
            const Place place{(100 + i * step) % kLarge, (140 + i * (step + 37)) % kLarge, 0};
            const QPointF on(view().transform().screenX(place.x + 0.5),
                             view().transform().screenY(place.y + 0.5));
            const double begun = busyMs();
            sendMouse(view(), QEvent::MouseMove, on, Qt::NoButton, Qt::NoButton);
            times.push_back(busyMs() - begun);
        }
        return times;
    }

  private Q_SLOTS:
    void cleanup() { end(); }

    void fillShowsWhatWouldBecomeInterior() {
        begin();
        key(Qt::Key_P);
        view().tools().setRadius(2);
        drag({{24, 8, 0}, {25, 8, 0}});
        QCOMPARE(document_->settled().componentAt(kB), 0U);
        key(Qt::Key_F);
        moveTo(kA);
        QVERIFY(marks().areas.empty());
        moveTo({20, 4, 0});
        QCOMPARE(marks().areas.size(), std::size_t(1));
        const PixelRuns shown = marks().areas[0].pixels;
        QVERIFY(shown.contains(kB.point()));
        QVERIFY(!shown.contains({20, 4}));
        click({20, 4, 0});
        // It is as shown, and there is no more to do.
        const Gesture made = document_->history().gesture(2);
        const auto* said = std::get_if<PixelAssertion>(&made.said.at(0));
        QVERIFY(said && said->pixels == shown);
        document_->settled();
        QVERIFY(marks().areas.empty());
        key(Qt::Key_Z, Qt::ControlModifier);
        document_->settled();
        QCOMPARE(marks().areas.size(), std::size_t(1));
        // Neurons that may not change show nothing.
        key(Qt::Key_B);
        click(kA, Qt::LeftButton, Qt::ShiftModifier);
        moveTo({20, 4, 0});
        QVERIFY(marks().areas.empty());
    }

    void deleteShowsTheComponentAndWhoTakesIt() {
        begin();
        key(Qt::Key_0);
        QCOMPARE(view().tools().chosen(), ToolId::Delete);
        moveTo(kB);
        QCOMPARE(marks().areas.size(), std::size_t(2));
        const auto areas = marks().areas;
        QVERIFY(areas[0].pixels.contains(kB.point()));
        QVERIFY(areas[0].colour != areas[1].colour);
        const Point heir = areas[1].pixels.place();
        const std::uint64_t into = neuron({heir.x, heir.y, 0});
        QVERIFY(into != neuron(kB));
        QVERIFY(document_->assertions().empty());
        // The mouse goes elsewhere, and boundary has nothing to show.
        moveTo({16, 8, 0});
        QVERIFY(marks().areas.empty());
        click(kB);
        QCOMPARE(neuron(kB), into);
        QVERIFY2(document_->undoStack().undoText().startsWith("Delete a component"),
                 qPrintable(document_->undoStack().undoText()));
        // What is locked is neither deleted nor shown.
        click(kC, Qt::LeftButton, Qt::ShiftModifier);
        key(Qt::Key_O, Qt::ShiftModifier);
        document_->settled();
        moveTo(kC);
        QVERIFY(marks().areas.empty());
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&view(), &leave);
        QVERIFY(marks().areas.empty());
    }

    void lassoShowsItsInsideWhileItIsDrawn() {
        begin();
        click(kB);
        key(Qt::Key_3);
        mouse(QEvent::MouseButtonPress, {20, 4, 0}, Qt::LeftButton, Qt::LeftButton);
        for (const Place place : {Place{44, 4, 0}, Place{44, 12, 0}, Place{20, 12, 0}})
            mouse(QEvent::MouseMove, place, Qt::NoButton, Qt::LeftButton);
        QCOMPARE(marks().areas.size(), std::size_t(1));
        QVERIFY(marks().areas[0].pixels.contains(kB.point()));
        QVERIFY(marks().areas[0].pixels.contains({42, 8}));
        mouse(QEvent::MouseButtonRelease, {20, 12, 0}, Qt::LeftButton, Qt::NoButton);
        // Only what it may change.
        key(Qt::Key_B);
        QVERIFY(marks().areas[0].pixels.contains(kB.point()));
        QVERIFY(!marks().areas[0].pixels.contains({42, 8}));
        key(Qt::Key_Escape);
        QVERIFY(marks().areas.empty());
    }

    void previewsFollowTheMouseOnALargeSlice_data() {
        QTest::addColumn<int>("tool");
        QTest::addColumn<int>("cell");
        QTest::addColumn<bool>("holes");
        QTest::newRow("delete, cells of 128") << int(ToolId::Delete) << 128 << false;
        QTest::newRow("delete, cells of 1024") << int(ToolId::Delete) << 1024 << false;
        QTest::newRow("fill, cells of 128") << int(ToolId::Fill) << 128 << false;
        QTest::newRow("fill, cells of 1024 with 7000 holes") << int(ToolId::Fill) << 1024 << true;
    }
    void previewsFollowTheMouseOnALargeSlice() {
        QFETCH(int, tool);
        QFETCH(int, cell);
        QFETCH(bool, holes);
        begin(largeStack(cell, holes));
        view().tools().choose(static_cast<ToolId>(tool));
        QVERIFY(document_->components(0));
        const auto times = moves(200, 61);
        qInfo("preview: median %.2f, 95 of 100 %.2f, longest %.2f ms", share(times, 0.5),
              share(times, 0.95), share(times, 1));
        QVERIFY(share(times, 0.95) < kFollowsMs);
    }

    void lassoFollowsTheMouseOnALargeSlice() {
        begin(largeStack(128, false));
        view().tools().choose(ToolId::Lasso);
        const auto on = [&](double turn) {
            const double x = 1024 + 900 * std::cos(turn) * (1 + 0.1 * std::sin(40 * turn));
            const double y = 1024 + 900 * std::sin(turn) * (1 + 0.1 * std::sin(40 * turn));
            return QPointF(view().transform().screenX(x), view().transform().screenY(y));
        };
        sendMouse(view(), QEvent::MouseButtonPress, on(0), Qt::LeftButton, Qt::LeftButton);
        std::vector<double> times;
        for (int i = 1; i < 300; ++i) {
            const double begun = busyMs();
            sendMouse(view(), QEvent::MouseMove, on(i * 0.02), Qt::NoButton, Qt::LeftButton);
            times.push_back(busyMs() - begun);
        }
        QVERIFY(marks().areas[0].pixels.pixels() > 1'500'000);
        qInfo("lasso: median %.2f, 95 of 100 %.2f, longest %.2f ms", share(times, 0.5),
              share(times, 0.95), share(times, 1));
        QVERIFY(share(times, 0.95) < kFollowsMs);
        key(Qt::Key_Escape);
    }
};

QTEST_MAIN(TestPreviews)
#include "test_previews.moc"
