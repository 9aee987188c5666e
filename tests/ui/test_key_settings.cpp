#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <set>

#include "tests/ui/key_support.h"

using namespace axolemma;
using namespace axolemma::test;

class TestKeySettings : public QObject, private KeyWindow {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void noTwoCommandsOfAPresetShareAKey_data();
    void noTwoCommandsOfAPresetShareAKey();
    void presetNamesCommandsAndKeysThatExist_data() { noTwoCommandsOfAPresetShareAKey_data(); }
    void presetNamesCommandsAndKeysThatExist();
    void noPresetLeavesACommandWithoutItsLastKey_data() { noTwoCommandsOfAPresetShareAKey_data(); }
    void noPresetLeavesACommandWithoutItsLastKey();
    void presetChangesKeysAndKeepsWhatTheUserChose();
    void keysSurviveARestart();
    void onlyDifferencesAreStored();
    void damagedSettingsFallBackToThePreset_data();
    void damagedSettingsFallBackToThePreset();
    void choiceIsKeptWhereANewerCommandWantsItsKey();
};

void TestKeySettings::init() {
    QSettings().clear();
    start();
}

void TestKeySettings::cleanup() {
    window_.reset();
    document_.reset();
}

void TestKeySettings::noTwoCommandsOfAPresetShareAKey_data() {
    QTest::addColumn<int>("preset");
    for (std::size_t i = 0; i < keyPresets().size(); ++i) {
        QTest::newRow(keyPresets()[i].id) << static_cast<int>(i);
    }
}

void TestKeySettings::noTwoCommandsOfAPresetShareAKey() {
    QFETCH(const int, preset);
    KeyMap& keys = window_->keys();
    keys.setPreset(keyPresets()[static_cast<std::size_t>(preset)]);
    int bound = 0;
    for (const ActionEntry& one : actionEntries()) {
        for (const ActionEntry& other : actionEntries()) {
            if (&one == &other || !activeTogether(one.scope, other.scope)) continue;
            for (const QKeySequence& key : keys.keysOf(one)) {
                ++bound;
                QVERIFY2(!keys.keysOf(other).contains(key),
                         qPrintable(key.toString() + ": " + one.name + ", " + other.name));
            }
        }
        QVERIFY2(keys.conflictsOf(one, keys.keysOf(one)).empty(), one.name);
        QCOMPARE(window_->action(one.name)->shortcuts(), keys.keysOf(one));
    }
    QVERIFY(bound > 100);
    QCOMPARE(keys.differences(), 0);
}

void TestKeySettings::presetNamesCommandsAndKeysThatExist() {
    QFETCH(const int, preset);
    std::set<QString> names;
    for (const PresetKeys& named : keyPresets()[static_cast<std::size_t>(preset)].keys) {
        QVERIFY2(window_->findChild<QAction*>(named.action), named.action);
        QVERIFY2(keysFromText(named.keys), named.keys);
        QVERIFY2(names.insert(named.action).second, named.action);
        window_->keys().setPreset(keyPresets()[static_cast<std::size_t>(preset)]);
        // Nothing that the preset itself gives away twice.
        QCOMPARE(keysOf(named.action), QString(named.keys));
    }
}

void TestKeySettings::noPresetLeavesACommandWithoutItsLastKey() {
    QFETCH(const int, preset);
    window_->keys().setPreset(keyPresets()[static_cast<std::size_t>(preset)]);
    for (const ActionEntry& entry : actionEntries()) {
        QVERIFY2(
            !window_->keys().keysOf(entry).isEmpty() || entry.keySequences().isEmpty(),
            qPrintable(QString("%1 has no key: give it one in key_presets.cpp").arg(entry.name)));
    }
}

// --- Settings ---

void TestKeySettings::presetChangesKeysAndKeepsWhatTheUserChose() {
    pressFor("outlines", Qt::Key_X);
    auto* preset = part<QComboBox>("keysPreset");
    QCOMPARE(preset->currentText(), QString("Default"));
    preset->setFocus();
    QTest::keyClick(preset, Qt::Key_Down);
    QCOMPARE(preset->currentText(), QString("webKnossos"));
    press(Qt::Key_F);
    QCOMPARE(document_->slice(), 1);
    press(Qt::Key_D);
    QCOMPARE(document_->slice(), 0);
    press(Qt::Key_3);
    QVERIFY(!window_->view().overlayVisible());
    press(Qt::Key_X);
    QVERIFY(window_->view().outlinesOnly());
    const double scale = window_->view().transform().scale;
    press(Qt::Key_I);
    QVERIFY(window_->view().transform().scale > scale);
    QApplication::setActiveWindow(part<KeyDialog>("keyDialog"));
    QTest::keyClick(preset, Qt::Key_Down);
    QCOMPARE(preset->currentText(), QString("ITK-SNAP"));
    press(Qt::Key_PageUp);
    QCOMPARE(document_->slice(), 1);
    QCOMPARE(keysOf("open"), QString("Ctrl+G, Ctrl+O"));
    QCOMPARE(keysOf("goToSlice"), QString("Ctrl+Shift+G"));
    QCOMPARE(keysOf("outlines"), QString("X"));
}

