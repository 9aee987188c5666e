// Projects whose files are torn, changed or cut.
#include <algorithm>

#include "core/io/restored_proposal.h"
#include "project_fixture.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

class TestProjectDamage : public QObject, private ProjectFixture {
    Q_OBJECT

  private Q_SLOTS:
    void init() { renew(); }

    void aTornLastLineIsDroppedWithANote() {
        auto random = gestures(35);
        {
            const auto project = create();
            edit(*project, random, 12);
        }
        const auto all = lines();
        const std::string last = all.back();
        std::string before;
        for (std::size_t i = 0; i + 1 < all.size(); ++i) before += all[i];
        const auto whole = readProject(folder()).assertions;
        for (std::size_t size = 1; size < last.size() - 1; size += 7) {
            test_files::write(journal(), QByteArray::fromStdString(before + last.substr(0, size)));
            const auto project = open();
            QCOMPARE(project->notes().size(), std::size_t{1});
            QVERIFY(test_files::joined(project->notes()).contains("not written to its end"));
            QVERIFY(!project->rest());
            QVERIFY(project->assertions() == readProject(folder(), all.size() - 1).assertions);
            (void)project->commit(random.gesture());
            QVERIFY(project->flush());
            QVERIFY(journalText().starts_with(before + "{\"seq\":" + std::to_string(all.size())));
        }
        // Only the newline is missing: nothing is.
        test_files::write(journal(),
                          QByteArray::fromStdString(before + last.substr(0, last.size() - 1)));
        {
            const auto project = open();
            QVERIFY(project->notes().empty());
            QVERIFY(project->assertions() == whole);
            (void)project->commit(random.gesture());
        }
        QCOMPARE(lines().size(), all.size() + 1);
        QVERIFY(open()->notes().empty());
    }

    void zerosThatAMachineLeavesAreDropped() {
        auto random = gestures(36);
        Held before;
        {
            const auto project = create();
            edit(*project, random, 12);
            before = heldBy(*project);
        }
        fs::resize_file(journal(), fs::file_size(journal()) + 4096);
        const auto project = open();
        QCOMPARE(project->notes().size(), std::size_t{1});
        QVERIFY(heldBy(*project) == before);
    }

    void everyCorruptedByteIsFoundAndKeepsWhatComesBefore() {
        auto random = gestures(37);
        std::vector<Assertions> states = {Assertions()};
        {
            const auto project = create();
            for (int n = 0; n < 6; ++n) {
                (void)project->commit(random.gesture());
                states.push_back(project->assertions());
            }
        }
        const auto all = lines();
        const std::string text = journalText();
        std::size_t line = 0;
        for (std::size_t at = 0, begin = 0; at < text.size(); ++at) {
            if (at == begin + all[line].size()) begin += all[line++].size();
            std::string changed = text;
            changed[at] = static_cast<char>(changed[at] ^ (1 << random.below(8)));
            test_files::write(journal(), QByteArray::fromStdString(changed));
            const auto state = readProject(folder());
            QCOMPARE(state.sequence, line);
            QVERIFY(state.assertions == states[line]);
            if (at % 40 != 0) continue;
            // A copy, for it is written to.
            const auto project = open();
            QVERIFY(project->assertions() == states[line]);
            QVERIFY(!project->notes().empty());
            if (const auto rest = project->rest()) {
                QVERIFY(rest->gestures <= 5 - line);
                QCOMPARE(project->recoverRest(), rest->gestures);
                QVERIFY(!project->rest());
            }
        }
    }

