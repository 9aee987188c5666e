// Projects that others have open, on full disks, moved, and the stacks they refer to.
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>

#include "core/io/project_lock.h"
#include "core/io/project_stack.h"
#include "core/io/project_transfer.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "journal_child.h"
#include "project_fixture.h"
#include "tests/support/small_disk.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

class TestProjectPlaces : public QObject, private ProjectFixture {
    Q_OBJECT

    SmallDisk disk_;

  private Q_SLOTS:
    void init() { renew(); }
    void cleanup() { disk_.unmount(); }

    void aSecondInstanceIsReadOnlyAndSaysSo() {
        auto random = gestures(43);
        const auto first = create();
        edit(*first, random, 10);
        QVERIFY(first->flush());
        const auto second = open();
        QVERIFY(second->readOnly());
        const auto note = test_files::joined(second->notes());
        QVERIFY2(note.contains("read-only") && note.contains(QString::number(::getpid())),
                 qPrintable(note));
        QVERIFY(second->assertions() == first->assertions());
        for (const auto& work : std::vector<std::function<void()>>{
                 [&] { (void)second->commit(random.gesture()); }, [&] { (void)second->undo(); },
                 [&] {
                     second->mint({{5, {0, 0, 0}}});
                 },
                 [&] { second->save(); }, [&] { (void)second->recoverRest(); },
                 [&] { second->moveTo(at("other.axo")); }}) {
            const auto said = refusal(work);
            QVERIFY2(said.contains("open in another window"), qPrintable(said));
        }
        // Its copy can be written to, and knows every step.
        second->copyTo(at("copy.axo"));
        QVERIFY(!second->readOnly());
        (void)second->commit(random.gesture());
        (void)first->commit(random.gesture());
        second->goTo(0);
        QVERIFY(second->assertions().empty());
        QVERIFY(!first->assertions().empty());
    }

    void theLockOfAnotherProcessCountsUntilItIsGone() {
        (void)create();
        const Shared<std::atomic<int>> ready;
        const pid_t child = startChild([&] {
            const auto project = open();
            *ready = project->readOnly() ? 2 : 1;
            ::pause();
        });
        QTRY_COMPARE(ready->load(), 1);
        const auto note = open()->readOnlyBecause();
        QVERIFY2(note.find(std::to_string(child)) != std::string::npos, note.c_str());
        ::kill(child, SIGKILL);
        (void)endOf(child);
        // What it wrote about itself is still there.
        QVERIFY(fs::file_size(folder() / ProjectLock::kFileName) > 0);
        QVERIFY(!open()->readOnly());
        QVERIFY(!open()->readOnly());
    }

    void aFolderThatMayNotBeWrittenToOpensReadOnly() {
        auto random = gestures(44);
        {
            const auto project = create();
            edit(*project, random, 10);
        }
        QCOMPARE(::chmod(folder().c_str(), 0555), 0);
        QCOMPARE(::chmod((folder() / ProjectLock::kFileName).c_str(), 0444), 0);
        QCOMPARE(::chmod(at("").c_str(), 0755), 0);
        const bool wasRoot = ::geteuid() == 0;
        if (wasRoot) QCOMPARE(::seteuid(65534), 0);
        QString why;
        const auto said = refusal([&] { why = QString::fromStdString(open()->readOnlyBecause()); });
        if (wasRoot) QCOMPARE(::seteuid(0), 0);
        QCOMPARE(::chmod(folder().c_str(), 0755), 0);
        QCOMPARE(said, QString());
        QVERIFY2(why.contains("read-only") && why.contains("Permission"), qPrintable(why));
    }

