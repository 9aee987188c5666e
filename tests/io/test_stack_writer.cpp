#include "core/io/stack_writer.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "files.h"

using namespace axolemma;
using test_files::stackOf;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(std::shared_ptr<Stack>)

namespace {

void becomeNobody() {
    QCOMPARE(::seteuid(65534), 0);
}

}  // namespace

class TestStackWriter : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const std::string& name) const {
        return fs::path(folder_.path().toStdString()) / name;
    }
    std::vector<std::string> namesInFolder() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_.path().toStdString())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

  private Q_SLOTS:
    void init() {
        for (const auto& name : namesInFolder()) fs::remove_all(path(name));
    }

    void exportsReadBackIdentical_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<std::shared_ptr<Stack>>("stack");
        const auto all = [](const char* ending, bool known) {
            const auto row = [&](std::shared_ptr<Stack> stack) {
                const auto title = QString("%1 %2 %3")
                                       .arg(ending, stack->typeName().data())
                                       .arg(known ? "with size" : "without");
                QTest::newRow(qPrintable(title)) << QString(ending) << stack;
            };
            const bool isPng = QString(ending) == ".png";
            row(stackOf<std::uint8_t>(37, 21, 5, known));
            row(stackOf<std::uint16_t>(37, 21, 5, known));
            if (isPng || !known) return;
            row(stackOf<std::int8_t>(37, 21, 5));
            row(stackOf<std::int16_t>(37, 21, 5));
            row(stackOf<std::uint32_t>(37, 21, 5));
            row(stackOf<std::int32_t>(37, 21, 5));
            row(stackOf<std::uint64_t>(37, 21, 5));
            row(stackOf<std::int64_t>(37, 21, 5));
            row(stackOf<float>(37, 21, 5));
            row(stackOf<double>(37, 21, 5));
        };
        for (const char* ending : {".tif", ".nrrd", ".mha", ".nii", ".nii.gz", ".h5", ".png"}) {
            all(ending, true);
            all(ending, false);
        }
        // Several strips in a slice, the last one shorter.
        QTest::newRow(".tif large slices")
            << QString(".tif") << stackOf<std::uint32_t>(700, 333, 2);
    }
    void exportsReadBackIdentical() {
        QFETCH(QString, ending);
        QFETCH(std::shared_ptr<Stack>, stack);
        const auto file = path("export" + ending.toStdString());
        writeStack(file, *stack);
        const bool isPng = ending == ".png";
        const Stack read = readStack(isPng ? file.parent_path() : file);
        const bool asLabels64 = ending == ".h5" && stack->typeName().starts_with("uint") &&
                                stack->typeName() != "uint8";
        if (asLabels64) {
            QCOMPARE(QString(read.typeName().data()), QString("uint64"));
            for (int z = 0; z < stack->depth(); ++z) {
                for (int x = 0; x < stack->width(); ++x) {
                    QCOMPARE(read.valueAt(x, 3, z), stack->valueAt(x, 3, z));
                }
            }
        } else {
            QVERIFY(test_files::sameVoxels(read, *stack));
        }
        QCOMPARE(read.spacingKnown(), stack->spacingKnown());
        if (stack->spacingKnown()) QCOMPARE(read.spacing(), stack->spacing());

        const auto raw = path("raw.bin");
        std::visit(
            [&](const auto& voxels) {
                const auto* begin = reinterpret_cast<const char*>(voxels.data());
                const auto bytes = voxels.size() * sizeof(*voxels.data());
                test_files::write(raw, QByteArray(begin, static_cast<qsizetype>(bytes)));
            },
            stack->voxels());
        const auto nm = [&](double size) {
            return QString::number(stack->spacingKnown() ? size : 0.0);
        };
        QProcess python;
        python.setProcessChannelMode(QProcess::MergedChannels);
        python.start(AXOLEMMA_PYTHON,
                     {QString(AXOLEMMA_SCRIPTS) + "/check_files.py",
                      QString::fromStdString(file.string()), QString::fromStdString(raw.string()),
                      QString(stack->typeName().data()), QString::number(stack->width()),
                      QString::number(stack->height()), QString::number(stack->depth()),
                      nm(stack->spacing().x), nm(stack->spacing().y), nm(stack->spacing().z)});
        QVERIFY(python.waitForFinished(60000));
        const auto output = python.readAll();
        QVERIFY2(python.exitCode() == 0, output.constData());
    }

    void nothingTemporaryIsLeftBehind() {
        writeStack(path("a.tif"), *stackOf<std::uint8_t>(9, 9, 2));
        writeStack(path("a.h5"), *stackOf<std::uint8_t>(9, 9, 2));
        writePng(path("a.png"), Image<Rgb>(3, 2, Rgb{1, 2, 3}));
        auto names = namesInFolder();
        std::sort(names.begin(), names.end());
        QCOMPARE(names, (std::vector<std::string>{"a.h5", "a.png", "a.tif"}));
    }

    void aFailedWriteLeavesTheOldFileAsItWas_data() {
        QTest::addColumn<QString>("name");
        for (const auto& format : writableFormats()) {
            const auto ending = QString(format.pattern).mid(1);
            QTest::newRow(format.name) << (ending == ".png" ? "old_0000.png" : "old" + ending);
        }
    }
    void aFailedWriteLeavesTheOldFileAsItWas() {
        QFETCH(QString, name);
        const auto file = path(name.toStdString());
        test_files::write(file, "the old file");
        const bool isPng = name.endsWith(".png");
        const auto asked = isPng ? path("old.png") : file;
        const auto stack = stackOf<std::uint8_t>(512, 512, 8);
        // A disk that takes no more than 100 kB of a file.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit limited = before;
        limited.rlim_cur = 100000;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &limited), 0);
        std::string message;
        try {
            writeStack(asked, *stack);
        } catch (const Error& error) {
            message = error.what();
        }
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY2(message.find(file.string()) == 0, message.c_str());
        QVERIFY2(message.find("unchanged.") != std::string::npos, message.c_str());
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
        QCOMPARE(namesInFolder().size(), std::size_t{1});
    }

    void aCancelledWriteLeavesTheOldFileAsItWas() {
        const auto file = path("old.nii.gz");
        test_files::write(file, "the old file");
        std::stop_source stop;
        QVERIFY_THROWS_EXCEPTION(Cancelled, writeStack(
                                                file, *stackOf<std::uint8_t>(64, 64, 50),
                                                [&](const Progress& p) {
                                                    if (p.fraction > 0.5) stop.request_stop();
                                                },
                                                stop.get_token()));
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
        QCOMPARE(namesInFolder().size(), std::size_t{1});
    }

    void aLostPermissionIsSaidAndLeavesTheOldFile() {
        const auto file = path("old.tif");
        test_files::write(file, "the old file");
        QCOMPARE(::chmod(file.c_str(), 0444), 0);
        QCOMPARE(::chmod(folder_.path().toUtf8().constData(), 0555), 0);
        const bool wasRoot = ::geteuid() == 0;
        if (wasRoot) becomeNobody();
        std::string message;
        try {
            writeStack(file, *stackOf<std::uint8_t>(8, 8, 1));
        } catch (const Error& error) {
            message = error.what();
        }
        if (wasRoot) QCOMPARE(::seteuid(0), 0);
        QCOMPARE(::chmod(folder_.path().toUtf8().constData(), 0755), 0);
        QVERIFY2(message.find("cannot be written") != std::string::npos, message.c_str());
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
    }

    void everyEndingThatIsWrittenIsKnownBefore() {
        for (const char* name : {"a.tif", "a.TIFF", "a.nrrd", "a.mha", "a.nii", "a.nii.gz", "a.png",
                                 "a.h5", "a.hdf", "a.hdf5"}) {
            QVERIFY2(canWriteStack(path(name)), name);
            writeStack(path(name), *stackOf<std::uint8_t>(8, 8, 1));
        }
        for (const char* name : {"a.doc", "a.mrc", ".tif", "tif", "a"})
            QVERIFY2(!canWriteStack(path(name)), name);
    }

    void whatAStackWouldReplaceIsKnownByAnyName() {
        test_files::write(path("a.tif"), "a stack");
        fs::create_symlink("a.tif", path("link.tif"));
        fs::create_directory(path("folder"));
        QVERIFY(wouldReplace(path("a.tif"), path("link.tif")));
        QVERIFY(wouldReplace(path("folder/../a.tif"), path("a.tif")));
        QVERIFY(wouldReplace(path("new.tif"), path("folder/../new.tif")));
        QVERIFY(!wouldReplace(path("new.tif"), path("a.tif")));
        QVERIFY(!wouldReplace(path("folder/a.tif"), path("a.tif")));
        // A series has names of its own.
        QVERIFY(wouldReplace(path("s.png"), path("s_0000.png")));
        QVERIFY(wouldReplace(path("folder/../s.png"), path("s_10000.png")));
        QVERIFY(!wouldReplace(path("s.png"), path("s_1.png")));
        QVERIFY(!wouldReplace(path("s.png"), path("folder/s_0000.png")));
        QVERIFY(!wouldReplace(path("s.tif"), path("s_0000.png")));
    }

    void aLinkStaysALink() {
        test_files::write(path("target.tif"), "old");
        fs::create_symlink("target.tif", path("link.tif"));
        writeStack(path("link.tif"), *stackOf<std::uint8_t>(8, 8, 1));
        QVERIFY(fs::is_symlink(path("link.tif")));
        QCOMPARE(readStack(path("target.tif")).width(), 8);
    }

    void whatAFormatCannotHoldIsRefusedWithOneThatCan_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<std::shared_ptr<Stack>>("stack");
        QTest::addColumn<QString>("words");
        QTest::newRow("float PNG") << "a.png" << stackOf<float>(4, 4, 1) << "Use TIFF";
        QTest::newRow("wide NIfTI") << "a.nii" << stackOf<std::uint8_t>(40000, 1, 1) << "Use TIFF";
        QTest::newRow("no such format") << "a.doc" << stackOf<std::uint8_t>(4, 4, 1) << "Use .tif";
        QTest::newRow("MRC") << "a.mrc" << stackOf<std::uint8_t>(4, 4, 1) << "Use .tif";
        QTest::newRow("no ending") << ".tif" << stackOf<std::uint8_t>(4, 4, 1) << "Use .tif";
        QTest::newRow("no voxels") << "a.tif" << std::make_shared<Stack>() << "no voxels";
        QTest::newRow("no folder") << "x/a.tif" << stackOf<std::uint8_t>(4, 4, 1) << "folder";
    }
    void whatAFormatCannotHoldIsRefusedWithOneThatCan() {
        QFETCH(QString, name);
        QFETCH(std::shared_ptr<Stack>, stack);
        QFETCH(QString, words);
        std::string message;
        try {
            writeStack(path(name.toStdString()), *stack);
        } catch (const Error& error) {
            message = error.what();
        }
        QVERIFY2(QString::fromStdString(message).contains(words), message.c_str());
        QVERIFY(namesInFolder().empty());
    }
};

QTEST_APPLESS_MAIN(TestStackWriter)
#include "test_stack_writer.moc"
