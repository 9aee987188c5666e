#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/program.h"

namespace axolemma {

/// `axolemma models`: models as things that are listed, shown, kept, named and written.
class TestModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void modelIsImportedListedShownAndUsed();
    void modelsAreRenamedAndRemoved();
    void shippedModelsAreOnlyRead();
    void namesThatCannotBeAreRefused_data();
    void namesThatCannotBeAreRefused();
    void nothingIsReplacedSilently();
    void timeOfASliceIsMeasured();
    void whatIsNoModelIsNotImported();

  private:
    Outcome models(const QString& arguments) const {
        return run(("models " + arguments).split(' '), folder_.path());
    }
    QByteArray bytesOf(const QString& name) const {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder_;
};

void TestModels::initTestCase() {
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "96", "80", "2"},
                     folder_.path()),
                 0);
    COMPARE_CODE(run(QString("train --images stack.tif --labels truth.tif --width 4 --steps 2 "
                             "--crop 32 --batch 1 --threads 1 --quiet -o small.axomodel")
                         .split(' '),
                     folder_.path()),
                 0);
}

void TestModels::modelIsImportedListedShownAndUsed() {
    COMPARE_CODE(models("import small.axomodel --name cortex"), 0);
    QCOMPARE(bytesOf("axolemma/models/cortex.axomodel"), bytesOf("small.axomodel"));
    const Outcome listed = models("list");
    COMPARE_CODE(listed, 0);
    QVERIFY(listed.out.contains("default "));
    QVERIFY(listed.out.contains("cortex "));
    QCOMPARE(models("--quiet").out, listed.out);
    const Outcome shown = models("show cortex --json");
    COMPARE_CODE(shown, 0);
    const QJsonObject facts = jsonLines(shown.out).value(0);
    QVERIFY(facts["bytes"].toDouble() == static_cast<double>(bytesOf("small.axomodel").size()));
    QVERIFY(facts["provenance"].toObject().contains("images"));
    QVERIFY(models("show small.axomodel").out.contains("pixel size"));
    COMPARE_CODE(
        run({"segment", "stack.tif", "-o", "labels.tif", "--model", "cortex"}, folder_.path()), 0);
}

void TestModels::modelsAreRenamedAndRemoved() {
    COMPARE_CODE(models("import small.axomodel --name first"), 0);
    COMPARE_CODE(models("rename first second"), 0);
    QVERIFY(bytesOf("axolemma/models/first.axomodel").isEmpty());
    QCOMPARE(bytesOf("axolemma/models/second.axomodel"), bytesOf("small.axomodel"));
    COMPARE_CODE(models("remove second"), 0);
    const Outcome gone = models("remove second");
    COMPARE_CODE(gone, 1);
    QVERIFY2(gone.err.contains("no model of this name. Models: default"), gone.err.constData());
}

void TestModels::shippedModelsAreOnlyRead() {
    for (const char* command : {"remove default", "rename default mine"}) {
        const Outcome refused = models(command);
        COMPARE_CODE(refused, 1);
        QVERIFY2(refused.err.contains("came with Axolemma"), refused.err.constData());
    }
    const Outcome shadow = models("import small.axomodel --name default");
    COMPARE_CODE(shadow, 1);
    QVERIFY2(shadow.err.contains("already"), shadow.err.constData());
}

void TestModels::namesThatCannotBeAreRefused_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"../escape", "a/b", "a\\b", ".hidden", "tab\there", " "})
        QTest::newRow(name) << name;
    QTest::newRow("too long") << QString(65, 'x');
}
void TestModels::namesThatCannotBeAreRefused() {
    QFETCH(QString, name);
    const Outcome refused =
        run({"models", "import", "small.axomodel", "--name", name}, folder_.path());
    COMPARE_CODE(refused, 1);
    QVERIFY2(refused.err.contains("cannot be the name"), refused.err.constData());
}

void TestModels::nothingIsReplacedSilently() {
    COMPARE_CODE(models("import small.axomodel --name kept"), 0);
    COMPARE_CODE(models("import small.axomodel --name kept"), 1);
    COMPARE_CODE(models("import small.axomodel --name other"), 0);
    COMPARE_CODE(models("rename other kept"), 1);
    COMPARE_CODE(models("export kept -o out.axomodel"), 0);
    QCOMPARE(bytesOf("out.axomodel"), bytesOf("small.axomodel"));
    const Outcome again = models("export kept -o out.axomodel");
    COMPARE_CODE(again, 1);
    QVERIFY2(again.err.contains("--replace"), again.err.constData());
    COMPARE_CODE(models("export default -o out.axomodel --replace"), 0);
    QVERIFY(bytesOf("out.axomodel") != bytesOf("small.axomodel"));
}

void TestModels::timeOfASliceIsMeasured() {
    const Outcome shown = models("show small.axomodel --time --threads 1 --json");
    COMPARE_CODE(shown, 0);
    const QJsonObject facts = jsonLines(shown.out).value(0);
    QVERIFY(facts["seconds_per_slice"].toDouble() > 0);
    QVERIFY(facts["device"].toString().contains("1 thread"));
}

void TestModels::whatIsNoModelIsNotImported() {
    const Outcome refused = models("import stack.tif");
    COMPARE_CODE(refused, 1);
    QVERIFY2(refused.err.contains("stack.tif"), refused.err.constData());
    COMPARE_CODE(models("import none.axomodel"), 1);
}

}  // namespace axolemma

QTEST_GUILESS_MAIN(axolemma::TestModels)
#include "test_models.moc"
