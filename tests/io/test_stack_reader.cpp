#include "core/io/stack_reader.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/io/stack_writer.h"
#include "files.h"

using namespace axolemma;
namespace fs = std::filesystem;

namespace {

/// Voxel i of the patterns that make_files.py writes.
template <typename T>
T expectedVoxel(std::int64_t i) {
    const auto u = static_cast<std::uint64_t>(i);
    if constexpr (std::is_same_v<T, std::uint8_t>) return static_cast<T>(i * 7 % 256);
    if constexpr (std::is_same_v<T, std::int8_t>) return static_cast<T>(i * 7 % 256 - 128);
    if constexpr (std::is_same_v<T, std::uint16_t>) return static_cast<T>(i * 257 % 65536);
    if constexpr (std::is_same_v<T, std::int16_t>) return static_cast<T>(i * 257 % 65536 - 32768);
    if constexpr (std::is_same_v<T, std::uint32_t>) return static_cast<T>(u * 70001U + 3000000000U);
    if constexpr (std::is_same_v<T, std::int32_t>) return static_cast<T>(i * 70001 - 1000000);
    if constexpr (std::is_same_v<T, std::uint64_t>) return (u << 33U) + 5U;
    if constexpr (std::is_same_v<T, std::int64_t>) return (i << 33) - (1LL << 40);
    if constexpr (std::is_same_v<T, float>) return static_cast<T>(i) * 0.5F - 3.0F;
    if constexpr (std::is_same_v<T, double>) return static_cast<T>(i) * 0.25 - 1.0;
}

/// The first voxel that is not what `content` says, or -1.
std::int64_t firstWrongVoxel(const Stack& stack, const QString& content) {
    return std::visit(
        [&](const auto& voxels) -> std::int64_t {
            using T = typename std::decay_t<decltype(voxels)>::value_type;
            std::int64_t i = 0;
            for (const T value : voxels) {
                T expected = value;
                if (content == "pattern") expected = expectedVoxel<T>(i);
                if (content == "sevenths") expected = static_cast<T>(i / 7 % 251);
                if (content == "thirds") expected = static_cast<T>(i % 3 == 0);
                // Rows of a JPEG from black to white, which may be off by a little.
                if (content == "gradient") {
                    const double grey = static_cast<double>(i / 16) * 255 / 7;
                    if (std::abs(static_cast<double>(value) - grey) > 8) return i;
                }
                if (!(value == expected)) return i;
                ++i;
            }
            return -1;
        },
        stack.voxels());
}

Stack made(int width, int height, int depth, std::uint8_t first = 0) {
    Volume<std::uint8_t> voxels(width, height, depth);
    std::uint8_t value = first;
    for (auto& voxel : voxels) voxel = value++;
    return Stack(std::move(voxels), {}, false);
}

std::string messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

class TestStackReader : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsWhatOtherLibrariesWrote_data() {
        QTest::addColumn<QJsonObject>("expected");
        for (const auto entry : test_files::manifest()) {
            QTest::newRow(qPrintable(entry.toObject()["file"].toString())) << entry.toObject();
        }
    }
    void readsWhatOtherLibrariesWrote() {
        QFETCH(QJsonObject, expected);
        const auto path = test_files::folder() / expected["file"].toString().toStdString();
        const Stack stack = readStack(path);
        const StackInfo info = readStackInfo(path);
        QCOMPARE(QString::fromUtf8(stack.typeName()), expected["type"].toString());
        QCOMPARE(stack.width(), expected["width"].toInt());
        QCOMPARE(stack.height(), expected["height"].toInt());
        QCOMPARE(stack.depth(), expected["depth"].toInt());
        QCOMPARE(firstWrongVoxel(stack, expected["content"].toString()), -1);
        const auto spacing = expected["spacing"].toArray();
        QCOMPARE(stack.spacingKnown(), !spacing.isEmpty());
        if (!spacing.isEmpty()) {
            // A TIFF's resolution is a ratio of 32-bit numbers, which tifffile rounds.
            const auto close = [](double a, double b) { return std::abs(a - b) < 1e-4 * b; };
            QVERIFY(close(stack.spacing().x, spacing[0].toDouble()));
            QVERIFY(close(stack.spacing().y, spacing[1].toDouble()));
            QVERIFY(close(stack.spacing().z, spacing[2].toDouble()));
        }
        const auto notes = test_files::joined(stack.notes);
        QVERIFY2(notes.contains(expected["note"].toString()), qPrintable(notes));
        QVERIFY2(stack.spacingKnown() || notes.contains("nm"), "an assumed size needs a note");
        const auto format = expected["format"].toString();
        if (!format.isEmpty()) QCOMPARE(QString::fromStdString(info.format), format);
        QCOMPARE(info.type, std::string(stack.typeName()));
        QCOMPARE(info.depth, stack.depth());
        QCOMPARE(info.spacingKnown, stack.spacingKnown());
        QCOMPARE(info.notes, stack.notes);
    }

