// What neuroscientists do next with an export is to open it in ImageJ, and what they open in
// Axolemma often comes from there. ImageJ runs once for all tests, under a virtual X server:
// without one it opens nothing.
#include "core/io/image_header.h"
#include "core/io/label_writer.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "files.h"

using namespace axolemma;
using test_files::stackOf;
namespace fs = std::filesystem;

namespace {

constexpr const char* kImageJ = "/usr/share/java/ij.jar";

/// A label volume whose ids go up to the largest that ImageJ's floats hold exactly.
Volume<std::uint32_t> labels(std::uint32_t largest) {
    // More than one strip in a slice, the last one shorter.
    Volume<std::uint32_t> ids(301, 333, 3);
    std::uint64_t state = 7;
    for (auto& id : ids) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        id = static_cast<std::uint32_t>(state >> 33U) % (largest + 1);
    }
    ids(0, 0, 0) = 0;
    ids(300, 332, 2) = largest;
    return ids;
}

/// Probabilities of cell: anything from 0 to 1, both included.
std::shared_ptr<Stack> probabilities() {
    Volume<float> map(301, 333, 3);
    std::uint64_t state = 9;
    for (float& p : map) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        p = static_cast<float>(state >> 40U) / 16777215.0F;
    }
    map(0, 0, 0) = 0;
    map(1, 0, 0) = 1;
    return std::make_shared<Stack>(std::move(map), Spacing{4, 4, 50});
}

/// The voxels as ImageJ stores them raw: big-endian, 32-bit integers as float.
QByteArray rawOf(const Stack& stack) {
    QByteArray raw;
    const auto append = [&raw](auto value) {
        for (int byte = int(sizeof value) - 1; byte >= 0; --byte)
            raw.append(static_cast<char>(value >> (8 * byte)));
    };
    std::visit(
        [&](const auto& voxels) {
            using T = std::decay_t<decltype(*voxels.data())>;
            raw.reserve(static_cast<qsizetype>(voxels.size() * sizeof(T)));
            for (const T voxel : voxels) {
                if constexpr (sizeof(T) == 1 || sizeof(T) == 2) {
                    append(static_cast<std::make_unsigned_t<T>>(voxel));
                } else {
                    append(std::bit_cast<std::uint32_t>(static_cast<float>(voxel)));
                }
            }
        },
        stack.voxels());
    return raw;
}

}  // namespace

