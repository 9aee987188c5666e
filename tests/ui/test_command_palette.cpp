#include <QAction>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>
#include <QTest>

#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/command_palette.h"
#include "ui/destination.h"
#include "ui/fuzzy.h"
#include "ui/key_map.h"
#include "ui/main_window.h"
#include "ui/palette_model.h"

using namespace axolemma;
using namespace axolemma::test;

class TestCommandPalette : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void lettersInOrderFitAndStartsOfWordsFitBest();
    void linesAreReadAsSlicesAndPlaces_data();
    void linesAreReadAsSlicesAndPlaces();
    void whatIsExpectedIsSaidOfOtherLines();
    void runsACommandByAFewLetters();
    void showsTextMenuAndKeys();
    void arrowsChooseAndSkipWhatIsDisabled();
    void disabledCommandIsListedAndDoesNotRun();
    void escAndEmptyHandsChangeNothing();
    void numberGoesToASlice();
    void placeGoesToTheMiddleOfTheView();
    void placeOutsideSaysWhatIsInside();
    void lastUsedComesFirstAlsoAfterARestart();
    void clickRunsACommand();
    void everyCommandOfTheTableIsListed();
    void positionUnderTheMouseIsCopied();
    void middleOfTheViewIsCopiedWhenTheMouseIsElsewhere();
    void copiedPositionIsUnderstood();

  private:
    void start();
    void open(const QString& text = {});
    void key(Qt::Key key) { QTest::keyClick(part<QLineEdit>("paletteLine"), key); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QApplication::setActiveWindow(window_.get());
        window_->view().setFocus();
        QTest::keyClick(&window_->view(), key, modifiers);
    }
    bool isOpen() { return window_->findChild<CommandPalette*>() != nullptr; }
    QString shown(int row, int column = PaletteModel::Title) {
        return part<QTableView>("paletteList")->model()->index(row, column).data().toString();
    }
    QString current() { return shown(part<QTableView>("paletteList")->currentIndex().row()); }
    template <typename Widget>
    Widget* part(const char* name) {
        return partOf<Widget>(*window_, name);
    }

    OwnSettings settings_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
};

void TestCommandPalette::start() {
    document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
    window_ = std::make_unique<MainWindow>(*document_);
    showActive(*window_);
    QSignalSpy shown(window_.get(), &MainWindow::sliceShown);
    document_->setStack(gridStack());
    QTRY_COMPARE(shown.count(), 1);
}

void TestCommandPalette::init() {
    QSettings().clear();
    start();
}

void TestCommandPalette::cleanup() {
    window_.reset();
    document_.reset();
}

void TestCommandPalette::open(const QString& text) {
    QTRY_VERIFY(!isOpen());
    press(Qt::Key_P, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowExposed(part<CommandPalette>("commandPaletteDialog")));
    QTest::keyClicks(part<QLineEdit>("paletteLine"), text);
}

void TestCommandPalette::lettersInOrderFitAndStartsOfWordsFitBest() {
    QVERIFY(!fuzzyScore(u"sx", u"Segment"));
    QVERIFY(!fuzzyScore(u"tnemges", u"Segment"));
    QVERIFY(!fuzzyScore(u"a", u""));
    QVERIFY(fuzzyScore(u"SGT", u"Segment"));
    QCOMPARE(fuzzyScore(u" ", u"Segment"), std::optional(0));
    QVERIFY(fuzzyScore(u"el", u"Export labels") > fuzzyScore(u"el", u"Cancel"));
    QVERIFY(fuzzyScore(u"seg", u"Segment") > fuzzyScore(u"seg", u"Export segments"));
    QVERIFY(fuzzyScore(u"zoom in", u"Zoom in") > fuzzyScore(u"zoom in", u"Zoom of main"));
    // The best of all ways to find them, not the first one.
    QVERIFY(fuzzyScore(u"ep", u"Open sample, export picture") > fuzzyScore(u"ep", u"Deep sample"));
}

void TestCommandPalette::linesAreReadAsSlicesAndPlaces_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("x");
    QTest::addColumn<int>("y");
    QTest::addColumn<int>("z");
    QTest::newRow("slice") << " 7 " << -1 << -1 << 7;
    QTest::newRow("z") << "z 7" << -1 << -1 << 7;
    QTest::newRow("commas") << "10, 20, 7" << 10 << 20 << 7;
    QTest::newRow("tight") << "10,20,7" << 10 << 20 << 7;
    QTest::newRow("blanks") << "10 20   7" << 10 << 20 << 7;
    QTest::newRow("as in the status bar") << "x 10  y 20  z 7" << 10 << 20 << 7;
    QTest::newRow("brackets") << "[10; 20; 7]" << 10 << 20 << 7;
    QTest::newRow("parts of a voxel") << "10.5, 20.5, 7.5" << 10 << 20 << 7;
}

