#include <QJsonArray>
#include <vector>

#include "core/io/export_record.h"
#include "core/io/project_file.h"
#include "tests/app/project_folder.h"

namespace axolemma {

/// Projects without the window: `project`, `replay` and `export`.
class TestProjects : public QObject, private ProjectFolder {
    Q_OBJECT

  private Q_SLOTS:
    void importedLabelsComeOutAsTheyWent_data();
    void importedLabelsComeOutAsTheyWent();
    void labelsOfAnotherSizeAreRefused();
    void replayStopsAfterTheLineThatIsNamed();
    void replayGivesWhatTheWindowDerives();
    void damageIsSaidAndNothingIsPassedInSilence();
    void aProjectOfANewerVersionIsRefused();
    void anExportSaysWhatItIsMadeOf();
    void aFailedExportLeavesNeitherFile();
    void aStoppedProjectIsNotThere();
    void wrongUsageIsSaid_data();
    void wrongUsageIsSaid();
};

void TestProjects::importedLabelsComeOutAsTheyWent_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("bits");
    QTest::newRow("16 bits") << "in16.tif" << 16;
    QTest::newRow("32 bits") << "in32.nrrd" << 32;
    QTest::newRow("64 bits, up to 2^64 - 1") << "in64.tif" << 64;
}

void TestProjects::importedLabelsComeOutAsTheyWent() {
    QFETCH(QString, file);
    QFETCH(int, bits);
    // Labels that touch, in parts, and single pixels.
    Volume<std::uint64_t> labels(kWidth, kHeight, kDepth);
    const std::uint64_t top = bits == 64 ? kLargestId : (std::uint64_t{1} << bits) - 1;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::uint64_t noise = (i * 2654435761U) % 97;
        labels.begin()[i] = noise < 12 ? 0 : noise < 40 ? top - noise % 3 : noise / 30;
    }
    const auto narrow = [&]<typename T>(T) {
        Volume<T> volume(kWidth, kHeight, kDepth);
        std::ranges::transform(labels, volume.begin(), [](auto id) { return static_cast<T>(id); });
        return volume;
    };
    const fs::path in = path(file);
    if (bits == 16) writeStack(in, Stack(narrow(std::uint16_t{}), {4, 4, 50}));
    if (bits == 32) writeStack(in, Stack(narrow(std::uint32_t{}), {4, 4, 50}));
    if (bits == 64) writeStack(in, Stack(labels.clone(), {4, 4, 50}));
    fs::remove_all(path("any.axo"));
    COMPARE_CODE(call("project stack.tif --labels " + file + " -o any.axo"), 0);
    QVERIFY(same(replayed("any.axo --boundary keep"), labels));
    // Whatever line holds the labels, they have their ids.
    QVERIFY(same(replayed("any.axo --until 2 --boundary keep"), labels));
    if (bits != 64) return;
    // Not one byte differs.
    QCOMPARE(contentOf(path("replayed.tif")), contentOf(in));
}

void TestProjects::labelsOfAnotherSizeAreRefused() {
    writeStack(path("small.tif"), Stack(Volume<std::uint16_t>(8, 8, kDepth, 1), {4, 4, 50}));
    const Outcome outcome = call("project stack.tif --labels small.tif -o small.axo");
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("small.tif") && outcome.err.contains("48 x 32 x 4"),
             outcome.err.constData());
    QVERIFY(!fs::exists(path("small.axo")));
}

void TestProjects::replayStopsAfterTheLineThatIsNamed() {
    import("steps.axo");
    std::uint64_t merged = 0;
    std::uint64_t drawn = 0;
    std::uint64_t undone = 0;
    {
        const auto project = open("steps.axo");
        merged = project->commit(linked(placeIn(0), placeIn(1), Relation::Same)).sequence;
        Gesture wall;
        wall.name = "Draw boundary";
        wall.said = {PixelAssertion{2, PixelRuns({{5, 3, 9}}), PixelClaim::Boundary}};
        drawn = project->commit(wall).sequence;
        (void)project->undo();
        undone = drawn + 1;
        QVERIFY(project->flush());
    }
    Volume<std::uint64_t> expected = columns();
    const auto after = [&](std::uint64_t line) {
        return replayed(QString("steps.axo --until %1").arg(line));
    };
    QVERIFY(same(after(merged - 1), expected));
    // A merge keeps the smaller id of the two.
    std::ranges::replace(expected, kIds[1], kIds[0]);
    QVERIFY(same(after(merged), expected));
    Volume<std::uint64_t> withWall = expected.clone();
    for (int x = 3; x < 9; ++x) withWall.slice(2)(x, 5) = 0;
    QVERIFY(same(after(drawn), withWall));
    QVERIFY(same(after(undone), expected));
    QVERIFY(same(replayed("steps.axo"), expected));
    const Outcome nothing = call("replay steps.axo --until 1 -o replayed.tif");
    COMPARE_CODE(nothing, 1);
    QVERIFY(nothing.err.contains("nothing is segmented after line 1"));
    const Outcome beyond = call("replay steps.axo --until 99 -o replayed.tif");
    COMPARE_CODE(beyond, 1);
    QVERIFY(beyond.err.contains("there is no step 99"));
}