    void aFullDiskKeepsTheWorkAndSaysSo() {
        if (!disk_.mount("size=300k")) QSKIP("a small disk needs root or user namespaces");
        auto random = gestures(45);
        const fs::path where = disk_.folder() / "cells.axo";
        std::mutex mutex;
        std::string banner;
        auto options = byMe();
        options.problem = [&](const std::string& text) {
            const std::lock_guard lock(mutex);
            banner = text;
        };
        Held before;
        {
            const auto project = Project::create(where, *stack, options);
            edit(*project, random, 20);
            // What is still to be written would take of the room that is measured.
            QVERIFY(project->flush());
            const auto room = fs::space(disk_.folder()).available;
            test_files::write(disk_.folder() / "other",
                              QByteArray(static_cast<qsizetype>(room - 8192), 'x'));
            edit(*project, random, 200);
            QVERIFY(!project->flush());
            QVERIFY(QString::fromStdString(project->problem()).contains("disk is full"));
            QVERIFY(!refusal([&] { project->save(); }).isEmpty());
            const auto held = heldBy(*project);
            project->goTo(0);
            QVERIFY(project->assertions().empty());
            project->goTo(held.position);
            QVERIFY(project->assertions() == held.assertions);
            {
                const std::lock_guard lock(mutex);
                QVERIFY(banner.find("disk is full") != std::string::npos);
            }
            fs::remove(disk_.folder() / "other");
            QTRY_VERIFY_WITH_TIMEOUT(project->problem().empty(), 5000);
            {
                const std::lock_guard lock(mutex);
                QVERIFY(banner.empty());
            }
            project->save();
            before = heldBy(*project);
        }
        const auto again = Project::open(where, byMe());
        QVERIFY(again->notes().empty());
        QVERIFY(heldBy(*again) == before);
    }

    void aFullDiskCanBeLeftWithEverything() {
        if (!disk_.mount("size=150k")) QSKIP("a small disk needs root or user namespaces");
        auto random = gestures(46);
        const auto project = Project::create(disk_.folder() / "cells.axo", *stack, byMe());
        edit(*project, random, 400);
        QVERIFY(!project->flush());
        const auto before = heldBy(*project);
        project->copyTo(folder());
        QVERIFY(project->problem().empty());
        QCOMPARE(project->folder(), folder());
        QVERIFY(heldBy(*project) == before);
        edit(*project, random, 10);
        QVERIFY(project->flush());
        QVERIFY(readProject(folder()).assertions == project->assertions());
        // The other way round there is no room, and nothing is left behind.
        const auto said = refusal([&] { project->copyTo(disk_.folder() / "back.axo"); });
        QVERIFY2(said.endsWith('.') && said.size() > 20, qPrintable(said));
        QVERIFY(!fs::exists(disk_.folder() / "back.axo"));
        QCOMPARE(project->folder(), folder());
        (void)project->commit(random.gesture());
        QVERIFY(project->flush());
    }

    void aMovedProjectGoesOnInItsNewPlace_data() {
        QTest::addColumn<bool>("otherDisk");
        QTest::newRow("on the same disk") << false;
        QTest::newRow("to another disk") << true;
    }
    void aMovedProjectGoesOnInItsNewPlace() {
        QFETCH(bool, otherDisk);
        if (otherDisk && !disk_.mount("size=50m"))
            QSKIP("a small disk needs root or user namespaces");
        auto random = gestures(47);
        const fs::path target = (otherDisk ? disk_.folder() : at("")) / "moved.axo";
        const auto project = create();
        edit(*project, random, 20);
        QVERIFY(!refusal([&] { project->moveTo(at("")); }).isEmpty());
        QVERIFY(!refusal([&] { project->moveTo(at("no/such/folder")); }).isEmpty());
        QCOMPARE(project->folder(), folder());
        project->moveTo(target);
        QVERIFY(!fs::exists(folder()));
        QCOMPARE(project->folder(), target);
        edit(*project, random, 20);
        project->save();
        project->goTo(0);
        QVERIFY(project->flush());
        QVERIFY(readProject(target).assertions.empty());
        QVERIFY(Project::open(target, byMe())->readOnly());
    }