void TestKeySettings::keysSurviveARestart() {
    window_->keys().setPreset(presetOf("itk-snap"));
    pressFor("outlines", Qt::Key_X);
    choose("outlines");
    QTest::mouseClick(part<QPushButton>("keysAnother"), Qt::LeftButton);
    QTest::keyClick(part<KeyCapture>("keysCapture"), Qt::Key_Comma, Qt::ControlModifier);
    restart();
    QCOMPARE(QString(window_->keys().preset().id), QString("itk-snap"));
    QCOMPARE(keysOf("outlines"), QString("X, Ctrl+,"));
    press(Qt::Key_X);
    QVERIFY(window_->view().outlinesOnly());
    press(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(!window_->view().outlinesOnly());
}

void TestKeySettings::onlyDifferencesAreStored() {
    const auto stored = [] {
        QSettings settings;
        settings.beginGroup("keys");
        return settings.allKeys();
    };
    QVERIFY(stored().isEmpty());
    pressFor("outlines", Qt::Key_X);
    QCOMPARE(stored(), QStringList{"outlines"});
    QCOMPARE(QSettings().value("keys/outlines").toString(), QString("X"));
    pressFor("outlines", Qt::Key_W);
    QVERIFY(stored().isEmpty());
    window_->keys().setPreset(presetOf("webknossos"));
    QCOMPARE(stored(), QStringList{"preset"});
    // What the next preset has anyhow is no choice any more.
    pressFor("autoContrast", Qt::Key_J, Qt::ControlModifier);
    window_->keys().setPreset(presetOf("itk-snap"));
    QCOMPARE(stored(), QStringList{"preset"});
    window_->keys().setPreset(presetOf("default"));
    QVERIFY(stored().isEmpty());
}

void TestKeySettings::damagedSettingsFallBackToThePreset_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("keys");
    const auto row = [](const char* title, const char* name, const QVariant& value,
                        const char* keys) { QTest::newRow(title) << name << value << keys; };
    row("no key", "outlines", "Rubbish", "W");
    row("half a key", "outlines", "X, Ctrl+Nothing", "W");
    row("bytes", "outlines", QByteArray("\x01\xff\x02"), "W");
    row("a chord", "outlines", "Ctrl+K,B", "W");
    row("a map", "outlines", QVariantMap{{"a", 1}}, "W");
    row("reserved", "outlines", "Space", "W");
    row("a menu", "outlines", "Alt+F", "W");
    row("unknown preset", "preset", "emacs", "W");
    row("unknown command", "makeCoffee", "W", "W");
    row("written by hand", "outlines", QStringList{"X", "F7"}, "X, F7");
}

void TestKeySettings::damagedSettingsFallBackToThePreset() {
    QFETCH(const QString, name);
    QFETCH(const QVariant, value);
    QFETCH(const QString, keys);
    QSettings().setValue("keys/" + name, value);
    restart();
    QCOMPARE(keysOf("outlines"), keys);
    QCOMPARE(QString(window_->keys().preset().id), QString("default"));
    QCOMPARE(textOfKeys(window_->action("outlines")->shortcuts()), keys);
}

void TestKeySettings::choiceIsKeptWhereANewerCommandWantsItsKey() {
    // As if "centre" and its key had come after the user chose.
    QSettings().setValue("keys/outlines", "C");
    restart();
    QCOMPARE(keysOf("outlines"), QString("C"));
    QCOMPARE(keysOf("centre"), QString());
    // Of two choices for one key, one holds.
    QSettings().setValue("keys/smooth", "C");
    restart();
    QCOMPARE(keysOf("outlines"), QString("C"));
    QCOMPARE(keysOf("smooth"), QString());
}

QTEST_MAIN(TestKeySettings)
#include "test_key_settings.moc"
