#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "files.h"

using namespace axolemma;
namespace fs = std::filesystem;

namespace {

/// The sentence with which a path is refused; empty where it is read.
std::string refusal(const fs::path& path) {
    try {
        readStack(path);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// Most memory that this process has ever had, in MB.
double peakMegabytes() {
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void compareSentence(const std::string& message, const std::string& file, const char* words) {
    const auto text = QString::fromStdString(message);
    QVERIFY2(!message.empty(), "it was read without an error");
    QVERIFY2(text.contains(QString::fromStdString(file)), message.c_str());
    QVERIFY2(text.contains(QString(words)), message.c_str());
    QVERIFY2(text.endsWith(".") && !text.contains("\n"), message.c_str());
}

QByteArray replaced(QByteArray bytes, const QByteArray& from, const QByteArray& to) {
    return bytes.replace(from, to);
}

QByteArray patched(QByteArray bytes, qsizetype at, const QByteArray& with) {
    return bytes.replace(at, with.size(), with);
}

}  // namespace

class TestBadInput : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const std::string& name) const {
        return fs::path(folder_.path().toStdString()) / name;
    }
    static QByteArray good(const char* name) {
        return test_files::bytesOf(test_files::folder() / name);
    }

  private Q_SLOTS:
    void aDamagedFileIsRefusedWithOneSentence_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* title, const char* name, const QByteArray& bytes,
                            const char* words) {
            QTest::newRow(title) << QString(name) << bytes << QString(words);
        };
        const QByteArray zero32(4, 0);
        const QByteArray huge = QByteArray::fromHex("ffffff7f");
        row("empty", "empty.tif", "", "is empty");
        row("text named as TIFF", "text.tif", "Dear colleague,\nthis is no stack.\n", "it is text");
        row("bytes of no format", "noise.png", QByteArray::fromHex("00ff13370042"),
            "is not an image that Axolemma knows");
        row("only a TIFF's magic", "magic.tif", QByteArray("II*\0", 4), "cut off or damaged");
        // Tag 256 of a little-endian TIFF made by hand, which holds the width.
        const auto tiff = good("bytes_deflate_uint8.tif");
        const auto width =
            QByteArray::fromHex("0001040001000000") + QByteArray::fromHex("11000000");
        const auto zeroWidth = QByteArray::fromHex("000104000100000000000000");
        const auto hugeWidth = QByteArray::fromHex("0001040001000000ffffff7f");
        QVERIFY(tiff.contains(width));
        row("TIFF 0 wide", "zero.tif", replaced(tiff, width, zeroWidth), "cut off or damaged");
        row("TIFF absurdly wide", "wide.tif", replaced(tiff, width, hugeWidth),
            "too short for that");
        row("TIFF of slices of different sizes", "sizes.tif",
            patched(tiff, tiff.lastIndexOf(width) + 8, QByteArray::fromHex("0f00")),
            "slice 2: it has 15 x 10");
        const auto planes = good("bytes_raw_planes.tif");
        const auto place = planes.indexOf(QByteArray::fromHex("0111000400000001"));
        row("ImageJ's raw planes without a place", "planes.tif", patched(planes, place + 8, zero32),
            "slice 0: its pixels cannot be read");
        row("PNG 0 wide", "zero.png", patched(good("grey8.png"), 16, zero32), "no picture in it");
        row("PNG absurdly large", "large.png",
            patched(good("grey8.png"), 16, QByteArray::fromHex("7fffffff7fffffff")), "large.png");
        row("PNG with a wrong checksum", "sum.png",
            patched(good("grey8.png"), good("grey8.png").size() - 20, QByteArray(2, 'x')),
            "cut off or damaged");
        row("MRC 0 deep", "zero.mrc", patched(good("int16.mrc"), 8, zero32), "no picture in it");
        row("MRC negative", "negative.mrc",
            patched(good("int16.mrc"), 0, QByteArray::fromHex("ffffffff")), "no picture in it");
        row("MRC absurdly large", "large.mrc", patched(good("int16.mrc"), 0, huge + huge + huge),
            "no computer can hold");
        row("MRC of complex numbers", "complex.mrc",
            patched(good("int16.mrc"), 12, QByteArray::fromHex("04000000")), "mode 4");
        const auto sizes = QByteArray("sizes: 17 10 3");
        row("NRRD 0 high", "zero.nrrd", replaced(good("uint8.nrrd"), sizes, "sizes: 17 0 3"),
            "no picture in it");
        row("NRRD absurdly large", "large.nrrd",
            replaced(good("uint8.nrrd"), sizes, "sizes: 99999 99999 999"), "too short for that");
        row("compressed NRRD absurdly large", "large2.nrrd",
            replaced(good("gzip.nrrd"), sizes, "sizes: 99999 99999 999"), "too short for that");
        row("NRRD that overflows", "overflow.nrrd",
            replaced(good("uint8.nrrd"), sizes, "sizes: 4294967296 4294967296 2"),
            "no computer can hold");
        row("NRRD of blocks", "block.nrrd", replaced(good("uint8.nrrd"), "uint8", "block"),
            "of type 'block'");
        row("NRRD with its data elsewhere", "away.nhdr",
            replaced(good("detached.nhdr"), "detached.raw", "missing.raw"), "missing.raw");
        row("MHA 0 wide", "zero.mha", replaced(good("uint8.mha"), "DimSize = 17", "DimSize = 0"),
            "no picture in it");
        row("MHA absurdly large", "large.mha",
            replaced(good("uint8.mha"), "DimSize = 17 10 3", "DimSize = 70000 70000 30"),
            "too short for that");
        row("compressed MHA absurdly large", "large2.mha",
            replaced(good("deflate.mha"), "DimSize = 17 10 3", "DimSize = 70000 70000 30"),
            "too short for that");
        row("NIfTI 0 wide", "zero.nii", patched(good("uint8.nii"), 42, QByteArray(2, 0)),
            "no picture in it");
        row("NIfTI absurdly large", "large.nii",
            patched(good("uint8.nii"), 42, QByteArray::fromHex("ff7fff7fff7f")),
            "too short for that");
        row("NIfTI of many volumes", "many.nii",
            patched(good("uint8.nii"), 40,
                    QByteArray::fromHex("0400") + good("uint8.nii").mid(42, 6) +
                        QByteArray::fromHex("0700")),
            "more than one volume");
        row("HDF5 with several stacks", "several.h5", good("several.h5"), "/a, /b");
        row("HDF5 cut off", "cut.h5", good("uint8.h5").left(1200), "cut off");
        row("JPEG cut off", "cut.jpg", good("grey.jpg").chopped(20), "cut off");
    }
    void aDamagedFileIsRefusedWithOneSentence() {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto file = path(name.toStdString());
        test_files::write(file, bytes);
        const double before = peakMegabytes();
        const auto message = refusal(file);
        compareSentence(message, file.string(), qPrintable(words));
        QVERIFY2(peakMegabytes() - before < 100, "memory that a kilobyte does not justify");
    }

    void whatIsNoFileIsRefused() {
        compareSentence(refusal(path("absent.tif")), path("absent.tif").string(), "There is no");
        compareSentence(refusal(path("absent.h5:/raw")), path("absent.h5").string(), "There is no");
        fs::create_directory(path("nothing"));
        compareSentence(refusal(path("nothing")), path("nothing").string(), "holds no TIFF");
        QCOMPARE(::mkfifo(path("pipe.tif").c_str(), 0600), 0);
        compareSentence(refusal(path("pipe.tif")), path("pipe.tif").string(), "not a plain file");
        test_files::write(path("plain.tif"), good("tiff_uint8_little.tif"));
        compareSentence(refusal(path("plain.tif:/raw")), path("plain.tif").string(), "not an HDF5");
    }

    void whatMayNotBeReadIsRefused() {
        const auto file = path("secret.tif");
        test_files::write(file, good("tiff_uint8_little.tif"));
        QCOMPARE(::chmod(file.c_str(), 0000), 0);
        QCOMPARE(::chmod(folder_.path().toUtf8().constData(), 0755), 0);
        // Root may read everything, so root becomes nobody for the moment.
        const bool wasRoot = ::geteuid() == 0;
        if (wasRoot) QCOMPARE(::seteuid(65534), 0);
        const auto message = refusal(file);
        if (wasRoot) QCOMPARE(::seteuid(0), 0);
        compareSentence(message, file.string(), "may not be read");
    }

    void slicesOfDifferentSizesAreRefusedByName() {
        const auto series = path("series");
        fs::create_directory(series);
        writeStack(series / "a1.tif", Stack(Volume<std::uint8_t>(8, 8, 1, 1)));
        writeStack(series / "a2.tif", Stack(Volume<std::uint8_t>(8, 8, 1, 2)));
        writeStack(series / "a10.tif", Stack(Volume<std::uint8_t>(8, 9, 1, 3)));
        compareSentence(refusal(series), (series / "a10.tif").string(), "slice 2");
        writeStack(series / "a10.tif", Stack(Volume<std::uint16_t>(8, 8, 1, 3)));
        compareSentence(refusal(series), (series / "a10.tif").string(), "uint16");
        writeStack(series / "a10.tif", Stack(Volume<std::uint8_t>(8, 8, 2, 3)));
        compareSentence(refusal(series), (series / "a10.tif").string(), "holds 2 slices itself");
    }

    void aSliceThatCannotBeDecodedIsNamed() {
        auto bytes = good("bytes_deflate_uint8.tif");
        // The third strip of slice 0 begins where zlib's header stands for the third time.
        qsizetype at = -1;
        for (int strip = 0; strip < 4; ++strip) at = bytes.indexOf(QByteArray("x\x9c"), at + 1);
        QVERIFY(at > 0);
        const auto file = path("strip.tif");
        test_files::write(file, patched(bytes, at, QByteArray(6, '\xff')));
        compareSentence(refusal(file), file.string() + ", slice 1", "cut off or damaged");
    }

    void theErrorNamesTheDatasetsThatThereAre() {
        const auto file = (test_files::folder() / "several.h5").string();
        const auto message = refusal(file + ":/c");
        compareSentence(message, file, "/a, /b");
    }

    void aFileCutOffAnywhereIsRefusedOrReadWhole_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"tiff_uint8_little.tif",
                                 "tiff_uint16_big.tif",
                                 "bigtiff_uint16.tif",
                                 "tiff_uint8_deflate_tiles.tif",
                                 "bytes_lzw_uint8.tif",
                                 "bytes_packbits_uint16.tif",
                                 "bytes_zstd_int32.tif",
                                 "imagej_raw_planes.tif",
                                 "bytes_raw_planes.tif",
                                 "ome.ome.tif",
                                 "rgb_separate.tif",
                                 "grey8.png",
                                 "grey16.png",
                                 "rgb.png",
                                 "grey.jpg",
                                 "colour.jpeg",
                                 "int8.mrc",
                                 "big_endian.rec",
                                 "uint16.nrrd",
                                 "gzip.nrrd",
                                 "float32.mha",
                                 "deflate.mha",
                                 "int16.nii",
                                 "micron.nii.gz",
                                 "cremi.h5",
                                 "float64.h5"}) {
            QTest::newRow(name) << QString(name);
        }
    }
    void aFileCutOffAnywhereIsRefusedOrReadWhole() {
        QFETCH(QString, name);
        const auto original = test_files::folder() / name.toStdString();
        const auto bytes = test_files::bytesOf(original);
        const Stack whole = readStack(original);
        const auto cut = path("cut_" + name.toStdString());
        // Every byte of a small file; of a larger one the first 350 and steps through the rest.
        const qsizetype step = std::max<qsizetype>(1, bytes.size() / 400);
        int refused = 0;
        for (qsizetype length = 0; length < bytes.size(); length += length < 350 ? 1 : step) {
            test_files::write(cut, bytes.left(length));
            const auto start = std::chrono::steady_clock::now();
            try {
                const Stack read = readStack(cut);
                QVERIFY2(test_files::sameVoxels(read, whole),
                         qPrintable(QString("a wrong picture from %1 bytes").arg(length)));
            } catch (const Error& error) {
                ++refused;
                QVERIFY2(std::string(error.what()).find(cut.string()) != std::string::npos,
                         error.what());
            }
            const auto took = std::chrono::steady_clock::now() - start;
            QVERIFY2(took < std::chrono::seconds(5), "it hangs");
        }
        QVERIFY(refused > 50);
    }
};

QTEST_APPLESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
