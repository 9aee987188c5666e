#include <fstream>

#include "core/error.h"
#include "core/io/journal_line.h"
#include "core/io/journal_reader.h"
#include "core/proofreading/history.h"
#include "files.h"
#include "tests/support/random_gestures.h"

using namespace axolemma;
using axolemma::test::RandomGestures;
namespace fs = std::filesystem;

namespace {

constexpr StackExtent kExtent{60, 40, 5};

JournalLine lineOf(std::uint64_t sequence, Gesture gesture) {
    JournalLine line{sequence, "2026-11-26T09:30:15.123Z", "A. \"X\" \\ Ö", {}};
    gesture.sequence = sequence;
    gesture.time = line.time;
    gesture.author = line.author;
    line.what = std::move(gesture);
    return line;
}

/// Gestures as a project writes them.
std::vector<JournalLine> someLines(int gestures, std::uint32_t seed) {
    RandomGestures random(seed, kExtent.width, kExtent.height, kExtent.depth);
    History history;
    std::vector<JournalLine> lines;
    std::uint64_t sequence = 0;
    const auto add = [&](auto what) {
        lines.push_back({++sequence, "2026-11-26T09:30:15.123Z", "me", std::move(what)});
    };
    for (int n = 0; n < gestures; ++n) {
        lines.push_back(lineOf(sequence + 1, history.commit(random.gesture())));
        ++sequence;
        if (n % 3 == 1) add(UndoOf{history.undo().sequence});
        if (n % 6 == 1) add(RedoOf{history.redo().sequence});
        if (n % 4 == 0)
            add(std::vector<MintedId>{{18446744073709551615U - n, random.place()},
                                      {1U + n, random.place()}});
    }
    return lines;
}

QString whyRefused(const std::string& text) {
    try {
        (void)decodeLine(text, kExtent);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// The line with a right checksum for what it says now.
std::string resealed(std::string line) {
    const auto crc = line.rfind(",\"crc\"");
    std::string body = line.substr(0, crc);
    std::uint32_t sum = 0xFFFFFFFF;
    for (const char byte : body) {
        sum ^= static_cast<std::uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0);
    }
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08x", ~sum);
    return body + ",\"crc\":\"" + digits + "\"}";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    Q_ASSERT(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

class TestJournal : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    fs::path path() const { return folder_.filePath("journal.jsonl").toStdString(); }

  private Q_SLOTS:
    void init() { test_files::write(path(), ""); }

    void aLineIsReadAsItWasWritten() {
        for (const JournalLine& line : someLines(300, 21)) {
            std::string text = encodeLine(line);
            QVERIFY(text.ends_with("\"}\n"));
            QCOMPARE(std::ranges::count(text, '\n'), 1);
            text.pop_back();
            QVERIFY(decodeLine(text, kExtent) == line);
            QCOMPARE(QString::fromStdString(resealed(text)), QString::fromStdString(text));
        }
    }

    void anyScriptCanReadALine() {
        const auto lines = someLines(20, 22);
        std::ofstream out(path(), std::ios::binary);
        for (const JournalLine& line : lines) out << encodeLine(line);
        out.close();
        QProcess python;
        python.start(AXOLEMMA_PYTHON, {"-c",
                                       "import json,sys,zlib\n"
                                       "for n, line in enumerate(open(sys.argv[1], 'rb'), 1):\n"
                                       "    body = line[:line.rindex(b',\"crc\"')]\n"
                                       "    step = json.loads(line)\n"
                                       "    assert step['crc'] == '%08x' % zlib.crc32(body)\n"
                                       "    assert step['seq'] == n\n"
                                       "print(n)",
                                       QString::fromStdString(path().string())});
        QVERIFY(python.waitForFinished());
        QCOMPARE(python.readAllStandardOutput().trimmed(),
                 QByteArray::number(qulonglong(lines.size())));
    }

    void textThatIsNotUtf8IsReplaced() {
        Gesture gesture;
        gesture.name = "caf\xE9";
        const auto text = encodeLine(lineOf(1, gesture));
        const auto read = decodeLine(text.substr(0, text.size() - 1), kExtent);
        QCOMPARE(std::get<Gesture>(read.what).name, std::string("caf\xEF\xBF\xBD"));
    }

    void everyChangedByteIsFound() {
        for (const JournalLine& line : someLines(4, 23)) {
            const std::string text = encodeLine(line);
            for (std::size_t at = 0; at + 1 < text.size(); ++at) {
                for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                    std::string changed = text.substr(0, text.size() - 1);
                    changed[at] = static_cast<char>(changed[at] ^ flip);
                    QVERIFY2(!whyRefused(changed).isEmpty(), changed.c_str());
                }
            }
            for (std::size_t size = 0; size + 1 < text.size(); ++size)
                QVERIFY(!whyRefused(text.substr(0, size)).isEmpty());
        }
    }

    void whatCannotBeIsRefusedWithWords_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* from, const char* to, const char* words) {
            QTest::newRow(name) << from << to << words;
        };
        row("unknown kind", "\"kind\":\"link\"", "\"kind\":\"knot\"", "does not know");
        row("unknown claim", "\"boundary\"", "\"mitochondrion\"", "version knows");
        row("unknown fact", "\"fact\":\"name\"", "\"fact\":\"mood\"", "version knows");
        row("unknown line", "\"said\"", "\"sung\"", "does not know");
        row("runs that overlap", "[3,1,5,4,0,2]", "[3,1,5,3,4,9]", "not in order");
        row("runs that touch", "[3,1,5,4,0,2]", "[3,1,5,3,5,9]", "not in order");
        row("rows that go back", "[3,1,5,4,0,2]", "[3,1,5,2,0,2]", "not in order");
        row("an empty run", "[3,1,5,4,0,2]", "[3,1,1,4,0,2]", "whole number");
        row("beyond the stack", "[3,1,5,4,0,2]", "[3,1,61,4,0,2]", "whole number");
        row("below the stack", "[3,1,5,4,0,2]", "[3,1,5,40,0,2]", "whole number");
        row("left of the stack", "[3,1,5,4,0,2]", "[3,-1,5,4,0,2]", "whole number");
        row("half a run", "[3,1,5,4,0,2]", "[3,1,5,4,0]", "three numbers");
        row("a fraction", "[3,1,5,4,0,2]", "[3,1.5,5,4,0,2]", "whole number");
        row("a slice too far", "\"z\":2", "\"z\":5", "whole number");
        row("a huge number", "\"z\":2", "\"z\":99999999999999999999999", "whole number");
        row("number zero", "\"seq\":7", "\"seq\":0", "whole number");
        row("no number", "\"seq\":7", "\"sec\":7", "not written as");
        row("a place of two", "\"a\":[1,2,3]", "\"a\":[1,2]", "three numbers");
        row("no list", "\"before\":[]", "\"before\":{}", "no list");
        row("text for a list", "\"before\":[]", "\"before\":\"\"", "no list");
        row("a colour that is none", "#ff0000", "#ff00zz", "colour");
        row("a name that is a number", "\"name\":\"N\"", "\"name\":12", "text");
        row("proposal without the one before", "\"proposal_before\"", "\"proposal_after\"",
            "not written as");
    }
    void whatCannotBeIsRefusedWithWords() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, words);
        Gesture gesture;
        gesture.name = "N";
        gesture.said = {PixelAssertion{2, PixelRuns({{3, 1, 5}, {4, 0, 2}}), PixelClaim::Boundary},
                        LinkAssertion{{1, 2, 3}, {4, 5, 4}, Relation::Same},
                        FactAssertion{{1, 2, 3}, FactKind::Name, "x"},
                        FactAssertion{{1, 2, 3}, FactKind::Colour, "#ff0000"}};
        gesture.proposal = "p";
        std::string text = encodeLine(lineOf(7, gesture));
        text.pop_back();
        QVERIFY(whyRefused(text).isEmpty());
        const auto wrong = resealed(replaced(text, from.toStdString(), to.toStdString()));
        QVERIFY2(whyRefused(wrong).contains(words), qPrintable(whyRefused(wrong)));
    }

    void boundaryBesideAVerifiedProfileIsVerifiedUnlessItsLineTells() {
        const ProfileAssertion profile{{1, 2, 3}, PixelRuns({{2, 1, 4}}), true};
        const PixelAssertion verified{3, PixelRuns({{2, 4, 5}}), PixelClaim::Boundary, true};
        PixelAssertion painted = verified;
        painted.verified = false;
        const auto textOf = [](const std::vector<Assertion>& said) {
            Gesture gesture;
            gesture.said = said;
            std::string text = encodeLine(lineOf(1, gesture));
            text.pop_back();
            return text;
        };
        const auto saidOf = [](const std::string& text) {
            return std::get<Gesture>(decodeLine(resealed(text), kExtent).what).said;
        };
        for (const PixelAssertion& pixels : {verified, painted})
            for (const auto& said :
                 {std::vector<Assertion>{pixels, profile}, std::vector<Assertion>{profile, pixels},
                  std::vector<Assertion>{pixels}})
                QVERIFY(saidOf(textOf(said)) == said);
        // A script need not write it, and a stroke alone is painted.
        const auto silent = [](const std::string& text) {
            return replaced(text, R"("verified":true,"runs":[2,4)", R"("runs":[2,4)");
        };
        QVERIFY(std::get<PixelAssertion>(saidOf(silent(textOf({verified, profile})))[0]).verified);
        QVERIFY(!std::get<PixelAssertion>(saidOf(silent(textOf({verified})))[0]).verified);
        auto elsewhere = profile;
        elsewhere.place.z = 2;
        QVERIFY(
            !std::get<PixelAssertion>(saidOf(silent(textOf({verified, elsewhere})))[0]).verified);
        QVERIFY(whyRefused(resealed(replaced(textOf({verified}), "\"claim\":\"boundary\"",
                                             "\"claim\":\"interior\"")))
                    .contains("no boundary"));
    }

    void whatALaterVersionAddsIsPassedOver() {
        auto text = encodeLine(lineOf(1, {}));
        text.pop_back();
        const auto more = resealed(replaced(text, "\"said\"", "\"mood\":{\"a\":[1]},\"said\""));
        QVERIFY(decodeLine(more, kExtent) == decodeLine(text, kExtent));
    }

    void linesOfAnyLengthAreFoundInAFile() {
        std::string text;
        std::vector<std::size_t> sizes = {0,       1, 100, (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
                                          5000000, 0, 3};
        for (const auto size : sizes) text += std::string(size, 'x') + "\n";
        for (const bool open : {false, true}) {
            test_files::write(path(), QByteArray::fromStdString(text + (open ? "torn" : "")));
            JournalReader reader(path());
            std::uint64_t offset = 0;
            for (const auto size : sizes) {
                const auto line = reader.next();
                QVERIFY(line);
                QCOMPARE(line->text.size(), size);
                QCOMPARE(line->offset, offset);
                QVERIFY(!line->open);
                offset = line->end();
            }
            const auto last = reader.next();
            QCOMPARE(last.has_value(), open);
            if (last) QVERIFY(last->text == "torn" && last->open);
            QVERIFY(!reader.next());
        }
    }
};

QTEST_APPLESS_MAIN(TestJournal)
#include "test_journal.moc"
