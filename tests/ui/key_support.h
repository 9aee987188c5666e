#pragma once

#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/key_capture.h"
#include "ui/key_dialog.h"
#include "ui/key_map.h"
#include "ui/key_table_model.h"
#include "ui/main_window.h"

namespace axolemma::test {

inline const KeyPreset& presetOf(const char* id) {
    for (const KeyPreset& preset : keyPresets()) {
        if (QString(preset.id) == id) return preset;
    }
    qFatal("there is no preset %s", id);
}

/// A window with a stack, whose keys are changed by clicks and presses.
class KeyWindow {
  protected:
    void start();
    void restart();
    void openDialog();
    void choose(const char* name);
    /// Clicks the row of an action and presses a key, as a user does.
    void pressFor(const char* name, int key, Qt::KeyboardModifiers modifiers = {});
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    QString keysOf(const char* name) { return textOfKeys(window_->keys().keysOf(name)); }
    template <typename Widget>
    Widget* part(const char* name) {
        return partOf<Widget>(*window_, name);
    }

    OwnSettings settings_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
};

inline void KeyWindow::start() {
    document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
    window_ = std::make_unique<MainWindow>(*document_);
    showActive(*window_);
    QSignalSpy shown(window_.get(), &MainWindow::sliceShown);
    document_->setStack(gridStack());
    QTRY_COMPARE(shown.count(), 1);
}

inline void KeyWindow::restart() {
    window_->close();
    window_.reset();
    document_.reset();
    start();
}

inline void KeyWindow::openDialog() {
    window_->action("keyboardShortcuts")->trigger();
    QVERIFY(QTest::qWaitForWindowExposed(part<KeyDialog>("keyDialog")));
    QApplication::setActiveWindow(part<KeyDialog>("keyDialog"));
}

inline void KeyWindow::choose(const char* name) {
    if (!window_->findChild<KeyDialog*>()) openDialog();
    QApplication::setActiveWindow(part<KeyDialog>("keyDialog"));
    auto* table = part<QTableView>("keysTable");
    int row = 0;
    while (KeyTableModel::entry(row).name != QString(name)) ++row;
    const QModelIndex index = table->model()->index(row, KeyTableModel::Command);
    table->scrollTo(index);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    QTRY_VERIFY(part<KeyCapture>("keysCapture")->hasFocus());
}

inline void KeyWindow::pressFor(const char* name, int key, Qt::KeyboardModifiers modifiers) {
    choose(name);
    QTest::keyClick(part<KeyCapture>("keysCapture"), static_cast<Qt::Key>(key), modifiers);
}

inline void KeyWindow::press(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QApplication::setActiveWindow(window_.get());
    window_->view().setFocus();
    QTest::keyClick(&window_->view(), key, modifiers);
}

}  // namespace axolemma::test