void TestCommandPalette::linesAreReadAsSlicesAndPlaces() {
    QFETCH(const QString, line);
    QFETCH(const int, x);
    QFETCH(const int, y);
    QFETCH(const int, z);
    const DestinationText read = readDestination(line, 64, 48, 12);
    QVERIFY(read.numeric);
    QVERIFY2(read.destination, qPrintable(read.problem));
    QCOMPARE(read.destination->z, z);
    QCOMPARE(read.destination->point.has_value(), x >= 0);
    if (x >= 0) QCOMPARE(read.destination->point->x, x);
    if (x >= 0) QCOMPARE(read.destination->point->y, y);
}

void TestCommandPalette::whatIsExpectedIsSaidOfOtherLines() {
    const auto problem = [](const char* line) { return readDestination(line, 64, 48, 12).problem; };
    const QString expected = "Write a slice, 0 to 11, or a place as x, y, z.";
    for (const char* line : {"", "here", "10, 20", "1, 2, 3, 4", "x 10", "1..2", "1e3"}) {
        QCOMPARE(problem(line), expected);
    }
    QCOMPARE(problem("12"), QString("There is no slice 12: slices are 0 to 11."));
    QCOMPARE(problem("-1"), QString("There is no slice -1: slices are 0 to 11."));
    QVERIFY(problem("99999999999999999999").startsWith("There is no slice"));
    QCOMPARE(problem("64, 0, 0"),
             QString("That lies outside of the stack: x is 0 to 63, y 0 to 47, z 0 to 11."));
    QCOMPARE(readDestination("3", 0, 0, 0).problem, QString("Open a stack first."));
    QVERIFY(!readDestination("zoom", 64, 48, 12).numeric);
    QVERIFY(readDestination("10, 2", 64, 48, 12).numeric);
}

void TestCommandPalette::runsACommandByAFewLetters() {
    open("outl");
    QCOMPARE(current(), QString("Outlines only"));
    key(Qt::Key_Return);
    QVERIFY(window_->view().outlinesOnly());
    QTRY_VERIFY(!isOpen());
    open("theme light");
    QCOMPARE(current(), QString("Light"));
    QCOMPARE(shown(0, PaletteModel::Menu), QString("View › Theme"));
    key(Qt::Key_Escape);
}

void TestCommandPalette::showsTextMenuAndKeys() {
    open("overlay");
    QCOMPARE(shown(0), QString("Overlay"));
    QCOMPARE(shown(0, PaletteModel::Menu), QString("View"));
    QCOMPARE(shown(0, PaletteModel::Keys), QString("S or V"));
    key(Qt::Key_Escape);
    window_->keys().assign(actionEntry("showOverlay"), *keysFromText("F9"));
    open("overlay");
    QCOMPARE(shown(0, PaletteModel::Keys), QString("F9"));
}

void TestCommandPalette::arrowsChooseAndSkipWhatIsDisabled() {
    open("do");
    // Undo and Redo cannot be run yet and are stepped over.
    QStringList stops{current()};
    for (int i = 0; i < 5; ++i) {
        key(Qt::Key_Down);
        stops << current();
    }
    QVERIFY(!stops.contains("Undo") && !stops.contains("Redo"));
    QVERIFY(stops[1] != stops[0]);
    for (int i = 0; i < 20; ++i) key(Qt::Key_Up);
    QCOMPARE(current(), stops.first());
    key(Qt::Key_Escape);
}

void TestCommandPalette::disabledCommandIsListedAndDoesNotRun() {
    QVERIFY(!window_->action("undo")->isEnabled());
    open("undo");
    QCOMPARE(shown(0), QString("Undo"));
    auto* list = part<QTableView>("paletteList");
    QVERIFY(!(list->model()->flags(list->model()->index(0, 0)) & Qt::ItemIsEnabled));
    QVERIFY(list->currentIndex().row() != 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 0)).center());
    QVERIFY(isOpen());
    key(Qt::Key_Escape);
}

