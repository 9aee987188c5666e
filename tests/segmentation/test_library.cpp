#include "segmentation/library.h"

#include <QtTest>

#include "core/error.h"
#include "model_bytes.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

class TestLibrary : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    fs::path userModels() const {
        return fs::path(folder_.path().toStdString()) / "axolemma" / "models";
    }

    static QString findingSays(const std::string& name) {
        try {
            (void)findModel(name);
        } catch (const Error& e) {
            return e.what();
        }
        return {};
    }

  private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
        fs::create_directories(userModels());
        for (const char* name : {"zebra.axomodel", "ape.axomodel", "notes.txt"})
            writeModelFile(userModels() / name, randomModel({4, 1, true, true, true}));
    }

    void modelsOfTheUserAreListedAfterTheShippedOnes() {
        const std::vector<ModelEntry> models = availableModels();
        std::vector<std::string> own;
        bool shipped = true;
        for (const ModelEntry& entry : models) {
            QVERIFY2(shipped || !entry.shipped, "a shipped model after one of the user's");
            shipped = entry.shipped;
            if (!entry.shipped) own.push_back(entry.name);
            QVERIFY(fs::exists(entry.path));
        }
        QVERIFY((own == std::vector<std::string>{"ape", "zebra"}));
    }

    void defaultComesFirst() {
        writeModelFile(userModels() / "default.axomodel", randomModel({4, 1, true, true, true}));
        const std::vector<ModelEntry> models = availableModels();
        fs::remove(userModels() / "default.axomodel");
        QCOMPARE(models.front().name, std::string("default"));
    }

    void aModelIsFoundByNameAndByPath() {
        QCOMPARE(findModel("zebra").string(), (userModels() / "zebra.axomodel").string());
        const std::string path = (userModels() / "ape.axomodel").string();
        QCOMPARE(findModel(path).string(), path);
    }

    void anUnknownModelIsAnErrorThatListsWhatThereIs() {
        const QString said = findingSays("giraffe");
        QVERIFY2(said.contains("giraffe") && said.contains("ape, zebra") && said.endsWith('.'),
                 qPrintable(said));
        QVERIFY(!findingSays("").isEmpty());
    }

    void shippedModelsCanBeUsed() {
        for (const ModelEntry& entry : availableModels()) {
            if (!entry.shipped) continue;
            const ModelInfo info = readModelInfo(entry.path);
            QVERIFY2(!info.licence.empty() && !info.citation.empty(), entry.name.c_str());
            (void)segmentationLibrary().open(entry.path, {.device = "cpu", .threads = 1});
        }
    }

    void theProcessorNeedsNoLibTorch() {
        const auto segmenter = segmentationLibrary().open(userModels() / "ape.axomodel",
                                                          {.device = "cpu", .threads = 1});
        QVERIFY(segmenter->device().starts_with("CPU, 1 thread, "));
        QFile maps("/proc/self/maps");
        QVERIFY(maps.open(QIODevice::ReadOnly));
        const QByteArray loaded = maps.readAll();
        QVERIFY(loaded.contains("libaxolemma_processor.so"));
        QVERIFY(!loaded.contains("libtorch"));
    }

    void anErrorCrossesTheLibrary() {
        const fs::path bad = userModels() / "notes.txt";
        writeBytes(QString::fromStdString(bad.string()), "not a model");
        try {
            (void)segmentationLibrary().open(bad, {.device = "cpu"});
            QFAIL("it was opened");
        } catch (const Error& e) {
            QVERIFY(QString(e.what()).contains("notes.txt"));
        }
    }

    void trainingAndDevicesComeFromLibTorch() {
        const SegmentationLibrary& library = segmentationLibrary();
        QVERIFY(!library.version().empty());
        QCOMPARE(library.devices().front().id, std::string("cpu"));
        QVERIFY_EXCEPTION_THROWN((void)library.train({}, {}, {}), Error);
        try {
            (void)library.open(userModels() / "ape.axomodel", {.device = "abacus"});
            QFAIL("there is such a device");
        } catch (const Error& e) {
            QVERIFY(QString(e.what()).contains("abacus") && QString(e.what()).contains("cpu"));
        }
    }
};

QTEST_APPLESS_MAIN(TestLibrary)
#include "test_library.moc"