    void whatIsSaidWhileAProjectIsCopiedGoesAlong() {
        auto random = gestures(48);
        const auto project = create();
        edit(*project, random, 30);
        const auto transfer = project->beginTransfer(at("copy.axo"), false);
        edit(*project, random, 10);
        transfer->copy();
        edit(*project, random, 10);
        const auto before = heldBy(*project);
        project->goOnIn(*transfer);
        QVERIFY(project->flush());
        QCOMPARE(project->folder(), at("copy.axo"));
        QVERIFY(readProject(at("copy.axo")).assertions == before.assertions);
        // The old one has all that was said until it was left.
        QVERIFY(readProject(folder()).assertions == before.assertions);
        (void)project->commit(random.gesture());
        QVERIFY(project->flush());
        QVERIFY(readProject(at("copy.axo")).assertions == project->assertions());
        QVERIFY(readProject(folder()).assertions == before.assertions);
        project->save();
        QVERIFY(heldBy(*Project::open(at("copy.axo"), {.readOnly = true})) == heldBy(*project));
    }

    void aCopyThatIsCancelledOrNotGoneOnInLeavesNothing() {
        auto random = gestures(49);
        const auto project = create();
        edit(*project, random, 30);
        {
            const auto transfer = project->beginTransfer(at("copy.axo"), false);
            std::stop_source stop;
            stop.request_stop();
            QVERIFY_EXCEPTION_THROWN(transfer->copy({}, stop.get_token()), Cancelled);
        }
        QVERIFY(!fs::exists(at("copy.axo")));
        {
            const auto transfer = project->beginTransfer(at("copy.axo"), false);
            transfer->copy();
            QVERIFY(isProject(at("copy.axo")));
        }
        QVERIFY(!fs::exists(at("copy.axo")));
        {
            // Where a rename will do nothing is made before.
            const auto transfer = project->beginTransfer(at("moved.axo"), true);
            transfer->copy();
            QVERIFY(!fs::exists(at("moved.axo")));
        }
        QCOMPARE(project->folder(), folder());
        QVERIFY(isProject(folder()));
        (void)project->commit(random.gesture());
        QVERIFY(project->flush());
        QVERIFY(readProject(folder()).assertions == project->assertions());
    }

    void theStackIsFoundWhereItWasOrMovedAlong() {
        const auto together = at("together");
        fs::create_directory(together);
        const auto file = together / "stack.tif";
        writeStack(file, *stack);
        stack->path = file.string();
        (void)Project::create(together / "cells.axo", *stack, byMe());
        const auto find = [](const fs::path& project) {
            return findStack(readProject(project).stack, project);
        };
        QCOMPARE(find(together / "cells.axo"), file.string());
        // Both moved.
        fs::rename(together, at("elsewhere"));
        QCOMPARE(find(at("elsewhere") / "cells.axo"), (at("elsewhere") / "stack.tif").string());
        // Another stack where it was does not stand in its way.
        fs::create_directory(together);
        writeStack(file, *test_files::stackOf<std::uint8_t>(kWidth, kHeight, kDepth + 1));
        QCOMPARE(find(at("elsewhere") / "cells.axo"), (at("elsewhere") / "stack.tif").string());
        // Only the project was moved, and another stack of that size has its place.
        fs::remove(at("elsewhere") / "stack.tif");
        const Volume<std::uint8_t> flat(kWidth, kHeight, kDepth, 7);
        writeStack(file, Stack(flat.clone()));
        const auto said = refusal([&] { (void)find(at("elsewhere") / "cells.axo"); });
        QVERIFY2(said.contains("There is no") && said.contains("other values") &&
                     said.contains("60 x 40 x 5 voxels of type uint8"),
                 qPrintable(said));
        // The right one, wherever it is, is taken; another is not.
        writeStack(at("found.tif"), *stack);
        auto found = readStack(at("found.tif"));
        const auto project = Project::open(at("elsewhere") / "cells.axo", byMe());
        project->setStack(found);
        QCOMPARE(project->stack().path, at("found.tif").string());
        project->save();
        QCOMPARE(find(at("elsewhere") / "cells.axo"), at("found.tif").string());
        const auto wrong = refusal([&] { project->setStack(Stack(flat.clone())); });
        QVERIFY2(wrong.contains("other values") && wrong.endsWith('.'), qPrintable(wrong));
        QCOMPARE(project->stack().path, at("found.tif").string());
        stack->path.clear();
    }

