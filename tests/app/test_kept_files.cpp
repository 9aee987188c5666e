#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <filesystem>

#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "tests/app/program.h"

using namespace axolemma;

/// What a command finds where it is to write stays, or is said before the work.
class TestKeptFiles : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void nothingThatIsReadIsReplaced_data();
    void nothingThatIsReadIsReplaced();
    void aProjectKeepsItsStack();
    void twoResultsAreTwoFiles_data();
    void twoResultsAreTwoFiles();
    void whatWouldFailAtTheEndIsSaidAtTheBeginning_data();
    void whatWouldFailAtTheEndIsSaidAtTheBeginning();
    void whatIsReadMayLieBesideWhatIsWritten();
    void everyEndingThatIsWrittenCanBeAskedFor();
    void aFolderCalledProjectIsNotInTheWay();

  private:
    QString path(const QString& name) const { return folder_.filePath(name); }
    QByteArray bytesOf(const QString& name) const {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& bytes) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    Outcome call(const QString& arguments) const {
        return run(arguments.split(' '), folder_.path());
    }

    QTemporaryDir folder_;
};

void TestKeptFiles::initTestCase() {
    QVERIFY(folder_.isValid());
    for (const char* name : {"slices", "pictures", "project"})
        QVERIFY(QDir(folder_.path()).mkdir(name));
    COMPARE_CODE(call("sample stack.tif --truth truth.tif --size 64 64 2"), 0);
    COMPARE_CODE(call("convert stack.tif stack.h5"), 0);
    COMPARE_CODE(call("convert stack.tif slices/z.png"), 0);
    COMPARE_CODE(call("convert stack.tif pictures/slice.png"), 0);
    writeStack(path("cell.tif").toStdString(), Stack(Volume<float>(64, 64, 2, 0.9F)));
    std::filesystem::create_symlink("stack.tif", path("link.tif").toStdString());
}

void TestKeptFiles::nothingThatIsReadIsReplaced_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("file");
    QTest::newRow("labels") << "segment stack.tif -o stack.tif"
                            << "stack.tif";
    QTest::newRow("probabilities") << "segment stack.tif --probabilities slices/../stack.tif"
                                   << "stack.tif";
    QTest::newRow("by a link") << "segment stack.tif -o link.tif"
                               << "stack.tif";
    QTest::newRow("pictures") << "segment pictures --overlay pictures"
                              << "pictures/slice_0001.png";
    QTest::newRow("slice of a folder") << "segment slices -o slices/z.png"
                                       << "slices/z_0000.png";
    QTest::newRow("slices of a series")
        << "convert slices/z_0000.png slices/z_0001.png slices/z.png"
        << "slices/z_0001.png";
    QTest::newRow("the same") << "convert stack.tif ./stack.tif"
                              << "stack.tif";
    QTest::newRow("dataset of a file") << "convert stack.h5:/volumes/raw stack.h5"
                                       << "stack.h5";
    QTest::newRow("map") << "refine cell.tif -o cell.tif"
                         << "cell.tif";
    QTest::newRow("truth") << "refine cell.tif --fit wf --truth truth.tif -o truth.tif"
                           << "truth.tif";
    QTest::newRow("labels to learn") << "train --images stack.tif --labels truth.tif -o truth.tif"
                                     << "truth.tif";
}

void TestKeptFiles::nothingThatIsReadIsReplaced() {
    QFETCH(QString, arguments);
    QFETCH(QString, file);
    const QByteArray before = bytesOf(file);
    QVERIFY(!before.isEmpty());
    const Outcome outcome = call(arguments);
    COMPARE_CODE(outcome, 1);
    QCOMPARE(linesOf(outcome.err), 1);
    QVERIFY2(outcome.err.contains("would replace") && outcome.err.contains("which is read"),
             outcome.err.constData());
    QCOMPARE(bytesOf(file), before);
}

