#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>
#include <filesystem>

#include "core/io/stack_writer.h"
#include "core/synthetic_stack.h"
#include "segmentation/foreign_model.h"
#include "segmentation/model_store.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/main_window.h"
#include "ui/model_dialog.h"
#include "ui/segmentation_panel.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

/// As they are listed.
const QStringList kShipped{"default", "accurate", "fast"};

}  // namespace

/// Models that come, are looked at, used and go, by keys and mouse; those of others are made by
/// tests/app/make_foreign.py.
class TestModelDialog : public QObject {
    Q_OBJECT

    std::unique_ptr<OwnSettings> settings_;
    std::unique_ptr<QTemporaryDir> data_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
    QTemporaryDir files_;
    bool foreign_ = false;

    template <typename T>
    T* part(const char* name) {
        return partOf<T>(*window_, name);
    }
    QListWidget* list() { return part<QListWidget>("modelsList"); }
    QString facts() { return part<QLabel>("modelFacts")->text(); }
    QString state() { return part<QLabel>("modelState")->text(); }
    void click(const char* name) {
        auto* button = part<QAbstractButton>(name);
        QVERIFY2(button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QStringList names() {
        QStringList names;
        for (int i = 0; i < list()->count(); ++i) names << list()->item(i)->text();
        return names;
    }
    void showModels() {
        QTest::mouseClick(part<QToolButton>("manageModels"), Qt::LeftButton);
        QVERIFY(QTest::qWaitForWindowExposed(part<ModelDialog>("modelsDialog")));
        QTRY_VERIFY(list()->count() > 0 && list()->isEnabled());
    }
    void choose(const QString& name) {
        const auto found = list()->findItems(name, Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        const QRect at = list()->visualItemRect(found.front());
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, at.center());
        QCOMPARE(part<QLabel>("modelTitle")->text(), name);
    }
    /// Types a name into a file dialog.
    void answer(const char* dialogName, const QString& file) {
        QTRY_VERIFY(window_->findChild<QFileDialog*>(dialogName));
        auto* dialog = part<QFileDialog>(dialogName);
        QTRY_VERIFY(dialog->isVisible());
        auto* line = dialog->findChild<QLineEdit*>("fileNameEdit");
        line->setText(file);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!window_->findChild<QFileDialog*>(dialogName));
    }
    void import(const QString& file) {
        click("modelImport");
        answer("modelImportDialog", file);
    }
    void trust() { QTest::keyClick(part<QCheckBox>("foreignTrust"), Qt::Key_Space); }
    QPushButton* tryIt() { return part<QPushButton>("foreignImport"); }

    /// Fills the form for good04.zip, which says neither what it gives nor for which pixels.
    void answerForOlderBlur() {
        QTRY_VERIFY(window_->findChild<QDialog*>("foreignDialog"));
        QVERIFY(!tryIt()->isEnabled());
        QTest::keyClick(part<QComboBox>("foreignMeaning"), Qt::Key_C);
        QCOMPARE(part<QComboBox>("foreignMeaning")->currentText(), QString("Cell"));
        auto* size = part<QDoubleSpinBox>("foreignPixelSize");
        size->selectAll();
        QTest::keyClicks(size, "4");
        QVERIFY(!tryIt()->isEnabled());
        trust();
        QVERIFY(tryIt()->isEnabled());
    }

  private Q_SLOTS:
    void initTestCase() {
        QProcess process;
        process.start("/usr/bin/python3", {"-c", "import torch"});
        process.waitForFinished(120'000);
        foreign_ = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
        if (!foreign_) return;
        process.start("/usr/bin/python3", {AXOLEMMA_MAKE_FOREIGN, files_.path()});
        QVERIFY(process.waitForFinished(300'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    void init() {
        settings_ = std::make_unique<OwnSettings>();
        data_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", data_->path().toUtf8());
        document_ = std::make_unique<Document>();
        document_->keepProjectsIn(data_->filePath("projects").toStdString());
        window_ = std::make_unique<MainWindow>(*document_);
        window_->resize(1280, 900);
        showActive(*window_);
    }
    void cleanup() {
        window_.reset();
        document_.reset();
    }

    void shippedModelSaysWhatItIsAndIsOnlyRead() {
        showModels();
        QCOMPARE(part<QLabel>("modelTitle")->text(), QString("default"));
        for (const char* said : {"V_Rand", "4 nm", "Pixel size", "Licence", "Citation", "MB"})
            QVERIFY2(facts().contains(said), said);
        QVERIFY(!part<QPushButton>("modelRename")->isEnabled());
        QVERIFY(!part<QPushButton>("modelRemove")->isEnabled());
        click("modelTime");
        QTRY_VERIFY_WITH_TIMEOUT(facts().contains("512 × 512 pixels"), 60000);
    }

    void modelFileIsImportedRenamedUsedAndRemoved() {
        const QString file = files_.filePath("tissue.axomodel");
        exportModel("default", file.toStdString(), true);
        showModels();
        import(file);
        QTRY_VERIFY(names().contains("tissue") && list()->isEnabled());
        QCOMPARE(list()->currentItem()->text(), QString("tissue"));

        click("modelRename");
        auto* dialog = part<QInputDialog>("modelNameDialog");
        QTRY_VERIFY(dialog->isVisible());
        auto* line = dialog->findChild<QLineEdit*>();
        line->selectAll();
        QTest::keyClicks(line, "cortex");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(names(), kShipped + QStringList("cortex"));
        QTRY_VERIFY(list()->isEnabled());

        click("modelUse");
        QTRY_VERIFY(!window_->findChild<ModelDialog*>());
        QCOMPARE(part<SegmentationPanel>("segmentationPanel")->settings().model,
                 std::string("cortex"));

        showModels();
        choose("cortex");
        click("modelRemove");
        QTRY_VERIFY(window_->findChild<QMessageBox*>("questionDialog"));
        click("questionDeed");
        QTRY_COMPARE(names(), kShipped);
        // What is gone cannot be chosen any more.
        QCOMPARE(part<SegmentationPanel>("segmentationPanel")->settings().model,
                 std::string("default"));
    }

    void fileThatIsNoModelIsRefusedWithASentence() {
        const QString file = files_.filePath("notes.axomodel");
        QFile notes(file);
        QVERIFY(notes.open(QIODevice::WriteOnly));
        notes.write("no model");
        notes.close();
        showModels();
        import(file);
        QTRY_VERIFY(window_->findChild<QMessageBox*>("errorDialog"));
        QVERIFY(part<QMessageBox>("errorDialog")->text().contains(file));
        QTest::keyClick(part<QMessageBox>("errorDialog"), Qt::Key_Return);
        QTRY_VERIFY(!window_->findChild<QMessageBox*>("errorDialog"));
        QCOMPARE(names(), kShipped);
    }

    void strangersModelIsAskedAboutTriedAndUsed() {
        if (!foreign_) QSKIP("python3-torch, which makes models of others, is not installed.");
        showModels();
        import(files_.filePath("good04.zip"));
        answerForOlderBlur();
        click("foreignImport");
        QTRY_VERIFY_WITH_TIMEOUT(names().contains("an older blur"), 60000);
        QTRY_VERIFY(state().contains("test output differs"));
        QVERIFY(facts().contains("TorchScript of others"));
        click("modelUse");
        document_->setStack(makeSyntheticStack({.width = 96, .height = 80, .depth = 3}).images);
        click("segmentButton");
        QTRY_VERIFY_WITH_TIMEOUT(
            !document_->busy() && document_->segmentation()->segmentedSlices() == 3, 60000);
        QVERIFY(!window_->findChild<QMessageBox*>("errorDialog"));
        // The work that was begun with it goes on with it.
        QCOMPARE(document_->projectSetting("model"), std::string("an older blur"));
    }

    void channelsAreOfferedByTheirNames() {
        if (!foreign_) QSKIP("python3-torch, which makes models of others, is not installed.");
        showModels();
        import(files_.filePath("channels.zip"));
        QTRY_VERIFY(window_->findChild<QDialog*>("foreignDialog"));
        auto* channel = part<QComboBox>("foreignChannel");
        auto* meaning = part<QComboBox>("foreignMeaning");
        QCOMPARE(channel->count(), 2);
        QCOMPARE(meaning->currentIndex(), -1);
        QTest::keyClick(channel, Qt::Key_Down);
        QCOMPARE(channel->currentText(), QString("1: membrane"));
        QCOMPARE(meaning->currentText(), QString("Membrane"));
        QCOMPARE(part<QDoubleSpinBox>("foreignPixelSize")->value(), 4.0);
        trust();
        click("foreignImport");
        QTRY_VERIFY_WITH_TIMEOUT(names().contains("a blur"), 60000);
        const ForeignModel model = readForeignModel(pathInStore("a blur", true));
        QCOMPARE(model.use.channel, 1);
        QVERIFY(model.use.membrane);
    }

    void plainTorchScriptAsksForItsNormalisation() {
        if (!foreign_) QSKIP("python3-torch, which makes models of others, is not installed.");
        showModels();
        import(files_.filePath("plain.pt"));
        answerForOlderBlur();
        QTest::keyClick(part<QComboBox>("foreignBefore"), Qt::Key_M);
        QTest::keyClick(part<QComboBox>("foreignAfter"), Qt::Key_Down);
        click("foreignImport");
        QTRY_VERIFY_WITH_TIMEOUT(names().contains("plain"), 60000);
        const ForeignUse use = readForeignModel(pathInStore("plain", true)).use;
        QCOMPARE(use.before.size(), std::size_t(1));
        QVERIFY(use.before.front().kind == Operation::Kind::ZeroMeanUnitVariance);
        QVERIFY(use.after.front().kind == Operation::Kind::Sigmoid);
    }

    void modelThatLoopsIsCancelledAndNotKept() {
        if (!foreign_) QSKIP("python3-torch, which makes models of others, is not installed.");
        showModels();
        import(files_.filePath("loops.zip"));
        QTRY_VERIFY(window_->findChild<QDialog*>("foreignDialog"));
        trust();
        click("foreignImport");
        QTRY_VERIFY(part<QPushButton>("modelCancel")->isVisible());
        // The window lives on meanwhile.
        QTest::qWait(1500);
        QVERIFY(part<QPushButton>("modelCancel")->isVisible());
        QTest::mouseClick(part<QPushButton>("modelCancel"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(list()->isEnabled(), 10000);
        QCOMPARE(names(), kShipped);
    }

    void packageIsWrittenOnceTheZooKnowsEnough() {
        showModels();
        click("modelExport");
        const QString file = files_.filePath("default.zip");
        answer("modelExportDialog", file);
        QTRY_VERIFY(window_->findChild<QDialog*>("packageDialog"));
        auto* go = part<QPushButton>("packageExport");
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(part<QLineEdit>("packageAuthors"), "Ada Lovelace; S. Cajal");
        part<QLineEdit>("packageLicence")->clear();
        QTest::keyClicks(part<QLineEdit>("packageLicence"), "CC-BY-NC-4.0");
        QVERIFY(!go->isEnabled());
        QTest::keyClicks(part<QLineEdit>("packageUrl"), "https://example.org");
        QVERIFY(go->isEnabled());
        QTest::mouseClick(go, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state().contains("was written to"), 120000);
        QVERIFY(QFileInfo(file).size() > 1'000'000);
    }

    void projectBringsItsModelBack() {
        auto* panel = part<SegmentationPanel>("segmentationPanel");
        importModel(findModel("default"), "tissue");
        panel->refreshModels();
        const std::filesystem::path file = data_->filePath("grid.tif").toStdString();
        writeStack(file, gridStack());
        const auto open = [&](const std::filesystem::path& path) {
            window_->open({path});
            QTRY_VERIFY(!document_->busy() && document_->hasStack());
        };
        open(file);
        Edit edit;
        edit.name = "Paint";
        edit.place = {1, 1, 0};
        edit.said.emplace_back(PixelAssertion{0, PixelRuns({{8, 8, 12}}), PixelClaim::Boundary});
        QVERIFY(document_->apply(edit));
        panel->chooseModel("tissue");
        const std::filesystem::path project = data_->filePath("mine.axo").toStdString();
        QSignalSpy saved(document_.get(), &Document::projectSaved);
        document_->saveProjectAs(project);
        QTRY_COMPARE(saved.count(), 1);

        writeStack(data_->filePath("other.tif").toStdString(), gridStack(3));
        open(data_->filePath("other.tif").toStdString());
        panel->chooseModel("default");
        open(project);
        QTRY_COMPARE(panel->settings().model, std::string("tissue"));
        QTRY_COMPARE(part<QComboBox>("model")->currentText(), QString("tissue"));
    }
};

QTEST_MAIN(TestModelDialog)
#include "test_model_dialog.moc"