void TestProjects::replayGivesWhatTheWindowDerives() {
    import("cut.axo");
    // A wall through the left column sets a part free, which gets an id of its own.
    COMPARE_CODE(call("replay cut.axo -o before.tif"), 0);
    {
        const auto project = open("cut.axo");
        Gesture wall;
        wall.name = "Cut";
        for (int z = 0; z < kDepth; ++z)
            wall.said.emplace_back(
                PixelAssertion{z, PixelRuns({{20, 0, 15}}), PixelClaim::Boundary});
        (void)project->commit(wall);
        Gesture apart = linked({7, 10, 0}, {7, 25, 0}, Relation::Different);
        (void)project->commit(apart);
    }
    const Volume<std::uint64_t> labels = replayed("cut.axo");
    const std::uint64_t above = labels.slice(0)(7, 10);
    const std::uint64_t below = labels.slice(0)(7, 25);
    QCOMPARE(std::min(above, below), kIds[0]);
    QVERIFY(above != below && std::max(above, below) != 0);
    // Slices are numbered one after the other where that is asked for.
    const Volume<std::uint64_t> bySlice = replayed("cut.axo --per-slice");
    QCOMPARE(*std::ranges::max_element(bySlice), std::uint64_t{4 * kDepth});
    const Volume<std::uint64_t> grown = replayed("cut.axo --boundary grown");
    QCOMPARE(std::ranges::count(grown, 0U), 0);
}

void TestProjects::damageIsSaidAndNothingIsPassedInSilence() {
    import("damaged.axo");
    std::uint64_t last = 0;
    {
        const auto project = open("damaged.axo");
        for (int z = 0; z < 3; ++z)
            last = project->commit(linked(placeIn(0, z), placeIn(1, z), Relation::Same)).sequence;
    }
    const fs::path journal = path("damaged.axo") / project_layout::kJournal;
    std::string text = contentOf(journal);
    text[text.rfind("same", text.rfind("\"seq\":" + std::to_string(last))) + 1] = 'x';
    std::ofstream(journal, std::ios::binary) << text;
    const Outcome whole = call("replay damaged.axo -o replayed.tif");
    COMPARE_CODE(whole, 0);
    QVERIFY2(whole.err.contains("is damaged"), whole.err.constData());
    const Outcome behind = call(QString("replay damaged.axo --until %1 -o replayed.tif").arg(last));
    COMPARE_CODE(behind, 1);
    QVERIFY2(behind.err.contains("is damaged"), behind.err.constData());
    const Outcome changed = call("resegment damaged.axo --wf 0.1");
    COMPARE_CODE(changed, 1);
    QVERIFY2(changed.err.contains("nothing was changed"), changed.err.constData());
    QCOMPARE(contentOf(journal), text);
}

void TestProjects::aProjectOfANewerVersionIsRefused() {
    import("newer.axo");
    QJsonObject file = objectIn(path("newer.axo") / project_layout::kProject);
    file["version"] = ProjectFile::kVersion + 1;
    std::ofstream(path("newer.axo") / project_layout::kProject)
        << QJsonDocument(file).toJson().toStdString();
    for (const char* command :
         {"replay newer.axo -o replayed.tif", "apply newer.axo newer.axo",
          "resegment newer.axo --wf 0.1", "export newer.axo -o replayed.tif"}) {
        const Outcome outcome = call(command);
        COMPARE_CODE(outcome, 1);
        QVERIFY2(outcome.err.contains("newer version of Axolemma"), outcome.err.constData());
    }
}

