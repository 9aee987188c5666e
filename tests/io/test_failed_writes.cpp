// What happens to the old file when the new one cannot be written to its end. The full disk is a
// small one of the test's own, in a mount namespace that ends with the test.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "files.h"
#include "tests/support/small_disk.h"

using namespace axolemma;
using test_files::stackOf;
namespace fs = std::filesystem;

namespace {

/// The sentence with which writing is refused; empty where it is not.
template <typename Write>
QString refusal(const Write& write) {
    try {
        write();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

class TestFailedWrites : public QObject {
    Q_OBJECT

    test::SmallDisk disk_;

    fs::path disk() const { return disk_.folder(); }
    std::vector<std::string> namesOnDisk() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(disk())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

  private Q_SLOTS:
    void cleanup() {
        fs::create_directories(disk());
        ::chmod(disk().c_str(), 0755);
        disk_.unmount();
        for (const auto& entry : fs::directory_iterator(disk())) fs::remove_all(entry);
    }

    void aFullDiskIsSaidAndLeavesTheOldFile_data() {
        QTest::addColumn<QString>("name");
        for (const auto& format : writableFormats()) {
            const auto ending = QString(format.pattern).mid(1);
            QTest::newRow(format.name) << (ending == ".png" ? "old_0000.png" : "old" + ending);
        }
    }
    void aFullDiskIsSaidAndLeavesTheOldFile() {
        QFETCH(QString, name);
        if (!disk_.mount("size=400k")) QSKIP("a small disk needs root or user namespaces");
        const auto file = disk() / name.toStdString();
        test_files::write(file, "the old file");
        const auto asked = name.endsWith(".png") ? disk() / "old.png" : file;
        const auto said = refusal([&] { writeStack(asked, *stackOf<std::uint8_t>(512, 512, 8)); });
        QVERIFY2(said.contains("the disk is full"), qPrintable(said));
        QVERIFY2(said.contains("unchanged."), qPrintable(said));
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
        QCOMPARE(namesOnDisk().size(), std::size_t{1});
    }

    void aDiskThatFillsUpInTheMiddleOfASeriesLeavesAllOfTheOldOne() {
        if (!disk_.mount("size=400k")) QSKIP("a small disk needs root or user namespaces");
        const Volume<std::uint8_t> old(250, 250, 8, 7);
        writeStack(disk() / "s.png", Stack(old.clone()));
        // Its slices take 60 kB each.
        const auto said =
            refusal([&] { writeStack(disk() / "s.png", *stackOf<std::uint8_t>(250, 250, 8)); });
        QVERIFY2(!said.contains("s_0000") && said.contains("the disk is full"), qPrintable(said));
        QCOMPARE(namesOnDisk().size(), std::size_t{8});
        QVERIFY(test_files::sameVoxels(readStack(disk()), Stack(old.clone())));
    }

    void aSeriesThatWouldMixWithALongerOneIsRefused() {
        writeStack(disk() / "s.png", *stackOf<std::uint8_t>(20, 20, 5));
        const auto said =
            refusal([&] { writeStack(disk() / "s.png", *stackOf<std::uint8_t>(20, 20, 3)); });
        QVERIFY2(said.contains("s_0003.png"), qPrintable(said));
        const auto longer = stackOf<std::uint8_t>(20, 20, 6);
        writeStack(disk() / "s.png", *longer);
        QVERIFY(test_files::sameVoxels(readStack(disk()), *longer));
    }

    void aDiskThatHoldsNoMoreFilesIsSaid() {
        // The root of the disk and the old file.
        if (!disk_.mount("nr_inodes=2")) QSKIP("a small disk needs root or user namespaces");
        const auto file = disk() / "old.tif";
        test_files::write(file, "the old file");
        const auto said = refusal([&] { writeStack(file, *stackOf<std::uint8_t>(8, 8, 1)); });
        QVERIFY2(said.contains("make room"), qPrintable(said));
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
    }

    void aTableOrModelOnAFullDiskLeavesTheOldFile() {
        if (!disk_.mount("size=400k")) QSKIP("a small disk needs root or user namespaces");
        const auto file = disk() / "old.csv";
        test_files::write(file, "the old file");
        const std::string content(1 << 20, 'x');
        const auto said = refusal([&] { writeFileAtomically(file, content); });
        QVERIFY2(said.contains("make room"), qPrintable(said));
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
        QCOMPARE(namesOnDisk().size(), std::size_t{1});
    }

    void aWriteProtectedTableOrModelIsLeftAsItWas() {
        const auto file = disk() / "old.csv";
        test_files::write(file, "the old file");
        QCOMPARE(::chmod(file.c_str(), 0444), 0);
        QCOMPARE(::chmod(disk().c_str(), 0777), 0);
        const bool wasRoot = ::geteuid() == 0;
        if (wasRoot) QCOMPARE(::seteuid(65534), 0);
        const auto said = refusal([&] { writeFileAtomically(file, "new"); });
        if (wasRoot) QCOMPARE(::seteuid(0), 0);
        QVERIFY2(said.contains("Permission denied"), qPrintable(said));
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
        QCOMPARE(namesOnDisk().size(), std::size_t{1});
    }

    void aTableOrModelReplacesWhatALinkPointsToAndKeepsItsPermissions() {
        test_files::write(disk() / "target.csv", "the old file");
        QCOMPARE(::chmod((disk() / "target.csv").c_str(), 0640), 0);
        fs::create_symlink("target.csv", disk() / "link.csv");
        writeFileAtomically(disk() / "link.csv", "new");
        QVERIFY(fs::is_symlink(disk() / "link.csv"));
        QCOMPARE(test_files::bytesOf(disk() / "target.csv"), QByteArray("new"));
        QCOMPARE(int(fs::status(disk() / "target.csv").permissions()), 0640);
    }

    void whatIsNoPlainFileIsNotReplaced() {
        // As root, /dev/null would be gone.
        const auto pipe = disk() / "pipe.tif";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const auto ofStack = refusal([&] { writeStack(pipe, *stackOf<std::uint8_t>(8, 8, 1)); });
        QVERIFY2(ofStack.contains("not a plain file"), qPrintable(ofStack));
        const auto ofText = refusal([&] { writeFileAtomically(pipe, "new"); });
        QVERIFY2(ofText.contains("not a plain file"), qPrintable(ofText));
        QVERIFY(fs::is_fifo(pipe));
    }

    void aPermissionLostWhileWritingLeavesTheOldFile_data() {
        aFullDiskIsSaidAndLeavesTheOldFile_data();
    }
    void aPermissionLostWhileWritingLeavesTheOldFile() {
        QFETCH(QString, name);
        const auto file = disk() / name.toStdString();
        test_files::write(file, "the old file");
        const auto asked = name.endsWith(".png") ? disk() / "old.png" : file;
        const auto stack = stackOf<std::uint8_t>(64, 64, 8);
        // Root may write everywhere, so root becomes nobody for the moment.
        const bool wasRoot = ::geteuid() == 0;
        if (wasRoot) {
            QCOMPARE(::chown(disk().c_str(), 65534, 65534), 0);
            QCOMPARE(::chown(file.c_str(), 65534, 65534), 0);
            QCOMPARE(::seteuid(65534), 0);
        }
        const auto said = refusal([&] {
            writeStack(asked, *stack, [&](const Progress& progress) {
                if (progress.fraction > 0.5) ::chmod(disk().c_str(), 0555);
            });
        });
        if (wasRoot) QCOMPARE(::seteuid(0), 0);
        QVERIFY2(said.contains("cannot be written") && said.endsWith("."), qPrintable(said));
        QCOMPARE(test_files::bytesOf(file), QByteArray("the old file"));
    }

    void whatKilledProcessesLeftBehindCanBeRemoved() {
        const pid_t child = ::fork();
        if (child == 0) {
            AtomicFile file(disk() / "mine.axomodel");
            ::_exit(0);  // without its destructor, as if it was killed
        }
        ::waitpid(child, nullptr, 0);
        const std::string left = "." + std::string("mine.") + std::to_string(child);
        QCOMPARE(namesOnDisk(), std::vector<std::string>{left + ".partial.axomodel"});
        const std::string others[] = {
            ".mine." + std::to_string(::getpid()) + ".partial.axomodel",
            ".mine.copy.partial.axomodel", ".mine." + std::to_string(child) + ".partial.tif",
            ".mine.old." + std::to_string(child) + ".partial.axomodel", "mine.axomodel"};
        for (const std::string& name : others) std::ofstream(disk() / name) << "stays";
        removeLeftovers(disk() / "mine.axomodel");
        QVERIFY(!fs::exists(disk() / (left + ".partial.axomodel")));
        QCOMPARE(namesOnDisk().size(), std::size(others));
    }

    void aFolderThatVanishesWhileWritingIsSaid() {
        const auto said = refusal([&] {
            writeStack(disk() / "a.tif", *stackOf<std::uint8_t>(64, 64, 8), [&](const Progress& p) {
                if (p.fraction > 0.5) fs::remove_all(disk());
            });
        });
        QVERIFY2(said.contains("cannot be written") && said.endsWith("."), qPrintable(said));
    }
};

int main(int argc, char** argv) {
    test::SmallDisk::prepare();
    TestFailedWrites test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_failed_writes.moc"
