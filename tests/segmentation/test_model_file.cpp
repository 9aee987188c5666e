#include "segmentation/model_file.h"

#include <sys/resource.h>

#include <QtTest>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "model_bytes.h"
#include "segmentation/half.h"
#include "segmentation/network_segmenter.h"
#include "segmentation/random.h"
#include "segmentation/threads.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

/// Small enough to try every byte of its file.
ModelFile tinyModel() {
    ModelFile model;
    model.info.name = "tiny";
    model.info.description = "two numbers — and a name that is not ASCII";
    model.info.architecture = {8, 3, true, true, true};
    model.info.pixelSize = 6.25;
    model.info.partition = {0.35F, 50, {0.4F, 1.5F, 0.1F, 0.65F}};
    model.info.validation = {.vRandMap = 0.975,
                             .vRandLabels = 0.9625,
                             .vInfoMap = 0.982,
                             .pixelError = 0.048,
                             .perSlice = {0.954, 0.988},
                             .slices = "20-21"};
    model.info.provenance = {{"steps", "4000"}, {"data", "slices \"0-19\"\n"}};
    model.info.licence = "for tests";
    model.info.citation = "nobody";
    model.tensors = {{"a", {2}, {0.1F, -3.0F}}, {"b.weight", {1, 2, 1, 1}, {1e-30F, 65000.0F}}};
    return model;
}

bool same(const ModelInfo& a, const ModelInfo& b) {
    return a.name == b.name && a.description == b.description && a.architecture == b.architecture &&
           a.pixelSize == b.pixelSize && a.partition == b.partition &&
           a.validation.vRandMap == b.validation.vRandMap &&
           a.validation.vRandLabels == b.validation.vRandLabels &&
           a.validation.vInfoMap == b.validation.vInfoMap &&
           a.validation.pixelError == b.validation.pixelError &&
           a.validation.perSlice == b.validation.perSlice &&
           a.validation.slices == b.validation.slices && a.provenance == b.provenance &&
           a.licence == b.licence && a.citation == b.citation;
}

}  // namespace