void TestProjects::anExportSaysWhatItIsMadeOf() {
    import("said.axo");
    {
        const auto project = open("said.axo", "Ada");
        Gesture gesture;
        gesture.name = "Lock and verify";
        gesture.said = {FactAssertion{placeIn(1), FactKind::Locked, "1"},
                        FactAssertion{placeIn(0), FactKind::Verified, "1"},
                        ProfileAssertion{placeIn(0), PixelRuns({{10, 0, 15}}), true}};
        (void)project->commit(gesture);
        (void)project->commit(linked(placeIn(1), placeIn(2), Relation::Different, "Grace"));
    }
    COMPARE_CODE(call("export said.axo -o said.nrrd"), 0);
    const QJsonObject record = objectIn(path("said.json"));
    QCOMPARE(record["format"].toString(), "axolemma export");
    QCOMPARE(record["file"].toString(), "said.nrrd");
    QCOMPARE(record["stack"]["path"].toString(), name() + "/stack.tif");
    QCOMPARE(record["stack"]["width"].toInt(), kWidth);
    QCOMPARE(record["edits"]["total"].toInt(), 2);
    QCOMPARE(record["edits"]["by_author"]["Ada"].toInt(), 1);
    QCOMPARE(record["edits"]["by_author"]["Grace"].toInt(), 1);
    QVERIFY(record["rule"].isNull() && record["model"].isNull());
    QVERIFY(record["neurons"]["count"].toInt() >= 3);
    QCOMPARE(record["neurons"]["verified"].toInt(), 1);
    QCOMPARE(record["area"]["verified"].toInt(), 15);
    QCOMPARE(record["locked"].toArray().size(), 1);
    QCOMPARE(record["locked"][0].toDouble(), 5e9);
    // What the network says has a model, whose file can be found.
    COMPARE_CODE(call("segment stack.tif -o cells.tif --wf 0.3"), 0);
    const QJsonObject plain = objectIn(path("cells.json"));
    QCOMPARE(plain["rule"]["wf"].toDouble(), 0.3);
    QCOMPARE(plain["edits"]["total"].toInt(), 0);
    QCOMPARE(plain["model"]["sha256"].toString().toStdString(), hashOfFile(AXOLEMMA_DEFAULT_MODEL));
}

void TestProjects::aFailedExportLeavesNeitherFile() {
    import("failed.axo");
    // PNG holds no such ids.
    const Outcome outcome = call("export failed.axo -o failed.png");
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("failed.png"), outcome.err.constData());
    QVERIFY(!fs::exists(path("failed.json")) && !fs::exists(path("failed_0000.png")));
    // A file of somebody's own is not replaced by a record.
    std::ofstream(path("own.json")) << "{}";
    COMPARE_CODE(call("export failed.axo -o own.tif"), 1);
    QVERIFY(!fs::exists(path("own.tif")));
    QCOMPARE(contentOf(path("own.json")), std::string("{}"));
}

void TestProjects::aStoppedProjectIsNotThere() {
    // What is not a label volume is found only after the stack was read.
    writeStack(path("none.tif"), Stack(Volume<std::uint16_t>(kWidth, kHeight, kDepth, 0)));
    COMPARE_CODE(call("project stack.tif --labels none.tif -o none.axo"), 1);
    QVERIFY(!fs::exists(path("none.axo")));
    import("taken.axo");
    const std::string before = contentOf(path("taken.axo") / project_layout::kJournal);
    COMPARE_CODE(call("project stack.tif -o taken.axo"), 1);
    QCOMPARE(contentOf(path("taken.axo") / project_layout::kJournal), before);
}

void TestProjects::wrongUsageIsSaid_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("no name") << "project stack.tif" << 2 << "--output";
    QTest::newRow("another name") << "project stack.tif -o cells" << 1 << "ends with .axo";
    QTest::newRow("both") << "project stack.tif --segment --labels columns.tif -o b.axo" << 2
                          << "--labels";
    QTest::newRow("no project") << "replay stack.tif -o any.tif" << 1 << "stack.tif is no project";
    QTest::newRow("no file") << "apply gone.axo gone.jsonl" << 1 << "gone.axo";
    QTest::newRow("no format") << "export gone.axo -o any.txt" << 1 << "any.txt";
    QTest::newRow("w_f") << "resegment gone.axo --wf 2" << 2 << "between 0 and 1";
    QTest::newRow("a run without a network")
        << "project stack.tif -o b.axo --tta 8" << 2 << "--tta requires --segment";
    for (const char* option : {"--bits 16", "--boundary grown", "--per-slice"})
        for (const char* of : {"--training masks", "--probabilities -o any.tif"})
            QTest::addRow("%s of %s", option, of)
                << QString("export gone.axo %1 %2").arg(of, option) << 2
                << QString(option).section(' ', 0, 0);
    QTest::newRow("line") << "replay gone.axo --until -3 -o any.tif" << 2 << "until";
}

void TestProjects::wrongUsageIsSaid() {
    QFETCH(QString, arguments);
    QFETCH(int, code);
    QFETCH(QString, said);
    const Outcome outcome = call(arguments);
    COMPARE_CODE(outcome, code);
    QVERIFY2(QString(outcome.err).contains(said), outcome.err.constData());
    QCOMPARE(linesOf(outcome.err), 1);
}

}  // namespace axolemma

QTEST_GUILESS_MAIN(axolemma::TestProjects)
#include "test_projects.moc"