    void whatComesAfterADamagedLineCanBeMadeAgain() {
        auto random = gestures(38);
        std::vector<Gesture> made;
        {
            const auto project = create();
            for (int n = 0; n < 10; ++n) made.push_back(project->commit(random.gesture()));
            (void)project->undo();
            (void)project->undo();
            (void)project->redo();
            project->mint({{77, {1, 2, 3}}});
        }
        auto all = lines();
        all[3][20] ^= 1;
        writeLines(all);
        Held recovered;
        {
            const auto project = open();
            QCOMPARE(project->history().steps().size(), std::size_t{3});
            const auto rest = project->rest();
            QVERIFY(rest);
            // 5 to 9 are done; 10 was undone, 4 is lost.
            QCOMPARE(rest->gestures, std::size_t{5});
            QVERIFY(rest->sentence.find("byte") != std::string::npos);
            QVERIFY(project->minted().empty());
            // What is said before it is asked for stays.
            (void)project->commit(random.gesture());
            QVERIFY(project->rest());
            QCOMPARE(project->recoverRest(), std::size_t{5});
            QCOMPARE(project->history().steps().size(), std::size_t{9});
            for (std::size_t i = 0; i < 5; ++i) {
                const auto step = project->history().gesture(4 + i);
                QVERIFY(step.said == made[4 + i].said);
                QCOMPARE(step.name, made[4 + i].name);
                QCOMPARE(step.time, made[4 + i].time);
            }
            QCOMPARE(project->minted().size(), std::size_t{1});
            recovered = heldBy(*project);
        }
        // Nothing that was there is gone, and nothing is offered twice.
        const auto now = lines();
        QVERIFY(std::equal(all.begin(), all.end(), now.begin()));
        auto project = open();
        QVERIFY(heldBy(*project) == recovered);
        QVERIFY(!project->rest());
        project->goTo(0);
        QVERIFY(project->assertions().empty());
        project->save();
        project.reset();
        QVERIFY(open()->assertions().empty());
    }

    void aStepThatWasUndoneBehindADamagedUndoIsUndone_data() {
        QTest::addColumn<bool>("goesOn");
        QTest::newRow("as it was left") << false;
        QTest::newRow("after newer edits") << true;
    }
    void aStepThatWasUndoneBehindADamagedUndoIsUndone() {
        QFETCH(bool, goesOn);
        auto random = gestures(41);
        std::vector<Gesture> made;
        {
            const auto project = create();
            for (int n = 0; n < 4; ++n) made.push_back(project->commit(random.gesture()));
            (void)project->undo();
            (void)project->undo();
            (void)project->undo();
            made.push_back(project->commit(random.gesture()));
        }
        // The first undo is lost, but nobody can undo step 3 before step 4.
        auto all = lines();
        all[4][12] ^= 1;
        writeLines(all);
        const auto project = open();
        QCOMPARE(project->history().position(), std::size_t{4});
        if (goesOn) made.push_back(project->commit(random.gesture()));
        QCOMPARE(project->recoverRest(), std::size_t{1});
        const auto saidBy = [&](std::size_t step) { return project->history().gesture(step).said; };
        if (!goesOn) {
            QCOMPARE(project->history().steps().size(), std::size_t{2});
            QVERIFY(saidBy(0) == made[0].said && saidBy(1) == made[4].said);
            return;
        }
        // What was said since lies on all four, so none of them is taken back below it.
        QCOMPARE(project->history().steps().size(), std::size_t{6});
        QVERIFY(saidBy(4) == made[5].said && saidBy(5) == made[4].said);
    }

    void workGoesOnAfterDamageThatIsNotRecovered() {
        auto random = gestures(39);
        {
            const auto project = create();
            edit(*project, random, 20);
        }
        auto all = lines();
        all[5][9] ^= 4;
        writeLines(all);
        Held now;
        {
            const auto project = open();
            QVERIFY(project->rest());
            edit(*project, random, 15);
            now = heldBy(*project);
        }
        {
            const auto project = open();
            QVERIFY(heldBy(*project) == now);
            QVERIFY(!project->rest());
        }
        // More damage later, and a line that reads well again.
        all[5][9] ^= 4;
        auto repaired = lines();
        repaired[5] = all[5];
        writeLines(repaired);
        QVERIFY(heldBy(*open()) == now);
    }

