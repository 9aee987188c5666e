#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "segmentation/library.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/main_window.h"
#include "ui/segmentation_panel.h"
#include "ui/theme.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

namespace {

/// WCAG's contrast of two colours, 1 to 21.
double contrastOf(const QColor& a, const QColor& b) {
    const auto luminance = [](const QColor& colour) {
        const auto linear = [](double value) {
            return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
               0.0722 * linear(colour.blueF());
    };
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

/// The strongest contrast of what a button shows to the window it lies on.
double contrastOfIcon(QAbstractButton* button) {
    const QImage shown = button->icon()
                             .pixmap(button->iconSize(), 1.0, QIcon::Normal)
                             .toImage()
                             .convertToFormat(QImage::Format_ARGB32);
    double best = 0;
    for (int y = 0; y < shown.height(); ++y) {
        for (int x = 0; x < shown.width(); ++x) {
            const QColor pixel = shown.pixelColor(x, y);
            if (pixel.alpha() < 200) continue;
            best = std::max(best, contrastOf(pixel, button->palette().color(QPalette::Window)));
        }
    }
    return best;
}

}  // namespace

class TestPanels : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void ownModelWithTheNameOfAShippedOneCanBeChosen();
    void leavingTheDialogForOtherModelsKeepsTheChoice();
    void deviceOfTheCommandLineIsNotReplaced();
    void wheelOverANumberScrollsThePanelUntilTheNumberIsChosen();
    void mapIsComputedForASliceThatIsNotSegmented();
    void anotherModelMakesOldMapsStale();
    void smallWindowStaysSmallDuringARun();
    void lowWindowScrollsTheDisplayPanel();
    void firstWindowFitsTheScreen();
    void textIsReadableInBothThemes();
    void iconsOfDialogsAreReadableInBothThemes();

  private:
    void openGrid();
    template <typename Widget>
    Widget* part(const char* name) {
        return partOf<Widget>(*window_, name);
    }
    SegmentationPanel* panel() { return part<SegmentationPanel>("segmentationPanel"); }
    /// Chooses the item of a combo box by keys, as a user does.
    static void choose(QComboBox* box, int index) {
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < index; ++i) QTest::keyClick(box, Qt::Key_Down);
    }

    OwnSettings settings_;
    QTemporaryDir data_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
};

void TestPanels::init() {
    QSettings().clear();
    qputenv("XDG_DATA_HOME", data_.path().toUtf8());
    const fs::path own = fs::path(data_.path().toStdString()) / "axolemma" / "models";
    fs::remove_all(own);
    fs::create_directories(own);
    QVERIFY(!availableModels().empty());
    fs::copy_file(availableModels().front().path, own / "default.axomodel");
    fs::copy_file(availableModels().front().path, own / "tissue.axomodel");
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
    window_ = std::make_unique<MainWindow>(*document_);
    showActive(*window_);
}

void TestPanels::cleanup() {
    window_.reset();
    document_.reset();
    applyTheme(Theme::Light);
}

void TestPanels::openGrid() {
    document_->setStack(gridStack());
    document_->setContrast({0, 255});
}

void TestPanels::ownModelWithTheNameOfAShippedOneCanBeChosen() {
    auto* models = part<QComboBox>("model");
    const fs::path own =
        fs::path(data_.path().toStdString()) / "axolemma" / "models" / "default.axomodel";
    QCOMPARE(panel()->settings().model, std::string("default"));
    const int index = models->findText("Default (your own)");
    QVERIFY(index > 0);
    choose(models, index);
    QCOMPARE(panel()->settings().model, own.string());
    QCOMPARE(findModel(panel()->settings().model), own);
    // It is still the choice in the next session.
    const SegmentationPanel next(*document_);
    QCOMPARE(next.settings().model, own.string());
}

void TestPanels::leavingTheDialogForOtherModelsKeepsTheChoice() {
    auto* models = part<QComboBox>("model");
    choose(models, models->findText("tissue"));
    QCOMPARE(panel()->settings().model, std::string("tissue"));
    QTest::keyClick(models, Qt::Key_Down);
    QTRY_VERIFY(window_->findChild<QFileDialog*>("modelDialog"));
    auto* dialog = part<QFileDialog>("modelDialog");
    QTRY_VERIFY(dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!window_->findChild<QFileDialog*>("modelDialog"));
    QCOMPARE(models->currentText(), QString("tissue"));
    QCOMPARE(panel()->settings().model, std::string("tissue"));
}

void TestPanels::deviceOfTheCommandLineIsNotReplaced() {
    SegmentationSettings settings;
    settings.options.device = "cuda:1";
    window_->setSegmentation(settings);
    QCOMPARE(panel()->settings().options.device, std::string("cuda:1"));
    QCOMPARE(part<QComboBox>("device")->currentText(), QString("cuda:1"));
}

void TestPanels::wheelOverANumberScrollsThePanelUntilTheNumberIsChosen() {
    auto* minutes = part<QDoubleSpinBox>("teachingMinutes");
    part<QDockWidget>("teachingDock")->raise();
    QTRY_VERIFY(minutes->isVisible());
    window_->view().setFocus();
    const double before = minutes->value();
    wheel(minutes, minutes->rect().center(), -1);
    QCOMPARE(minutes->value(), before);
    QVERIFY(!minutes->hasFocus());
    minutes->setFocus();
    wheel(minutes, minutes->rect().center(), -1);
    QVERIFY(minutes->value() < before);
}