class TestImageJ : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::map<QString, std::shared_ptr<Stack>> exported_;
    std::map<QString, std::shared_ptr<Stack>> made_;

    fs::path path(const QString& name) const { return folder_.filePath(name).toStdString(); }

    void exportAs(const QString& name, std::shared_ptr<Stack> stack) {
        writeStack(path("exports/" + name + ".tif"), *stack);
        exported_[name] = std::move(stack);
    }
    void exportLabels(const QString& name, std::uint32_t largest, LabelBits bits) {
        const auto file = path("exports/" + name + ".tif");
        exportAs(name, std::make_shared<Stack>(
                           labelStack(labels(largest), Spacing{4, 4, 50}, file, bits)));
    }
    /// Has ImageJ make a file of these voxels; `size` is "x_y_z_unit".
    void haveMade(const std::shared_ptr<Stack>& stack, const QString& size, int channels = 1) {
        const auto name = QString("%1_%2_%3_%4_%5_%6")
                              .arg(bytesOf(voxelTypeOf(*stack)) * 8)
                              .arg(stack->width())
                              .arg(stack->height())
                              .arg(stack->depth())
                              .arg(channels)
                              .arg(size);
        test_files::write(path("made/" + name + ".raw"), rawOf(*stack));
        made_[name] = stack;
    }
    void runImageJ() {
        QProcess imageJ;
        imageJ.setProcessChannelMode(QProcess::MergedChannels);
        imageJ.start("xvfb-run",
                     {"-a", "java", "-Xmx512m", "-Duser.home=" + folder_.path(), "-cp", kImageJ,
                      "ij.ImageJ", "-ijpath", folder_.path(), "-port0", "-batch",
                      QString(AXOLEMMA_SCRIPTS) + "/imagej.ijm", folder_.path()});
        QVERIFY(imageJ.waitForFinished(300000));
        // It ends with 0 whatever happened; what it could not do is missed by the tests.
        qInfo("%s", imageJ.readAll().constData());
    }

  private Q_SLOTS:
    void initTestCase() {
        if (!fs::exists(kImageJ) || QStandardPaths::findExecutable("java").isEmpty() ||
            QStandardPaths::findExecutable("xvfb-run").isEmpty()) {
            QSKIP("ImageJ is not installed (Debian's packages imagej and xvfb)");
        }
        fs::create_directory(path("exports"));
        fs::create_directory(path("made"));
        exportAs("8 bit", stackOf<std::uint8_t>(37, 21, 5));
        exportAs("16 bit without a size", stackOf<std::uint16_t>(37, 21, 5, false));
        exportAs("one slice", stackOf<std::uint16_t>(37, 21, 1));
        exportLabels("labels in 16 bit", 65535, LabelBits::Sixteen);
        exportLabels("labels in 32 bit", (1U << 24U) - 1, LabelBits::ThirtyTwo);
        exportLabels("few labels in 32 bit", 12, LabelBits::ThirtyTwo);
        exportAs("probabilities", probabilities());
        haveMade(stackOf<std::uint8_t>(37, 21, 5), "4.5_5_45_nm");
        haveMade(stackOf<std::uint16_t>(37, 21, 5), "4.5_5_45_nm");
        haveMade(stackOf<float>(37, 21, 5), "4.5_5_45_nm");
        haveMade(stackOf<std::uint16_t>(38, 21, 5), "0.0045_0.005_0.045_um");
        haveMade(stackOf<std::uint8_t>(38, 21, 5), "0.0045_0.005_0.045_micron");
        haveMade(stackOf<float>(38, 21, 1), "4.5_5_45_nm");
        haveMade(stackOf<std::uint8_t>(39, 21, 5), "1_1_1_pixel");
        haveMade(stackOf<std::uint8_t>(40, 21, 6), "4.5_5_45_nm", 2);
        runImageJ();
    }

    void imageJReadsWhatWasExported_data() {
        QTest::addColumn<QString>("name");
        for (const auto& [name, stack] : exported_) QTest::newRow(qPrintable(name)) << name;
    }
    void imageJReadsWhatWasExported() {
        QFETCH(QString, name);
        const Stack& stack = *exported_.at(name);
        const auto file = "exports/" + name + ".tif";
        const auto about =
            QString(test_files::bytesOf(path(file + ".txt"))).simplified().split(' ');
        QCOMPARE(about.size(), 8);
        QCOMPARE(about[0].toInt(), stack.width());
        QCOMPARE(about[1].toInt(), stack.height());
        QCOMPARE(about[2].toInt(), stack.depth());
        QCOMPARE(about[3].toInt(), int(bytesOf(voxelTypeOf(stack)) * 8));
        // TIFF holds the pixels per nm as a fraction, which ImageJ turns around.
        const auto same = [](const QString& a, double b) {
            return std::abs(a.toDouble() - b) <= 1e-7 * b;
        };
        const auto size = stack.spacingKnown() ? stack.spacing() : Spacing{1, 1, 1};
        QVERIFY2(same(about[4], size.x), qPrintable(about[4]));
        QVERIFY2(same(about[5], size.y), qPrintable(about[5]));
        // A single slice has no distance to another in ImageJ.
        if (stack.depth() > 1) QVERIFY2(same(about[6], size.z), qPrintable(about[6]));
        QCOMPARE(about[7], QString(stack.spacingKnown() ? "nm" : "pixels"));
        QVERIFY(test_files::bytesOf(path(file + ".raw")) == rawOf(stack));
    }

    void whatImageJMadeIsRead_data() {
        QTest::addColumn<QString>("name");
        for (const auto& [name, stack] : made_) QTest::newRow(qPrintable(name)) << name;
    }
    void whatImageJMadeIsRead() {
        QFETCH(QString, name);
        const Stack& made = *made_.at(name);
        const auto how = name.split('_');
        const int channels = how[4].toInt();
        const Stack read = readStack(path("made/" + name + ".tif"));
        QCOMPARE(QString(read.typeName().data()), QString(made.typeName().data()));
        QCOMPARE(read.width(), made.width());
        QCOMPARE(read.height(), made.height());
        QCOMPARE(read.depth(), made.depth() / channels);
        for (int z = 0; z < read.depth(); ++z)
            for (int y = 0; y < read.height(); ++y)
                for (int x = 0; x < read.width(); ++x)
                    QCOMPARE(read.valueAt(x, y, z), made.valueAt(x, y, z * channels));
        const auto notes = test_files::joined(read.notes);
        if (channels > 1) QVERIFY2(notes.contains("The first of 2 channels"), qPrintable(notes));
        if (how[8] == "pixel") {
            QVERIFY(!read.spacingKnown());
            QVERIFY2(notes.contains("no voxel size"), qPrintable(notes));
        } else if (made.depth() == 1) {
            QVERIFY2(notes.contains("no distance of its slices"), qPrintable(notes));
            QCOMPARE(read.spacing(), (Spacing{4.5, 5, 50}));
        } else {
            QVERIFY(read.spacingKnown());
            QCOMPARE(read.spacing(), (Spacing{4.5, 5, 45}));
        }
    }
};

QTEST_GUILESS_MAIN(TestImageJ)
#include "test_imagej.moc"
