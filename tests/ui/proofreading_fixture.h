#pragma once

#include <QLabel>
#include <QMouseEvent>
#include <QStatusBar>
#include <QtTest>

#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/main_window.h"

namespace axolemma::test {

/// Neighbours in the uppermost row of the grid.
inline constexpr Place kA{8, 8, 0};
inline constexpr Place kB{24, 8, 0};
inline constexpr Place kC{40, 8, 0};

/// A window with the grid, segmented, and an expert's hands.
class ProofreadingWindow : public QObject {
  protected:
    std::unique_ptr<OwnSettings> settings_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;

    void begin(Stack stack = gridStack(), const std::filesystem::path& projects = {}) {
        settings_ = std::make_unique<OwnSettings>();
        network_ = std::make_shared<FakeNetwork>();
        document_ = std::make_unique<Document>(factoryOf(network_));
        document_->keepProjectsIn(projects);
        window_ = std::make_unique<MainWindow>(*document_);
        document_->setStack(std::move(stack));
        showActive(*window_);
        view().setFocus();
        window_->segment();
        QTRY_VERIFY(!document_->busy());
    }
    void end() {
        window_.reset();
        document_.reset();
    }

    SliceView& view() { return window_->view(); }
    QPoint at(Place place) { return screenOf(view(), place.x, place.y); }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&view(), static_cast<Qt::Key>(key), modifiers);
    }
    void click(Place place, Qt::MouseButton button = Qt::LeftButton,
               Qt::KeyboardModifiers modifiers = {}) {
        clickVoxel(view(), place, button, modifiers);
    }
    void mouse(QEvent::Type type, Place place, Qt::MouseButton button, Qt::MouseButtons buttons,
               Qt::KeyboardModifiers modifiers = {}) {
        sendMouse(view(), type, at(place), button, buttons, modifiers);
    }
    void moveTo(Place place) { mouse(QEvent::MouseMove, place, Qt::NoButton, Qt::NoButton); }
    void drag(std::initializer_list<Place> way, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = {}) {
        mouse(QEvent::MouseMove, *way.begin(), Qt::NoButton, Qt::NoButton, modifiers);
        mouse(QEvent::MouseButtonPress, *way.begin(), button, button, modifiers);
        for (const Place place : way)
            mouse(QEvent::MouseMove, place, Qt::NoButton, button, modifiers);
        mouse(QEvent::MouseButtonRelease, *(way.end() - 1), button, Qt::NoButton, modifiers);
    }
    std::uint64_t neuron(Place place) {
        const Derived& now = document_->settled();
        return now.neuronAt(place);
    }
    bool one(Place a, Place b) { return neuron(a) != 0 && neuron(a) == neuron(b); }
    QString message() { return window_->statusBar()->currentMessage(); }
    QString hint() { return partOf<QLabel>(*window_, "toolHint")->text(); }
    ToolMarks marks() { return view().tools().tool().marks(); }
};

}  // namespace axolemma::test