void TestPanels::mapIsComputedForASliceThatIsNotSegmented() {
    openGrid();
    document_->setSlice(5);
    choose(part<QComboBox>("overlayKind"), 1);
    QCOMPARE(window_->view().overlayKind(), OverlayKind::Probability);
    QTRY_VERIFY(document_->outputMap(Output::Fused, 5));
    QTRY_VERIFY(!document_->busy());
    QVERIFY(document_->segmentation()->empty());
    window_->view().setOverlayOpacity(1);
    window_->view().repaint();
    const Rgba expected = probabilityColours()[(*document_->outputMap(Output::Fused, 5))(24, 24)];
    const QImage frame = window_->view().grabFramebuffer();
    QVERIFY(near(shownAt(window_->view(), frame, 24, 24).red(), expected.r));
    QTest::mouseMove(&window_->view(), screenOf(window_->view(), 24, 24));
    QTRY_COMPARE(part<QLabel>("statusCell")->text(), QString("P(cell) 0.90"));
    document_->setSlice(6);
    QVERIFY(part<QPushButton>("computeOutput")->isVisible());
    // A run makes the map of every slice.
    QTest::keyClick(&window_->view(), Qt::Key_F5);
    QTRY_VERIFY(!document_->busy() && !document_->segmentation()->empty());
    QVERIFY(!part<QPushButton>("computeOutput")->isVisible());
}

void TestPanels::anotherModelMakesOldMapsStale() {
    openGrid();
    choose(part<QComboBox>("overlayKind"), 2);
    QTRY_VERIFY(document_->outputMap(Output::C1, 0));
    QTRY_VERIFY(!part<QPushButton>("computeOutput")->isVisible());
    auto* models = part<QComboBox>("model");
    choose(models, models->findText("tissue"));
    QVERIFY(!document_->outputMap(Output::C1, 0));
    QVERIFY(part<QPushButton>("computeOutput")->isVisible());
}

void TestPanels::smallWindowStaysSmallDuringARun() {
    openGrid();
    const QSize small(1024, 700);
    window_->resize(small);
    network_->allowed = 1;
    QTest::keyClick(&window_->view(), Qt::Key_F5);
    QTRY_VERIFY(part<QWidget>("jobStrip")->isVisible());
    Q_EMIT document_->jobProgress({"Segmenting", 0.5, "slice 1234 of 4321", 1e4});
    QTest::mouseMove(&window_->view(), screenOf(window_->view(), 24, 24));
    QTest::qWait(50);
    QCOMPARE(window_->size(), small);
    const QSize least = window_->minimumSizeHint();
    QVERIFY2(least.width() <= small.width() && least.height() <= small.height(),
             qPrintable(QString("%1 x %2").arg(least.width()).arg(least.height())));
    QVERIFY(part<QWidget>("jobCancel")->isVisible());
    auto* text = part<QLabel>("jobText");
    const QString read =
        text->fontMetrics().elidedText(text->text(), Qt::ElideRight, text->width());
    QVERIFY2(read.startsWith("Segmenting, 167 min left"), qPrintable(read));
}

void TestPanels::lowWindowScrollsTheDisplayPanel() {
    openGrid();
    auto* display = part<QWidget>("displayPanel");
    auto* outlines = part<QCheckBox>("overlayOutlines");
    window_->resize(1360, 900);
    QTRY_COMPARE(outlines->visibleRegion().boundingRect().size(), outlines->size());
    window_->resize(1024, 640);
    QTRY_VERIFY(outlines->visibleRegion().isEmpty());
    QVERIFY(
        part<QTableView>("neuronTable")->parentWidget()->visibleRegion().boundingRect().height() >
        40);
    const QPoint middle(display->width() / 2, 4);
    for (int i = 0; i < 20; ++i) wheel(display->parentWidget(), middle, -1);
    QTRY_COMPARE(outlines->visibleRegion().boundingRect().size(), outlines->size());
}

void TestPanels::firstWindowFitsTheScreen() {
    const QSize available = window_->screen()->availableSize();
    const QSize first = window_->frameGeometry().size();
    QVERIFY2(first.width() <= available.width() && first.height() <= available.height(),
             qPrintable(QString("%1 x %2").arg(first.width()).arg(first.height())));
}

void TestPanels::textIsReadableInBothThemes() {
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        applyTheme(theme);
        const QPalette palette = QApplication::palette();
        for (const auto paper : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
            for (const auto ink :
                 {QPalette::WindowText, QPalette::PlaceholderText, QPalette::Link}) {
                const double contrast = contrastOf(palette.color(ink), palette.color(paper));
                QVERIFY2(contrast >= 4.5,
                         qPrintable(QString("%1 on %2: %3").arg(ink).arg(paper).arg(contrast)));
            }
        }
    }
}

void TestPanels::iconsOfDialogsAreReadableInBothThemes() {
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        applyTheme(theme);
        QFileDialog dialog(window_.get());
        dialog.setOption(QFileDialog::DontUseNativeDialog);
        dialog.show();
        int seen = 0;
        for (auto* button : dialog.findChildren<QToolButton*>()) {
            if (!button->isVisible() || button->icon().isNull()) continue;
            ++seen;
            QVERIFY2(contrastOfIcon(button) >= 3, qPrintable(button->objectName()));
        }
        QVERIFY(seen >= 5);
        QDialogButtonBox box(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
        QVERIFY(box.button(QDialogButtonBox::Ok)->icon().isNull());
        for (auto* button : window_->findChildren<QAbstractButton*>("qt_dockwidget_closebutton")) {
            QVERIFY2(contrastOfIcon(button) >= 3, "the button that closes a dock");
        }
    }
}

QTEST_MAIN(TestPanels)
#include "test_panels.moc"