void TestKeptFiles::aProjectKeepsItsStack() {
    COMPARE_CODE(call("project stack.tif --labels truth.tif -o cells.axo"), 0);
    const QByteArray before = bytesOf("stack.tif");
    for (const char* command : {"export", "replay"}) {
        const Outcome outcome = call(QString(command) + " cells.axo -o link.tif");
        COMPARE_CODE(outcome, 1);
        QVERIFY2(outcome.err.contains("would replace"), outcome.err.constData());
    }
    QCOMPARE(bytesOf("stack.tif"), before);
}

void TestKeptFiles::twoResultsAreTwoFiles_data() {
    QTest::addColumn<QString>("arguments");
    QTest::newRow("labels and map") << "segment stack.tif -o out.tif --probabilities out.tif";
    QTest::newRow("by another name")
        << "segment stack.tif -o out.tif --probabilities slices/../out.tif";
    QTest::newRow("labels and pictures")
        << "segment stack.tif -o slices/slice.png --overlay slices";
    QTest::newRow("sample and truth") << "sample out.tif --truth out.tif";
}

void TestKeptFiles::twoResultsAreTwoFiles() {
    QFETCH(QString, arguments);
    const Outcome outcome = call(arguments);
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("two results would go there"), outcome.err.constData());
    QVERIFY(!QFile::exists(path("out.tif")));
}

void TestKeptFiles::whatWouldFailAtTheEndIsSaidAtTheBeginning_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("a record of another program")
        << "-o own.tif" << QByteArray("own.json: this file was not made by an export");
    QTest::newRow("no whole numbers")
        << "--probabilities map.png" << QByteArray("map.png: PNG holds whole numbers");
    QTest::newRow("no plain file") << "-o pipe.tif" << QByteArray("pipe.tif: is not a plain file");
    QTest::newRow("a folder") << "-o folder.tif" << QByteArray("folder.tif: is a folder");
    // Root may write everywhere.
    if (::geteuid() != 0)
        QTest::newRow("write-protected")
            << "-o locked.tif" << QByteArray("locked.tif: cannot be written");
}

void TestKeptFiles::whatWouldFailAtTheEndIsSaidAtTheBeginning() {
    QFETCH(QString, arguments);
    QFETCH(QByteArray, said);
    write("own.json", "{}");
    write("locked.tif", "old");
    QVERIFY(QFile::setPermissions(path("locked.tif"), QFile::ReadOwner));
    QDir(folder_.path()).mkdir("folder.tif");
    ::mkfifo(path("pipe.tif").toUtf8().constData(), 0600);
    // It has not even been looked for what is to be read.
    const Outcome outcome = call("segment missing.tif " + arguments);
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains(said), outcome.err.constData());
    QFile::remove(path("locked.tif"));
}

void TestKeptFiles::whatIsReadMayLieBesideWhatIsWritten() {
    // The second time the file is there; it is none of the slices.
    for (int i = 0; i < 2; ++i) COMPARE_CODE(call("convert slices slices/all.nrrd"), 0);
    QCOMPARE(readStack(std::filesystem::path(path("slices/all.nrrd").toStdString())).depth(), 2);
}

void TestKeptFiles::everyEndingThatIsWrittenCanBeAskedFor() {
    for (const char* ending :
         {"tif", "tiff", "TIF", "nrrd", "mha", "nii", "nii.gz", "h5", "hdf", "hdf5"}) {
        const QString name = QString("copy.") + ending;
        COMPARE_CODE(call("convert stack.tif " + name), 0);
        QCOMPARE(readStack(std::filesystem::path(path(name).toStdString())).width(), 64);
    }
}

void TestKeptFiles::aFolderCalledProjectIsNotInTheWay() {
    COMPARE_CODE(call("project stack.tif -o beside.axo"), 0);
    const Outcome nowhere = call("project stack.tif -o nowhere/cells.axo");
    COMPARE_CODE(nowhere, 1);
    QVERIFY2(nowhere.err.contains("nowhere/cells.axo: there is no folder nowhere"),
             nowhere.err.constData());
}

QTEST_GUILESS_MAIN(TestKeptFiles)
#include "test_kept_files.moc"