    void aSaveBeforeAnythingIsDecidedLosesNothing() {
        auto random = gestures(45);
        {
            const auto project = create();
            for (int n = 0; n < 10; ++n) (void)project->commit(random.gesture());
        }
        auto all = lines();
        all[4][20] ^= 1;
        writeLines(all);
        {
            const auto project = open();
            project->save();
        }
        Held now;
        {
            // It is offered again, and what is said after a save holds.
            const auto project = open();
            QVERIFY(project->rest());
            QCOMPARE(project->rest()->gestures, std::size_t{5});
            project->save();
            (void)project->commit(random.gesture());
            now = heldBy(*project);
        }
        const auto project = open();
        QVERIFY(heldBy(*project) == now);
        QCOMPARE(project->history().steps().size(), std::size_t{5});
        QVERIFY(!project->rest());
    }

    void aSaveKeepsTheSegmentationsThatOnlyLinesBehindDamageName() {
        auto random = gestures(46);
        std::string name;
        {
            const auto project = create();
            (void)project->commit(random.gesture());
            StoredProposal segmentation;
            segmentation.rule = PartitionRule::recommended();
            segmentation.maps.assign(
                kDepth, std::make_shared<const Image<std::uint8_t>>(kWidth, kHeight, 200));
            name = project->proposals().store(segmentation);
            Gesture segmented;
            segmented.name = "Segment";
            segmented.proposal = name;
            (void)project->commit(std::move(segmented));
        }
        auto all = lines();
        all[0][20] ^= 1;
        writeLines(all);
        const auto project = open();
        QVERIFY(project->rest());
        project->save();
        (void)project->commit(random.gesture());
        project->save();
        QCOMPARE(project->recoverRest(), std::size_t{1});
        QCOMPARE(project->history().proposal(), name);
        QVERIFY(hasMaps(project->proposals().load(name)));
    }

    void missingLinesAreFound() {
        auto random = gestures(40);
        {
            const auto project = create();
            for (int n = 0; n < 10; ++n) (void)project->commit(random.gesture());
        }
        auto all = lines();
        all.erase(all.begin() + 4);
        writeLines(all);
        const auto project = open();
        QCOMPARE(project->history().steps().size(), std::size_t{4});
        QVERIFY(project->rest());
        QVERIFY(project->rest()->sentence.find("missing") != std::string::npos);
        QCOMPARE(project->rest()->gestures, std::size_t{5});
    }

    void aDamagedSnapshotIsNotUsed() {
        auto random = gestures(41);
        Held before;
        {
            const auto project = create();
            edit(*project, random, 40);
            project->save();
            edit(*project, random, 5);
            before = heldBy(*project);
        }
        const auto snapshot = test_files::bytesOf(folder() / "snapshot.bin");
        for (qsizetype at = 0; at < snapshot.size(); at += 1 + snapshot.size() / 150) {
            QByteArray changed = snapshot;
            changed[at] = static_cast<char>(changed[at] ^ 16);
            if (at % 3 == 0) changed.truncate(at);
            test_files::write(folder() / "snapshot.bin", changed);
            const auto project = open();
            QVERIFY(heldBy(*project) == before);
            QVERIFY(test_files::joined(project->notes()).contains("snapshot"));
        }
        // One of another journal is not used either.
        test_files::write(folder() / "snapshot.bin", snapshot);
        auto all = lines();
        all.resize(3);
        writeLines(all);
        const auto project = open();
        QVERIFY(test_files::joined(project->notes()).contains("not of this journal"));
        QVERIFY(project->assertions() == readProject(folder(), 3).assertions);
    }

    void aStepWhoseLineIsDamagedUnderASnapshotSaysSo() {
        auto random = gestures(42);
        {
            const auto project = create();
            for (int n = 0; n < 50; ++n) (void)project->commit(random.gesture());
            project->save();
        }
        auto all = lines();
        all[10][30] ^= 1;
        writeLines(all);
        const auto project = open();
        project->goTo(11);
        const auto before = heldBy(*project);
        const auto said = refusal([&] { (void)project->undo(); });
        QVERIFY2(said.contains("checksum") && said.endsWith('.'), qPrintable(said));
        QVERIFY(heldBy(*project) == before);
        (void)project->commit(random.gesture());
    }
};

QTEST_APPLESS_MAIN(TestProjectDamage)
#include "test_project_damage.moc"
