#include <QtTest>
#include <filesystem>
#include <functional>

#include "core/error.h"
#include "model_bytes.h"
#include "segmentation/ensemble.h"
#include "segmentation/model_reference.h"
#include "segmentation/model_store.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

namespace {

constexpr Architecture kFirst{.width = 8, .fullResolution = true, .batchNorm = true};
constexpr Architecture kSecond{.width = 4};

}  // namespace

/// Models without weights of their own, which refer to those beside them.
class TestModelReference : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::vector<fs::path> members_;

    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

    static QString whyRefused(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    /// Says something else in the header of both.axomodel, with a checksum that is right.
    void say(const std::string& before, const std::string& after) {
        const QString file = folder_.filePath("both.axomodel");
        ModelParts parts = partsOf(bytesOf(file));
        const auto at = parts.header.find(before);
        QVERIFY2(at != std::string::npos, parts.header.c_str());
        parts.header.replace(at, before.size(), after);
        writeBytes(file, parts.bytes());
    }
    QString whyNotRead() const {
        return whyRefused([this] { (void)readModelFile(path("both.axomodel")); });
    }

  private Q_SLOTS:
    void init() {
        fs::create_directories(path("other"));
        members_ = {path("a.axomodel"), path("b.axomodel")};
        writeModelFile(members_[0], randomModel(kFirst, 1));
        writeModelFile(members_[1], randomModel(kSecond, 2));
        ModelInfo info = randomModel(kFirst).info;
        info.name = "both";
        info.description = "the mean of two";
        writeReference(path("both.axomodel"), info, members_);
    }

    void itIsReadAsTheEnsembleOfItsMembers() {
        const ModelFile whole = ensembleOf(members_, "both");
        const ModelFile read = readModelFile(path("both.axomodel"));
        QCOMPARE(read.tensors.size(), whole.tensors.size());
        for (std::size_t i = 0; i < read.tensors.size(); ++i) {
            QCOMPARE(read.tensors[i].name, whole.tensors[i].name);
            QCOMPARE(read.tensors[i].values, whole.tensors[i].values);
        }
        const ModelInfo info = readModelInfo(path("both.axomodel"));
        QCOMPARE(info.description, "the mean of two");
        QCOMPARE(networksIn(info), 2);
        QCOMPARE(architectureOf(info, 1), kSecond);
        QVERIFY(isReference(path("both.axomodel")) && !isReference(members_[0]));
        QVERIFY(fs::file_size(path("both.axomodel")) < 2000);
    }

    void aMemberThatChangedOrIsGoneIsNamed() {
        writeModelFile(members_[1], randomModel(kSecond, 3));
        QVERIFY2(whyNotRead().contains("b.axomodel, which has changed"), qPrintable(whyNotRead()));
        fs::remove(members_[1]);
        QVERIFY2(whyNotRead().contains("b.axomodel, which is not beside"),
                 qPrintable(whyNotRead()));
    }

    void nothingIsReadFromAnotherFolder() {
        fs::rename(members_[1], path("other") / "b.axomodel");
        std::string before = "b.axomodel";
        for (const char* name : {"../b.axomodel", "other/b.axomodel", "/etc/passwd", "..", ""}) {
            const auto named = [](const std::string& file) { return "\"file\":\"" + file + '"'; };
            say(named(before), named(name));
            before = name;
            QVERIFY2(whyNotRead().contains("another folder"), qPrintable(whyNotRead()));
        }
        const auto elsewhere = path("other") / "b.axomodel";
        QVERIFY(whyRefused([&] {
                    writeReference(path("c.axomodel"), {}, {members_[0], elsewhere});
                }).contains("not in the folder"));
    }

    void moreModelsThanNetworksAreNotLookedFor() {
        std::string more = "\"weights_of\":[";
        for (int i = 0; i < 1000; ++i) more += R"({"file":"a.axomodel","crc64":"0"},)";
        say("\"weights_of\":[", more);
        QVERIFY2(whyNotRead().contains("more models than"), qPrintable(whyNotRead()));
    }

    void networksThatAreNotWhatItSaysAreRefused() {
        say("\"width\":8", "\"width\":16");
        QVERIFY2(whyNotRead().contains("what they are not"), qPrintable(whyNotRead()));
    }

    void itRefersToNoneThatRefers() {
        const auto chain = [this] {
            writeReference(path("c.axomodel"), {}, {path("both.axomodel"), members_[0]});
        };
        QVERIFY2(whyRefused(chain).contains("no weights of its own"),
                 qPrintable(whyRefused(chain)));
        // Nor to itself, whatever its header says.
        say("\"file\":\"a.axomodel\"", "\"file\":\"both.axomodel\"");
        QVERIFY2(whyNotRead().contains("no weights of its own"), qPrintable(whyNotRead()));
    }

    void itIsNotWrittenOverAModelThatItIsMadeOf() {
        const std::string before = bytesOf(QString::fromStdString(members_[1].string()));
        fs::create_symlink(members_[1], path("link.axomodel"));
        for (const fs::path& output : {members_[1], path("link.axomodel")}) {
            const QString said = whyRefused([&] { writeReference(output, {}, members_); });
            QVERIFY2(said.contains(QString::fromStdString(output.string())) &&
                         said.contains("another name"),
                     qPrintable(said));
        }
        QCOMPARE(bytesOf(QString::fromStdString(members_[1].string())), before);
        fs::remove(path("link.axomodel"));
    }

    void neitherAModelNorWhatItRefersToIsTheNewFile() {
        const auto refusal = [this](const char* output, const fs::path& model) {
            return whyRefused([&] { requireOtherFile(path(output), model); });
        };
        for (const char* output : {"both.axomodel", "a.axomodel", "b.axomodel"})
            QVERIFY(refusal(output, path("both.axomodel")).contains(output));
        QCOMPARE(refusal("new.axomodel", path("both.axomodel")), QString());
        QCOMPARE(refusal("b.axomodel", members_[0]), QString());
        QVERIFY(refusal("b.axomodel", members_[1]).contains("would be lost"));
    }

    void aCopyElsewhereHasItsWeights() {
        QTemporaryDir home;
        qputenv("XDG_DATA_HOME", home.path().toUtf8());
        const ModelEntry mine = importModel(path("both.axomodel"), "mine");
        QVERIFY(!isReference(mine.path));
        QCOMPARE(readModelFile(mine.path).tensors.size(),
                 readModelFile(path("both.axomodel")).tensors.size());
        exportModel("mine", path("other") / "out.axomodel", false);
        QCOMPARE(networksIn(readModelFile(path("other") / "out.axomodel").info), 2);
    }
};

QTEST_APPLESS_MAIN(TestModelReference)
#include "test_model_reference.moc"