    void someSlicesOfAFolderAreFoundAgain() {
        const auto slices = at("slices");
        fs::create_directory(slices);
        const auto all = test_files::stackOf<std::uint8_t>(kWidth, kHeight, 8);
        writeStack(slices / "s.png", *all);
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(slices)) files.push_back(entry.path());
        QCOMPARE(files.size(), std::size_t{8});
        std::ranges::sort(files);
        // Not those that would be taken first, and not in order.
        files = {files[6], files[2], files[4]};
        const Stack some = readStack(files);
        QCOMPARE(some.depth(), 3);
        (void)Project::create(folder(), some, byMe());
        const auto readAgain = [](const fs::path& project) {
            return readStackOf(readProject(project).stack, project);
        };
        const auto same = [&](const Stack& stack) {
            return std::ranges::equal(std::get<Volume<std::uint8_t>>(stack.voxels()),
                                      std::get<Volume<std::uint8_t>>(some.voxels()));
        };
        QVERIFY(same(readAgain(folder())));
        // Moved with it, and chosen where somebody says it is.
        fs::create_directory(at("elsewhere"));
        fs::rename(slices, at("elsewhere") / "slices");
        QVERIFY_EXCEPTION_THROWN((void)readAgain(folder()), StackNotFound);
        fs::rename(folder(), at("elsewhere") / "cells.axo");
        QVERIFY(same(readAgain(at("elsewhere") / "cells.axo")));
    }

    void theVoxelSizeThatWasSaidIsThatOfTheProject() {
        const auto file = at("plain.tif");
        writeStack(file, Stack(Volume<std::uint8_t>(kWidth, kHeight, kDepth, 3), {}, false));
        Stack plain = readStack(file);
        QVERIFY(!plain.spacingKnown());
        {
            const auto project = Project::create(folder(), plain, byMe());
            QVERIFY(!readStackOf(project->stack(), folder()).spacingKnown());
            plain.setSpacing({8, 8, 30});
            project->setStack(plain);
            project->save();
        }
        const Stack again = readStackOf(readProject(folder()).stack, folder());
        QVERIFY(again.spacingKnown());
        QVERIFY(again.spacing() == (Spacing{8, 8, 30}));
        QVERIFY(again.notes.empty());
        auto text = test_files::bytesOf(folder() / "project.json");
        for (const char* wrong : {"-8", "0", "1e999", "\"8\""}) {
            auto changed = text;
            changed.replace("8.0,", QByteArray(wrong) + ",");
            QVERIFY(changed != text);
            test_files::write(folder() / "project.json", changed);
            const auto said = refusal([&] { (void)readProject(folder()); });
            QVERIFY2(said.contains("project.json"), qPrintable(said));
        }
    }

    void aStackMadeInMemoryIsKnownByItsVoxels() {
        const auto project = create();
        QVERIFY(findStack(project->stack(), folder()).empty());
        project->setStack(*test_files::stackOf<std::uint8_t>(kWidth, kHeight, kDepth));
        QVERIFY(!refusal([&] {
                     project->setStack(
                         *test_files::stackOf<std::uint16_t>(kWidth, kHeight, kDepth));
                 }).isEmpty());
    }
};

int main(int argc, char** argv) {
    SmallDisk::prepare();
    TestProjectPlaces test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_project_places.moc"