class TestModelFile : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString path_;

    std::filesystem::path file() const { return path_.toStdString(); }

    /// What reading says, which must be an `Error` that names the file; empty if it was read.
    QString refusal() {
        QString sentence;
        for (const bool whole : {true, false}) {
            try {
                if (whole)
                    (void)readModelFile(file());
                else
                    (void)readModelInfo(file());
            } catch (const Error& e) {
                const QString said = e.what();
                if (!said.startsWith(path_) || !said.endsWith('.'))
                    return "a sentence that is none: " + said;
                if (whole) sentence = said;
            } catch (const std::exception& e) {
                return QString("another exception: ") + e.what();
            }
        }
        return sentence;
    }

    QString refusalOf(const std::string& bytes) {
        writeBytes(path_, bytes);
        return refusal();
    }

    std::string tinyBytes() {
        writeModelFile(file(), tinyModel());
        return bytesOf(path_);
    }

  private Q_SLOTS:
    void initTestCase() {
        detail::setThreads(1);
        path_ = folder_.filePath("tiny.axomodel");
    }

    void everythingComesBackAsItWasWritten() {
        const ModelFile written = tinyModel();
        writeModelFile(file(), written);
        const ModelFile read = readModelFile(file());
        QVERIFY(same(read.info, written.info));
        QVERIFY(same(readModelInfo(file()), written.info));
        QCOMPARE(read.tensors.size(), written.tensors.size());
        for (std::size_t i = 0; i < read.tensors.size(); ++i) {
            QCOMPARE(read.tensors[i].name, written.tensors[i].name);
            QCOMPARE(read.tensors[i].shape, written.tensors[i].shape);
            QVERIFY(read.tensors[i].values == written.tensors[i].values);
        }
    }

    void theHelperPutsAFileTogetherAsTheProgramDoes() {
        const std::string bytes = tinyBytes();
        QVERIFY(partsOf(bytes).bytes() == bytes);
    }

    void halfPrecisionKeepsElevenBitsAndHalvesTheTensors() {
        ModelFile model = randomModel({8, 1, true, true, true});
        writeModelFile(file(), model, Weights::Float32);
        const auto full = partsOf(bytesOf(path_)).tensors.size();
        writeModelFile(file(), model, Weights::Float16);
        QCOMPARE(2 * partsOf(bytesOf(path_)).tensors.size(), full);
        const ModelFile read = readModelFile(file());
        for (std::size_t i = 0; i < read.tensors.size(); ++i)
            for (std::size_t k = 0; k < read.tensors[i].values.size(); ++k) {
                const float before = model.tensors[i].values[k];
                QVERIFY(std::abs(read.tensors[i].values[k] - before) <=
                        std::max(std::abs(before) / 2048, 0x1p-25F));
            }
    }

    void everyFiniteHalfRoundTrips() {
        for (std::uint32_t bits = 0; bits < 65536; ++bits) {
            const auto half = static_cast<std::uint16_t>(bits);
            const float value = floatFromHalf(half);
            if ((bits & 0x7C00) == 0x7C00) {
                QVERIFY(!std::isfinite(value));
                continue;
            }
            QCOMPARE(halfFromFloat(value), half);
        }
    }

    void halvesRoundToTheNearestWithTiesToEven() {
        for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
            const double low = floatFromHalf(static_cast<std::uint16_t>(bits));
            const double high = floatFromHalf(static_cast<std::uint16_t>(bits + 1));
            const auto middle = static_cast<float>((low + high) / 2);
            QCOMPARE(static_cast<double>(middle), (low + high) / 2);
            const std::uint32_t even = bits + (bits & 1);
            QCOMPARE(std::uint32_t(halfFromFloat(middle)), even);
            QCOMPARE(std::uint32_t(halfFromFloat(-middle)), even | 0x8000);
            QCOMPARE(std::uint32_t(halfFromFloat(std::nextafter(middle, 0.0F))), bits);
            QCOMPARE(std::uint32_t(halfFromFloat(std::nextafter(middle, 1e9F))), bits + 1);
        }
        QCOMPARE(halfFromFloat(1e30F), std::uint16_t(0x7BFF));
        QCOMPARE(halfFromFloat(-65520.0F), std::uint16_t(0xFBFF));
    }

    void aFileThatIsNotThereOrNoFileIsRefused() {
        QFile::remove(path_);
        QVERIFY2(refusal().contains("no such model"), qPrintable(refusal()));
        const QString good = path_;
        path_ = folder_.path();
        QVERIFY2(refusal().contains("not a file"), qPrintable(refusal()));
        path_ = good;
    }

    void aFileCutAtAnyByteIsRefused() {
        const std::string bytes = tinyBytes();
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const QString said = refusalOf(bytes.substr(0, size));
            QVERIFY2(said.contains(size < 8 ? "not an Axolemma model" : "truncated"),
                     qPrintable(QString("%1: %2").arg(size).arg(said)));
        }
        QVERIFY(refusalOf(bytes + '\0').contains("damaged"));
        QVERIFY(refusalOf(bytes).isEmpty());
    }

    void aFlippedBitAnywhereIsRefused() {
        const std::string bytes = tinyBytes();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (const int flip : {0x01, 0x80, 0xFF}) {
                std::string bad = bytes;
                bad[i] = static_cast<char>(bad[i] ^ flip);
                const QString said = refusalOf(bad);
                QVERIFY2(said.contains("damaged") || said.contains("truncated") ||
                             said.contains("not an Axolemma model"),
                         qPrintable(QString("byte %1: %2").arg(i).arg(said)));
            }
        }
    }

    void anotherKindOfFileIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("PNG") << QByteArray("\x89PNG\r\n\x1a\n and so on");
        QTest::newRow("TorchScript, a zip") << QByteArray("PK\x03\x04 archive/data.pkl");
        QTest::newRow("text") << QByteArray("axomodel in small letters, for which it is not");
        QTest::newRow("zeros") << QByteArray(4096, '\0');
    }
    void anotherKindOfFileIsRefused() {
        QFETCH(QByteArray, bytes);
        const QString said = refusalOf(bytes.toStdString());
        QVERIFY2(said.contains("not an Axolemma model"), qPrintable(said));
    }

    void aVersionFromTheFutureIsRefused() {
        ModelParts parts = partsOf(tinyBytes());
        parts.version = 4;
        QVERIFY2(refusalOf(parts.bytes()).contains("newer version"), "");
        parts.version = 0;
        QVERIFY2(!refusalOf(parts.bytes()).isEmpty(), "version 0 never was");
    }

    void anAbsurdHeaderIsRefusedThoughItsChecksumIsRight_data() {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("with");
        const auto row = [](const char* what, const char* with) {
            QTest::newRow(with) << QByteArray(what) << QByteArray(with);
        };
        row("\"width\":8", "\"width\":0");
        row("\"width\":8", "\"width\":-8");
        row("\"width\":8", "\"width\":9");
        row("\"width\":8", "\"width\":1000000");
        row("\"width\":8", "\"width\":4294967304");
        row("\"width\":8", "\"width\":8.5");
        row("\"width\":8", "\"width\":1e300");
        row("\"width\":8", "\"width\":\"8\"");
        row("\"width\":8", "\"width\":true");
        row("\"width\":8", "\"widht\":8");
        row("\"input_slices\":3", "\"input_slices\":2");
        row("\"decoder\":true", "\"decoder\":1");
        row("deep contextual network", "transformer");
        row("robust window, zero mean", "whitened");
        row("\"pixel_size_nm\":6.25", "\"pixel_size_nm\":0");
        row("\"pixel_size_nm\":6.25", "\"pixel_size_nm\":-4");
        row("\"pixel_size_nm\":6.25", "\"pixel_size_nm\":1e30");
        row("\"pixel_size_nm\":6.25", "\"pixel_size_nm\":1e999");
        row("\"pixel_size_nm\":6.25", "\"pixel_size_nm\":null");
        row("\"smallest_component\":50", "\"smallest_component\":-1");
        row("\"smallest_component\":50", "\"smallest_component\":5e30");
        row("\"threshold\":0.", "\"threshold\":7.");
        row("\"provenance\":{", "\"provenance\":[{");
        row("\"steps\":\"4000\"", "\"steps\":4000");
        row("\"name\":\"tiny\"", "\"name\":\"tiny");
        row("\"name\":\"tiny\"", "\"name\":\"ti\xff\xfey\"");
        row("\"name\":\"tiny\"", "\"name\":[]");
        row("\"validation\":{", "\"validation\":{}, \"x\":{");
    }
    void anAbsurdHeaderIsRefusedThoughItsChecksumIsRight() {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, with);
        ModelParts parts = partsOf(tinyBytes());
        const auto at = parts.header.find(what.toStdString());
        QVERIFY(at != std::string::npos);
        parts.header.replace(at, what.size(), with.toStdString());
        const QString said = refusalOf(parts.bytes());
        QVERIFY2(said.contains("header of the model"), qPrintable(said));
    }

    void tensorsThatTheFileDoesNotHoldAreRefused_data() {
        QTest::addColumn<QByteArray>("shape");
        QTest::newRow("one more than there are") << QByteArray("[3]");
        QTest::newRow("fewer than there are") << QByteArray("[1]");
        QTest::newRow("negative") << QByteArray("[-2]");
        QTest::newRow("two negatives") << QByteArray("[-1,-2]");
        QTest::newRow("more than memory") << QByteArray("[16000000,16000000,16000000]");
        QTest::newRow("a product that wraps to 2")
            << QByteArray("[4294967296,4294967296,4294967296]");
        QTest::newRow("too large a number") << QByteArray("[99999999999999999999999]");
        QTest::newRow("not whole") << QByteArray("[2.5]");
        QTest::newRow("text") << QByteArray("\"2\"");
        QTest::newRow("nested") << QByteArray("[[2]]");
    }
    void tensorsThatTheFileDoesNotHoldAreRefused() {
        QFETCH(QByteArray, shape);
        ModelParts parts = partsOf(tinyBytes());
        const std::string what = "\"shape\":[2]";
        const auto at = parts.header.find(what);
        QVERIFY(at != std::string::npos);
        parts.header.replace(at, what.size(), "\"shape\":" + shape.toStdString());
        writeBytes(path_, parts.bytes());
        QVERIFY_EXCEPTION_THROWN((void)readModelFile(file()), Error);
    }

    void aHeaderThatIsNotAnObjectIsRefused_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a number") << QByteArray("7");
        QTest::newRow("an array") << QByteArray("[]");
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("zeros") << QByteArray(100, '\0');
        QTest::newRow("two objects") << QByteArray("{}{}");
        QTest::newRow("as deep as a well") << QByteArray(1 << 20, '[');
        QTest::newRow("deep and closed") << QByteArray(1 << 19, '[') + QByteArray(1 << 19, ']');
    }
    void aHeaderThatIsNotAnObjectIsRefused() {
        QFETCH(QByteArray, header);
        ModelParts parts;
        parts.header = header.toStdString();
        const QString said = refusalOf(parts.bytes());
        QVERIFY2(said.contains("header of the model"), qPrintable(said));
    }

    void weightsThatAreNotFiniteAreNeitherReadNorWritten_data() {
        QTest::addColumn<float>("value");
        QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("infinity") << -std::numeric_limits<float>::infinity();
    }
    void weightsThatAreNotFiniteAreNeitherReadNorWritten() {
        QFETCH(float, value);
        ModelParts parts = partsOf(tinyBytes());
        std::memcpy(parts.tensors.data() + 4, &value, sizeof value);
        writeBytes(path_, parts.bytes());
        QVERIFY_EXCEPTION_THROWN((void)readModelFile(file()), Error);
        ModelFile model = tinyModel();
        model.tensors[0].values[1] = value;
        for (const Weights weights : {Weights::Float32, Weights::Float16})
            QVERIFY_EXCEPTION_THROWN(writeModelFile(file(), model, weights), Error);
    }

    void whateverIsWrittenCanBeRead() {
        ModelFile model = tinyModel();
        model.info.name = "Zellkern \xe4\xff";  // a file name in Latin-1
        model.info.provenance["images"] = std::string("\xc3(", 2);
        writeModelFile(file(), model);
        QVERIFY2(refusal().isEmpty(), qPrintable(refusal()));
        model = tinyModel();
        model.info.validation.vInfoMap = std::numeric_limits<double>::quiet_NaN();
        QVERIFY_EXCEPTION_THROWN(writeModelFile(file(), model), Error);
        model = tinyModel();
        model.info.pixelSize = 0;
        QVERIFY_EXCEPTION_THROWN(writeModelFile(file(), model), Error);
    }

    void whatCannotBeWrittenLeavesTheOldFile() {
        const std::string before = tinyBytes();
        ModelFile model = tinyModel();
        model.tensors[0].values[0] = std::numeric_limits<float>::infinity();
        QVERIFY_EXCEPTION_THROWN(writeModelFile(file(), model), Error);
        QVERIFY(bytesOf(path_) == before);
        const std::filesystem::path nowhere = folder_.filePath("none/m.axomodel").toStdString();
        try {
            writeModelFile(nowhere, tinyModel());
            QFAIL("written into a folder that is not there");
        } catch (const Error& e) {
            QVERIFY(QString(e.what()).contains("none/m.axomodel"));
        }
        QCOMPARE(QDir(folder_.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void tensorsOfAnotherNetworkAreRefusedWhenItIsOpened_data() {
        QTest::addColumn<QString>("change");
        for (const char* change : {"missing", "extra", "renamed", "twice", "transposed", "short",
                                   "another width", "negative variance"})
            QTest::newRow(change) << change;
    }
    void tensorsOfAnotherNetworkAreRefusedWhenItIsOpened() {
        QFETCH(QString, change);
        ModelFile model = randomModel({4, 1, true, true, true});
        auto& tensors = model.tensors;
        QString named = "random.axomodel";
        if (change == "missing") tensors.erase(tensors.begin() + 3);
        if (change == "extra") tensors.push_back({"surplus.weight", {1}, {0}});
        if (change == "renamed") tensors[3].name = "someone_else.weight";
        if (change == "twice") tensors.push_back(tensors[3]);
        if (change == "transposed") std::swap(tensors[0].shape[0], tensors[0].shape[1]);
        if (change == "short") tensors[0] = {tensors[0].name, {4}, {0, 0, 0, 0}};
        if (change == "another width") model.info.architecture.width = 8;
        if (change == "negative variance")
            for (NamedTensor& tensor : tensors)
                if (tensor.name.ends_with("running_var")) tensor.values[0] = -1;
        const QString path = folder_.filePath(named);
        writeModelFile(path.toStdString(), model);
        try {
            (void)detail::openOnProcessor(path.toStdString(), {.device = "cpu", .threads = 1});
            QFAIL("it was opened");
        } catch (const Error& e) {
            QVERIFY2(QString(e.what()).startsWith(path), e.what());
        }
        QFile::remove(path);
    }

    void aHugeFileOfAnotherKindIsRefusedAtOnce() {
        // Sparse: it takes no room on the disk, but would take all memory.
        QFile file(path_);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        if (!file.resize(qint64(1) << 40)) QSKIP("the disk has no sparse files");
        file.close();
        QVERIFY(refusal().contains("not an Axolemma model"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("AXOMODEL\1\0\0\0\20\0\0\0", 16);
        file.close();
        const QString said = refusal();
        QFile::remove(path_);
        QVERIFY2(!said.isEmpty() && !said.contains("another exception"), qPrintable(said));
#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory aside
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        QVERIFY2(usage.ru_maxrss < 500 * 1024, qPrintable(QString::number(usage.ru_maxrss)));
#endif
    }

    void randomChangesNeverDoMoreThanRefuse() {
        const ModelParts good = partsOf(tinyBytes());
        Random random(42);
        int refused = 0;
        QElapsedTimer timer;
        timer.start();
        int tries = 0;
        for (; tries < 20000 && timer.elapsed() < 3000; ++tries) {
            ModelParts parts = good;
            const int changes = 1 + static_cast<int>(random.below(4));
            for (int i = 0; i < changes; ++i) {
                std::string& text = random.chance(0.85) ? parts.header : parts.tensors;
                if (text.empty()) continue;
                const std::size_t at = random.below(text.size());
                switch (random.below(5)) {
                    case 0:
                        text[at] = static_cast<char>(random.below(256));
                        break;
                    case 1:
                        text[at] = "0123456789-{}[],:\"e."[random.below(20)];
                        break;
                    case 2:
                        text.erase(at, 1 + random.below(8));
                        break;
                    case 3:
                        text.insert(at, text.substr(at, 1 + random.below(16)));
                        break;
                    default:
                        text.insert(at, "999999999999");
                        break;
                }
            }
            const QString said = refusalOf(parts.bytes());
            QVERIFY2(!said.contains("another exception: ") && !said.contains("that is none: "),
                     qPrintable(said));
            refused += !said.isEmpty();
        }
        QVERIFY2(refused > tries / 4 && refused < tries,
                 qPrintable(QString("%1 of %2").arg(refused).arg(tries)));
    }
};

QTEST_APPLESS_MAIN(TestModelFile)
#include "test_model_file.moc"
