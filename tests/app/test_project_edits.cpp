#include <QFile>
#include <QJsonArray>
#include <QStandardPaths>
#include <vector>

#include "core/io/journal_line.h"
#include "core/io/project_file.h"
#include "tests/app/project_folder.h"

namespace axolemma {

/// Projects that change without the window: `apply` and `resegment`.
class TestProjectEdits : public QObject, private ProjectFolder {
    Q_OBJECT

  private Q_SLOTS:
    void applyMergesAJournalAndListsWhatContradicts();
    void whatBothCopiesHaveIsNotSaidAgain();
    void undoneEditsAreNotApplied();
    void aBadLineChangesNothing();
    void anotherWFKeepsEveryAssertion();
    void theNetworkReplacesImportedLabels();
    void theDocumentedScriptReadsAndWritesLines();
};

void TestProjectEdits::applyMergesAJournalAndListsWhatContradicts() {
    import("ours.axo");
    fs::remove_all(path("theirs.axo"));
    fs::copy(path("ours.axo"), path("theirs.axo"), fs::copy_options::recursive);
    std::vector<Gesture> theirs;
    {
        const auto project = open("ours.axo", "Ada");
        (void)project->commit(linked(placeIn(0), placeIn(1), Relation::Same));
        const auto other = open("theirs.axo", "Grace");
        theirs.push_back(other->commit(linked(placeIn(1), placeIn(2), Relation::Same)));
        theirs.push_back(other->commit(linked(placeIn(0), placeIn(2), Relation::Different)));
        QVERIFY(project->flush() && other->flush());
    }
    const Outcome outcome = call("apply ours.axo theirs.axo/journal.jsonl --json");
    COMPARE_CODE(outcome, 0);
    const QJsonObject said = jsonLines(outcome.out).value(0);
    QCOMPARE(said["applied"].toInt(), 2);
    QCOMPARE(said["by_author"].toObject()["Grace"].toInt(), 2);
    const QJsonArray contradictions = said["contradictions"].toArray();
    QVERIFY2(!contradictions.isEmpty(), outcome.out.constData());
    QCOMPARE(contradictions[0]["sentence"].toString(),
             "These places were said to be one neuron, but also to be different.");
    QCOMPARE(contradictions[0]["place"].toArray().size(), 3);
    const auto merged = open("ours.axo");
    const auto steps = merged->history().steps();
    QCOMPARE(steps.size(), std::size_t{4});
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(steps[i + 2].author, std::string("Grace"));
        QCOMPARE(steps[i + 2].time, theirs[i].time);
        QVERIFY(steps[i + 2].sequence > steps[i + 1].sequence);
        QVERIFY(merged->history().gesture(i + 2).said == theirs[i].said);
    }
}

void TestProjectEdits::whatBothCopiesHaveIsNotSaidAgain() {
    import("ours.axo");
    {
        const auto project = open("ours.axo", "Ada");
        (void)project->commit(linked(placeIn(0), placeIn(1), Relation::Same));
    }
    fs::remove_all(path("theirs.axo"));
    fs::copy(path("ours.axo"), path("theirs.axo"), fs::copy_options::recursive);
    {
        // What Ada said since is the last word about these two places.
        const auto project = open("ours.axo", "Ada");
        (void)project->commit(linked(placeIn(0), placeIn(1), Relation::Different));
        const auto other = open("theirs.axo", "Grace");
        (void)other->commit(linked(placeIn(1), placeIn(2), Relation::Same));
    }
    const Outcome outcome = call("apply ours.axo theirs.axo --json");
    COMPARE_CODE(outcome, 0);
    const QJsonObject said = jsonLines(outcome.out).value(0);
    QCOMPARE(said["applied"].toInt(), 1);
    QCOMPARE(said["already_there"].toInt(), 2);
    QVERIFY(said["contradictions"].toArray().isEmpty());
    const auto labels = replayed("ours.axo");
    QVERIFY(labels.slice(0)(7, 10) != labels.slice(0)(23, 10));
    QCOMPARE(labels.slice(0)(23, 10), labels.slice(0)(39, 10));
}

void TestProjectEdits::undoneEditsAreNotApplied() {
    import("ours.axo");
    import("theirs.axo");
    {
        const auto other = open("theirs.axo", "Grace");
        (void)other->commit(linked(placeIn(0), placeIn(1), Relation::Same));
        (void)other->commit(linked(placeIn(1), placeIn(2), Relation::Same));
        (void)other->undo();
    }
    COMPARE_CODE(call("apply ours.axo theirs.axo"), 0);
    const auto project = open("ours.axo");
    QCOMPARE(project->assertions().links().size(), std::size_t{1});
    // The import of the other project is no edit of this one.
    QCOMPARE(project->history().steps().size(), std::size_t{2});
}

void TestProjectEdits::aBadLineChangesNothing() {
    import("ours.axo");
    const Gesture good = linked(placeIn(0), placeIn(1), Relation::Same, "Grace");
    const std::string first = encodeLine(
        {.sequence = 5, .time = "2026-11-26T09:30:15.123Z", .author = "Grace", .what = good});
    std::string second = encodeLine(
        {.sequence = 6, .time = "2026-11-26T09:30:16.123Z", .author = "Grace", .what = good});
    const std::string whole = second;
    second[second.find("same")] = 'S';
    std::ofstream(path("edits.jsonl"), std::ios::binary) << first << second;
    const std::string before = contentOf(path("ours.axo") / project_layout::kJournal);
    const Outcome outcome = call("apply ours.axo edits.jsonl");
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("edits.jsonl: line 2 is damaged"), outcome.err.constData());
    QCOMPARE(contentOf(path("ours.axo") / project_layout::kJournal), before);
    // A part of a journal may begin with any number.
    std::ofstream(path("edits.jsonl"), std::ios::binary) << first << whole;
    COMPARE_CODE(call("apply ours.axo edits.jsonl"), 0);
    QVERIFY(contentOf(path("ours.axo") / project_layout::kJournal).starts_with(before));
}