    void readsFoldersInNaturalOrder() {
        const QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        for (const int number : {1, 2, 9, 10, 11, 100}) {
            writeStack(path / ("slice" + std::to_string(number) + ".tif"),
                       made(4, 3, 1, static_cast<std::uint8_t>(number)));
        }
        test_files::write(path / "notes.txt", "not an image");
        test_files::write(path / ".hidden.tif", "not an image either");
        writeStack(path / "preview.png", made(9, 9, 1));
        const Stack stack = readStack(path);
        QCOMPARE(stack.depth(), 6);
        int z = 0;
        for (const int number : {1, 2, 9, 10, 11, 100}) {
            QCOMPARE(static_cast<int>(stack.valueAt(0, 0, z++)), number);
        }
        QVERIFY(test_files::joined(stack.notes).contains("1 images of another format"));
        QCOMPARE(readStackInfo(path).depth, 6);
        QCOMPARE(stack.name, path.filename().string());
    }

    void readsAListOfPathsInNaturalOrder() {
        const QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        std::vector<fs::path> files;
        for (const int number : {12, 3, 1}) {
            files.push_back(path / ("s_" + std::to_string(number) + "_0000.png"));
            writeStack(path / ("s_" + std::to_string(number) + ".png"),
                       made(4, 3, 1, static_cast<std::uint8_t>(number)));
        }
        const Stack stack = readStack(files);
        QCOMPARE(stack.depth(), 3);
        QCOMPARE(stack.valueAt(0, 0, 0), 1.0);
        QCOMPARE(stack.valueAt(0, 0, 2), 12.0);
    }

    void readsByContentWhateverTheNameSays() {
        const QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        for (const char* name : {"grey8.png", "tiff_uint16_big.tif", "int16.mrc", "uint8.mha",
                                 "uint8.nrrd", "grey.jpg", "uint16.h5"}) {
            const auto original = test_files::folder() / name;
            fs::copy_file(original, path / "named.dat", fs::copy_options::overwrite_existing);
            QVERIFY2(test_files::sameVoxels(readStack(path / "named.dat"), readStack(original)),
                     name);
        }
    }

    void reportsProgressThatNeverFalls() {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "deep.tif";
        writeStack(path, made(8, 8, 500));
        double last = -1;
        int calls = 0;
        readStack(path, [&](const Progress& progress) {
            QVERIFY(progress.fraction >= last && progress.fraction <= 1);
            QVERIFY(!progress.step.empty());
            last = progress.fraction;
            ++calls;
        });
        QVERIFY(calls >= 50 && calls <= 101);
    }

    void stopsWithinASlice() {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "deep.tif";
        writeStack(path, made(8, 8, 500));
        std::stop_source stop;
        int slices = 0;
        const auto stopAtThird = [&](const Progress&) {
            if (++slices == 3) stop.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, readStack(path, stopAtThird, stop.get_token()));
        QCOMPARE(slices, 3);
    }

    void asLabelsKeepsIdsAndTurnsTheBackgroundOfCremiIntoZero() {
        Volume<std::uint64_t> ids(3, 1, 1);
        ids(0, 0, 0) = 0;
        ids(1, 0, 0) = 4294967295U;
        ids(2, 0, 0) = std::numeric_limits<std::uint64_t>::max();
        const auto labels = asLabels(Stack(std::move(ids)));
        QCOMPARE(labels(0, 0, 0), 0U);
        QCOMPARE(labels(1, 0, 0), 4294967295U);
        QCOMPARE(labels(2, 0, 0), 0U);
    }

    void asLabelsRefusesWhatIsNoLabel_data() {
        QTest::addColumn<double>("value");
        QTest::newRow("negative") << -1.0;
        QTest::newRow("fraction") << 0.5;
        QTest::newRow("too large") << 4294967296.0;
        QTest::newRow("not a number") << std::nan("");
    }
    void asLabelsRefusesWhatIsNoLabel() {
        QFETCH(double, value);
        Volume<double> voxels(2, 2, 2, 1.0);
        voxels(1, 1, 1) = value;
        Stack stack{std::move(voxels)};
        stack.path = "labels.tif";
        const auto message = messageOf([&] { asLabels(stack); });
        QVERIFY2(message.find("labels.tif, slice 1") == 0, message.c_str());
    }

    void coloursBecomeTheirLuminance() {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "colour.png";
        Image<Rgb> picture(3, 1);
        picture(0, 0) = {255, 0, 0};
        picture(1, 0) = {0, 255, 0};
        picture(2, 0) = {77, 77, 77};
        writePng(path, picture);
        const Stack stack = readStack(path);
        QCOMPARE(stack.valueAt(0, 0, 0), 76.0);
        QCOMPARE(stack.valueAt(1, 0, 0), 150.0);
        QCOMPARE(stack.valueAt(2, 0, 0), 77.0);
    }
};

QTEST_APPLESS_MAIN(TestStackReader)
#include "test_stack_reader.moc"
