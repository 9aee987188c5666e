#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextBrowser>

#include "tests/ui/key_support.h"
#include "ui/help_page.h"

using namespace axolemma;
using namespace axolemma::test;

class TestShortcuts : public QObject, private KeyWindow {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void newKeyWorksAtOnceAndTheOldOneNoMore();
    void oneMoreKeyDoesTheSame();
    void commandCanBeLeftWithoutAKey();
    void escLeavesTheKeyAsItIs();
    void keyOfAnotherCommandIsRefusedWithItsName();
    void keyOfTheViewIsRefusedForTheWindow();
    void keyCanBeTakenFromAnotherCommand();
    void resetTakesBackWhatWasGivenAway();
    void keyOfTheProgramIsRefused();
    void resetAllGivesThePresetBack();
    void searchFindsCommandsAndKeys();
    void helpAndTooltipsNameTheNewKey();
    void signsAreCapturedWithoutShift();
};

void TestShortcuts::init() {
    QSettings().clear();
    start();
}

void TestShortcuts::cleanup() {
    window_.reset();
    document_.reset();
}

void TestShortcuts::newKeyWorksAtOnceAndTheOldOneNoMore() {
    pressFor("outlines", Qt::Key_X);
    QCOMPARE(keysOf("outlines"), QString("X"));
    QVERIFY(part<KeyDialog>("keyDialog")->isVisible());
    press(Qt::Key_X);
    QVERIFY(window_->view().outlinesOnly());
    press(Qt::Key_W);
    QVERIFY(window_->view().outlinesOnly());
    // A command of the view alone, too.
    pressFor("nextSlice", Qt::Key_N, Qt::ControlModifier);
    press(Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(document_->slice(), 1);
    press(Qt::Key_PageDown);
    QCOMPARE(document_->slice(), 1);
}

void TestShortcuts::oneMoreKeyDoesTheSame() {
    choose("outlines");
    QTest::mouseClick(part<QPushButton>("keysAnother"), Qt::LeftButton);
    QTest::keyClick(part<KeyCapture>("keysCapture"), Qt::Key_F7);
    QCOMPARE(keysOf("outlines"), QString("W, F7"));
    QCOMPARE(part<KeyCapture>("keysCapture")->text(), QString("W or F7"));
    press(Qt::Key_W);
    QVERIFY(window_->view().outlinesOnly());
    press(Qt::Key_F7);
    QVERIFY(!window_->view().outlinesOnly());
}

void TestShortcuts::commandCanBeLeftWithoutAKey() {
    choose("outlines");
    QTest::mouseClick(part<QPushButton>("keysRemove"), Qt::LeftButton);
    QCOMPARE(keysOf("outlines"), QString());
    press(Qt::Key_W);
    QVERIFY(!window_->view().outlinesOnly());
    restart();
    QCOMPARE(keysOf("outlines"), QString());
    choose("outlines");
    QVERIFY(!part<QPushButton>("keysRemove")->isEnabled());
    QTest::mouseClick(part<QPushButton>("keysReset"), Qt::LeftButton);
    QCOMPARE(keysOf("outlines"), QString("W"));
}

void TestShortcuts::escLeavesTheKeyAsItIs() {
    pressFor("outlines", Qt::Key_Escape);
    QCOMPARE(keysOf("outlines"), QString("W"));
    QVERIFY(part<KeyDialog>("keyDialog")->isVisible());
    QVERIFY(part<QTableView>("keysTable")->hasFocus());
    pressFor("outlines", Qt::Key_Shift);
    QVERIFY(part<KeyCapture>("keysCapture")->hasFocus());
}

// --- Conflicts ---

void TestShortcuts::keyOfAnotherCommandIsRefusedWithItsName() {
    pressFor("outlines", Qt::Key_C);
    QCOMPARE(keysOf("outlines"), QString("W"));
    QCOMPARE(keysOf("centre"), QString("C"));
    const QString sentence = part<QLabel>("keysConflict")->text();
    QVERIFY2(sentence.startsWith("C is a key of “Centre”"), qPrintable(sentence));
    QVERIFY(part<QPushButton>("keysTake")->isVisible());
    // Another row is another matter.
    choose("smooth");
    QVERIFY(part<QLabel>("keysConflict")->text().isEmpty());
    QVERIFY(!part<QPushButton>("keysTake")->isVisible());
}

void TestShortcuts::keyOfTheViewIsRefusedForTheWindow() {
    pressFor("outlines", Qt::Key_Home);
    QCOMPARE(keysOf("outlines"), QString("W"));
    QVERIFY(part<QLabel>("keysConflict")->text().contains("“Fit slice”"));
    pressFor("fit", Qt::Key_F5);
    QCOMPARE(keysOf("fit"), QString("Home"));
    QVERIFY(part<QLabel>("keysConflict")->text().contains("“Segment”"));
    QVERIFY(!activeTogether(static_cast<Scope>(101), static_cast<Scope>(102)));
}

void TestShortcuts::keyCanBeTakenFromAnotherCommand() {
    pressFor("outlines", Qt::Key_S);
    QTest::mouseClick(part<QPushButton>("keysTake"), Qt::LeftButton);
    QCOMPARE(keysOf("outlines"), QString("S"));
    QCOMPARE(keysOf("showOverlay"), QString("V"));
    press(Qt::Key_S);
    QVERIFY(window_->view().outlinesOnly());
    QVERIFY(window_->view().overlayVisible());
    press(Qt::Key_V);
    QVERIFY(!window_->view().overlayVisible());
    // And from one that the user gave it to.
    pressFor("smooth", Qt::Key_S);
    QTest::keyClick(part<QPushButton>("keysTake"), Qt::Key_Space);
    QCOMPARE(keysOf("smooth"), QString("S"));
    QCOMPARE(keysOf("outlines"), QString());
}

void TestShortcuts::resetTakesBackWhatWasGivenAway() {
    pressFor("outlines", Qt::Key_S);
    QTest::mouseClick(part<QPushButton>("keysTake"), Qt::LeftButton);
    choose("showOverlay");
    QTest::mouseClick(part<QPushButton>("keysReset"), Qt::LeftButton);
    QVERIFY(part<QLabel>("keysConflict")->text().contains("S is a key of “Outlines only”"));
    QTest::mouseClick(part<QPushButton>("keysTake"), Qt::LeftButton);
    QCOMPARE(keysOf("showOverlay"), QString("S, V"));
    QCOMPARE(keysOf("outlines"), QString());
    choose("outlines");
    QTest::mouseClick(part<QPushButton>("keysReset"), Qt::LeftButton);
    QCOMPARE(window_->keys().differences(), 0);
}

void TestShortcuts::keyOfTheProgramIsRefused() {
    pressFor("outlines", Qt::Key_Space);
    QVERIFY(part<QLabel>("keysConflict")->text().contains("raw image"));
    QVERIFY(!part<QPushButton>("keysTake")->isVisible());
    pressFor("outlines", Qt::Key_F, Qt::AltModifier);
    QVERIFY(part<QLabel>("keysConflict")->text().contains("opens the menu File"));
    QCOMPARE(keysOf("outlines"), QString("W"));
}

void TestShortcuts::resetAllGivesThePresetBack() {
    openDialog();
    QVERIFY(!part<QPushButton>("keysResetAll")->isEnabled());
    window_->keys().setPreset(presetOf("webknossos"));
    pressFor("outlines", Qt::Key_X);
    pressFor("smooth", Qt::Key_F9);
    QTest::mouseClick(part<QPushButton>("keysResetAll"), Qt::LeftButton);
    auto* box = part<QMessageBox>("keysResetAllDialog");
    QCOMPARE(box->informativeText(), QString("2 commands have other keys now."));
    for (QAbstractButton* button : box->buttons()) {
        if (box->buttonRole(button) == QMessageBox::AcceptRole) button->click();
    }
    QCOMPARE(window_->keys().differences(), 0);
    QCOMPARE(keysOf("outlines"), QString("W"));
    QCOMPARE(keysOf("nextSlice"), QString("F, PgDown, Down, Right"));
}

// --- What shows keys ---

void TestShortcuts::searchFindsCommandsAndKeys() {
    openDialog();
    auto* table = part<QTableView>("keysTable");
    QVERIFY(part<QLineEdit>("keysSearch")->hasFocus());
    const auto search = [&](const QString& text) {
        part<QLineEdit>("keysSearch")->clear();
        QTest::keyClicks(part<QLineEdit>("keysSearch"), text);
        return table->model()->rowCount();
    };
    QCOMPARE(search("outl"), 1);
    QCOMPARE(table->model()->index(0, KeyTableModel::Command).data().toString(),
             QString("Outlines only"));
    QCOMPARE(search("ctrl+shift+p"), 1);
    QCOMPARE(table->model()->index(0, KeyTableModel::Command).data().toString(),
             QString("Copy position"));
    QCOMPARE(search("in the slice view"), static_cast<int>(std::ranges::count(
                                              actionEntries(), Scope::View, &ActionEntry::scope)));
    QCOMPARE(search("xyzzy"), 0);
    QCOMPARE(search(""), static_cast<int>(actionEntries().size()));
}

void TestShortcuts::helpAndTooltipsNameTheNewKey() {
    press(Qt::Key_F1, Qt::ShiftModifier);
    auto* list = part<QTextBrowser>("helpKeys");
    auto* tour = part<QTextBrowser>("helpTour");
    // Not that of HDF5.
    const QRegularExpression old("\\bF5\\b");
    QVERIFY(tour->toPlainText().contains("F5 runs the network"));
    QVERIFY(list->toPlainText().contains(old));
    pressFor("segment", Qt::Key_F8);
    QVERIFY(!tour->toPlainText().contains(old));
    QVERIFY(tour->toPlainText().contains("F8 runs the network"));
    QVERIFY(list->toPlainText().contains("F8"));
    QVERIFY(!list->toPlainText().contains(old));
    QVERIFY(window_->action("segment")->toolTip().endsWith("(F8)"));
    choose("segment");
    QTest::mouseClick(part<QPushButton>("keysRemove"), Qt::LeftButton);
    QVERIFY(tour->toPlainText().contains("Segment runs the network"));
    QVERIFY(!window_->action("segment")->toolTip().contains('('));
    QCOMPARE(part<QPushButton>("contrastAuto")->toolTip(),
             QString("Automatic contrast (Ctrl+Shift+C)"));
    pressFor("autoContrast", Qt::Key_F9);
    QCOMPARE(part<QPushButton>("contrastAuto")->toolTip(), QString("Automatic contrast (F9)"));
}

void TestShortcuts::signsAreCapturedWithoutShift() {
    const auto captured = [](Qt::Key key, Qt::KeyboardModifiers modifiers) {
        return keyOf(QKeyEvent(QEvent::KeyPress, key, modifiers)).toString();
    };
    QCOMPARE(captured(Qt::Key_Greater, Qt::ShiftModifier), QString(">"));
    QCOMPARE(captured(Qt::Key_K, Qt::ShiftModifier), QString("Shift+K"));
    QCOMPARE(captured(Qt::Key_F6, Qt::ShiftModifier | Qt::ControlModifier),
             QString("Ctrl+Shift+F6"));
    QCOMPARE(captured(Qt::Key_5, Qt::KeypadModifier), QString("5"));
    QCOMPARE(captured(Qt::Key_Control, Qt::ControlModifier), QString());
}

QTEST_MAIN(TestShortcuts)
#include "test_shortcuts.moc"
