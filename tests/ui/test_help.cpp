#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabWidget>
#include <QTest>
#include <QTextBrowser>

#include "core/version.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/about_dialog.h"
#include "ui/help_page.h"
#include "ui/key_map.h"
#include "ui/main_window.h"
#include "ui/shortcuts.h"

using namespace axolemma;
using namespace axolemma::test;

class TestHelp : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void f1OpensTheTourAndShiftF1TheKeys();
    void everyKeyThatIsBoundIsListed();
    void everyEntryOfTheTableIsAnAction();
    void noTwoActionsShareAKey();
    void tourNamesTheKeysThatAreBound();
    void aboutTellsVersionsLicencesAndCitation();
    void aboutDoesNotLoadLibTorch();
    void versionsCanBeCopied();

  private:
    template <typename Widget>
    Widget* part(const char* name) {
        return partOf<Widget>(*window_, name);
    }

    OwnSettings settings_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
};

void TestHelp::init() {
    QSettings().clear();
    document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
    window_ = std::make_unique<MainWindow>(*document_);
    showActive(*window_);
}

void TestHelp::cleanup() {
    window_.reset();
    document_.reset();
}

void TestHelp::f1OpensTheTourAndShiftF1TheKeys() {
    QTest::keyClick(window_.get(), Qt::Key_F1);
    QVERIFY(part<HelpPage>("helpPage")->isVisible());
    QVERIFY(part<QTextBrowser>("helpTour")->isVisible());
    QApplication::setActiveWindow(window_.get());
    QTest::keyClick(window_.get(), Qt::Key_F1, Qt::ShiftModifier);
    QVERIFY(part<QTextBrowser>("helpKeys")->isVisible());
    QCOMPARE(window_->findChildren<HelpPage*>().size(), 1);
    QTest::keyClick(part<HelpPage>("helpPage"), Qt::Key_Escape);
    QTRY_VERIFY(!window_->findChild<HelpPage*>());
}

void TestHelp::everyKeyThatIsBoundIsListed() {
    HelpPage page(window_->keys());
    const QString listed = page.findChild<QTextBrowser*>("helpKeys")->toPlainText();
    int keys = 0;
    const auto actions = window_->findChildren<QAction*>(Qt::FindDirectChildrenOnly);
    for (const QAction* action : actions) {
        for (const QKeySequence& key : action->shortcuts()) {
            ++keys;
            QVERIFY2(listed.contains(key.toString(QKeySequence::NativeText)),
                     qPrintable(action->objectName() + " " + key.toString()));
        }
    }
    QVERIFY(keys > 20);
    for (const GestureEntry& gesture : gestureEntries()) {
        QVERIFY(listed.contains(gesture.gesture));
        QVERIFY(listed.contains(gesture.effect));
    }
}

void TestHelp::everyEntryOfTheTableIsAnAction() {
    for (const ActionEntry& entry : actionEntries()) {
        const auto* action = window_->findChild<QAction*>(entry.name);
        QVERIFY2(action, entry.name);
        QCOMPARE(action->shortcuts(), entry.keySequences());
    }
}

void TestHelp::noTwoActionsShareAKey() {
    QMap<QString, QString> owners;
    for (const ActionEntry& entry : actionEntries()) {
        for (const QKeySequence& key : entry.keySequences()) {
            const QString name = key.toString();
            QVERIFY2(!owners.contains(name), qPrintable(name + " " + entry.name));
            owners[name] = entry.name;
        }
    }
}

void TestHelp::tourNamesTheKeysThatAreBound() {
    QTextBrowser browser;
    browser.setHtml(tourHtml(window_->keys()));
    const QString tour = browser.toPlainText();
    for (const char* name : {"open", "fit", "segment", "cancel", "showOverlay", "exportLabels"}) {
        QVERIFY(tour.contains(
            actionEntry(name).keySequences().first().toString(QKeySequence::NativeText)));
    }
    QVERIFY2(!tour.contains('%'), qPrintable(tour));
}

void TestHelp::aboutTellsVersionsLicencesAndCitation() {
    window_->action("about")->trigger();
    auto* about = part<AboutDialog>("aboutDialog");
    QVERIFY(about->isVisible());
    QString all;
    const auto labels = about->findChildren<QLabel*>();
    for (const QLabel* label : labels) all += label->text() + '\n';
    QVERIFY(all.contains(QString("Axolemma ") + kVersion));
    for (const char* library : {"Qt", "VTK", "ITK", "libtiff", "HDF5", "LibTorch", "oneDNN"}) {
        const QRegularExpression version(QString("\\b%1 \\d+\\.\\d+(\\.\\d+)?\\b").arg(library));
        QVERIFY2(version.match(all).hasMatch(), library);
    }
    QVERIFY(all.contains("BSD 3-Clause"));
    QVERIFY(all.contains("non-commercial"));
    QVERIFY(all.contains("Arganda-Carreras"));
    QVERIFY(all.contains("Cardona"));
}

void TestHelp::aboutDoesNotLoadLibTorch() {
    window_->action("about")->trigger();
    QFile maps("/proc/self/maps");
    QVERIFY(maps.open(QFile::ReadOnly));
    const QByteArray loaded = maps.readAll();
    QVERIFY(loaded.contains("libQt6Widgets"));
    QVERIFY(!loaded.contains("libtorch"));
}

void TestHelp::versionsCanBeCopied() {
    window_->action("about")->trigger();
    QTest::mouseClick(part<QPushButton>("aboutCopy"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text().split('\n'), versionLines());
}

QTEST_MAIN(TestHelp)
#include "test_help.moc"