void TestCommandPalette::escAndEmptyHandsChangeNothing() {
    open("qqqqqqq");
    QVERIFY(part<QWidget>("paletteNothing")->isVisible());
    key(Qt::Key_Return);
    QVERIFY(part<CommandPalette>("commandPaletteDialog")->isVisible());
    key(Qt::Key_Escape);
    QTRY_VERIFY(!isOpen());
    QCOMPARE(document_->slice(), 0);
    QVERIFY(!QSettings().contains("palette/recent"));
}

void TestCommandPalette::numberGoesToASlice() {
    open("8");
    QCOMPARE(current(), QString("Go to slice 8"));
    key(Qt::Key_Return);
    QCOMPARE(document_->slice(), 8);
    QTRY_VERIFY(!isOpen());
}

void TestCommandPalette::placeGoesToTheMiddleOfTheView() {
    for (const char* text : {"20, 30, 3", "20 30 3"}) {
        document_->setSlice(0);
        window_->view().fit();
        open(text);
        QCOMPARE(current(), QString("Go to x 20, y 30, z 3"));
        key(Qt::Key_Return);
        QCOMPARE(document_->slice(), 3);
        QCOMPARE(window_->view().transform().centreX, 20.5);
        QCOMPARE(window_->view().transform().centreY, 30.5);
    }
}

void TestCommandPalette::placeOutsideSaysWhatIsInside() {
    open("20, 30, 40");
    QCOMPARE(shown(0),
             QString("That lies outside of the stack: x is 0 to 63, y 0 to 47, z 0 to 11."));
    key(Qt::Key_Return);
    QVERIFY(isOpen());
    QCOMPARE(document_->slice(), 0);
    key(Qt::Key_Escape);
}

void TestCommandPalette::lastUsedComesFirstAlsoAfterARestart() {
    open("outl");
    key(Qt::Key_Return);
    open("zoom in");
    key(Qt::Key_Return);
    open();
    QCOMPARE(shown(0), QString("Zoom in"));
    QCOMPARE(shown(1), QString("Outlines only"));
    QCOMPARE(shown(2), QString("Open stack"));
    key(Qt::Key_Down);
    QCOMPARE(current(), QString("Outlines only"));
    key(Qt::Key_Return);
    QVERIFY(!window_->view().outlinesOnly());
    window_.reset();
    document_.reset();
    start();
    open();
    QCOMPARE(shown(0), QString("Outlines only"));
    QCOMPARE(shown(1), QString("Zoom in"));
}

void TestCommandPalette::clickRunsACommand() {
    open("next slice");
    auto* list = part<QTableView>("paletteList");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(0, 1)).center());
    QCOMPARE(document_->slice(), 1);
}

void TestCommandPalette::everyCommandOfTheTableIsListed() {
    open();
    QStringList titles;
    const int rows = part<QTableView>("paletteList")->model()->rowCount();
    for (int row = 0; row < rows; ++row) titles << shown(row);
    for (const ActionEntry& entry : actionEntries()) {
        if (QString(entry.name) == "commandPalette") continue;
        const QString title = plainText(window_->action(entry.name)->text());
        QVERIFY2(titles.contains(title), qPrintable(title));
    }
    QVERIFY(titles.contains("Neurons"));
    key(Qt::Key_Escape);
}

// --- Copy position ---

void TestCommandPalette::positionUnderTheMouseIsCopied() {
    document_->setSlice(4);
    QTest::mouseMove(&window_->view(), screenOf(window_->view(), 5, 6));
    QTest::mouseMove(&window_->view(), screenOf(window_->view(), 10, 20));
    QTRY_VERIFY(window_->view().underMouse());
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("10, 20, 4"));
    QVERIFY(window_->statusBar()->currentMessage().contains("10, 20, 4"));
}

void TestCommandPalette::middleOfTheViewIsCopiedWhenTheMouseIsElsewhere() {
    window_->view().zoomBy(4);
    window_->view().centreOn({12, 34, 0});
    QTest::mouseMove(part<QWidget>("neuronsDock"));
    QTRY_VERIFY(!window_->view().underMouse());
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("12, 34, 0"));
}

void TestCommandPalette::copiedPositionIsUnderstood() {
    document_->setSlice(4);
    window_->view().centreOn({12, 34, 4});
    QTest::mouseMove(part<QWidget>("neuronsDock"));
    QTRY_VERIFY(!window_->view().underMouse());
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    document_->setSlice(0);
    window_->view().fit();
    open();
    part<QLineEdit>("paletteLine")->paste();
    key(Qt::Key_Return);
    QCOMPARE(document_->slice(), 4);
    QCOMPARE(window_->view().transform().centreX, 12.5);
}

QTEST_MAIN(TestCommandPalette)
#include "test_command_palette.moc"