void TestProjectEdits::anotherWFKeepsEveryAssertion() {
    fs::remove_all(path("net.axo"));
    COMPARE_CODE(call("project stack.tif --segment -o net.axo -q"), 0);
    const PixelRuns odd({{4, 2, 9}, {5, 1, 20}, {6, 18, 25}});
    {
        const auto project = open("net.axo");
        Gesture gesture;
        gesture.name = "Verify";
        gesture.said = {ProfileAssertion{{5, 5, 1}, odd, true},
                        FactAssertion{{5, 5, 1}, FactKind::Name, "axon 1"},
                        FactAssertion{{5, 5, 1}, FactKind::Verified, "1"},
                        LinkAssertion{placeIn(1), placeIn(2), Relation::Different}};
        (void)project->commit(gesture);
    }
    const Assertions said = open("net.axo")->assertions();
    for (const char* change : {"--wf 0", "--wf 0.9 --threshold 0.3", "--model default"}) {
        const Outcome outcome = call(QString("resegment net.axo --json ") + change);
        COMPARE_CODE(outcome, 0);
        QVERIFY(jsonLines(outcome.out).value(0)["newly_adrift"].isArray());
        QVERIFY(open("net.axo")->assertions() == said);
        const auto labels = replayed("net.axo");
        const std::uint64_t id = labels.slice(1)(5, 5);
        QVERIFY(id != 0);
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x)
                QCOMPARE(labels.slice(1)(x, y) == id, odd.contains({x, y}));
    }
    QCOMPARE(open("net.axo")->history().steps().size(), std::size_t{5});
    COMPARE_CODE(call("resegment net.axo"), 1);
    // What says how a network runs says nothing where none does.
    for (const char* option : {"--tta 8", "--device cpu", "--no-rescale", "--threads 1"}) {
        const Outcome refused = call(QString("resegment net.axo --wf 0.2 ") + option);
        COMPARE_CODE(refused, 1);
        const QByteArray name = QByteArray(option).split(' ').front();
        QVERIFY2(refused.err.contains(name + " is for running a network"), refused.err.constData());
    }
    QCOMPARE(open("net.axo")->history().steps().size(), std::size_t{5});
}

void TestProjectEdits::theNetworkReplacesImportedLabels() {
    import("again.axo");
    {
        const auto project = open("again.axo");
        (void)project->commit(linked(placeIn(0), placeIn(1), Relation::Same));
    }
    const Outcome refused = call("export again.axo --probabilities -o cell.tif");
    COMPARE_CODE(refused, 1);
    QVERIFY(refused.err.contains("has no probabilities"));
    COMPARE_CODE(call("resegment again.axo --wf 0.2"), 0);
    COMPARE_CODE(call("export again.axo --probabilities -o cell.tif"), 0);
    const QJsonObject record = objectIn(path("cell.json"));
    QCOMPARE(record["rule"]["wf"].toDouble(), 0.2);
    QCOMPARE(record["holds"].toString(), "probability of cell");
    QCOMPARE(open("again.axo")->assertions().links().size(), std::size_t{1});
}

void TestProjectEdits::theDocumentedScriptReadsAndWritesLines() {
    if (QStandardPaths::findExecutable("python3").isEmpty()) QSKIP("python3 is not installed");
    QFile readme(AXOLEMMA_README);
    QVERIFY(readme.open(QFile::ReadOnly));
    const QString text = QString::fromUtf8(readme.readAll());
    const qsizetype begin = text.indexOf("```python\n") + 10;
    QVERIFY(begin > 10);
    std::ofstream(path("edits.py"))
        << text.mid(begin, text.indexOf("```", begin) - begin).toStdString();
    // The line that is shown has the checksum that is described.
    const qsizetype line = text.indexOf("{\"seq\":");
    QVERIFY(line > 0);
    const std::string example = text.mid(line, text.indexOf('\n', line) - line).toStdString();
    QVERIFY(isWholeLine(example));
    QVERIFY(std::holds_alternative<Gesture>(decodeLine(example, {512, 512, 30}).what));
    import("script.axo");
    QProcess python;
    python.setWorkingDirectory(name());
    python.start("python3", {"edits.py", "script.axo/journal.jsonl", "edits.jsonl"});
    const Outcome outcome = outcomeOf(python);
    COMPARE_CODE(outcome, 0);
    QVERIFY2(outcome.out.contains("Import labels"), outcome.out.constData());
    COMPARE_CODE(call("apply script.axo edits.jsonl"), 0);
    QCOMPARE(open("script.axo")->history().steps().back().author, std::string("script"));
    QCOMPARE(open("script.axo")->assertions().links().size(), std::size_t{1});
}

}  // namespace axolemma

QTEST_GUILESS_MAIN(axolemma::TestProjectEdits)
#include "test_project_edits.moc"
