#include <QFile>
#include <QTemporaryDir>
#include <algorithm>

#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "tests/app/program.h"

using namespace axolemma;

namespace {

template <typename T>
Stack stackOf(Spacing spacing) {
    Volume<T> voxels(21, 13, 4);
    // Reaches the ends of the type, which a careless conversion would lose.
    for (std::size_t i = 0; i < voxels.size(); ++i)
        voxels.data()[i] = static_cast<T>(i % 2 ? std::numeric_limits<T>::max() - T(i) : T(i));
    return Stack(std::move(voxels), spacing);
}

Stack stackOf(const QString& type) {
    const Spacing spacing{3.7, 3.7, 40};
    if (type == "uint8") return stackOf<std::uint8_t>(spacing);
    if (type == "uint16") return stackOf<std::uint16_t>(spacing);
    if (type == "int16") return stackOf<std::int16_t>(spacing);
    if (type == "uint32") return stackOf<std::uint32_t>(spacing);
    return stackOf<float>(spacing);
}

bool sameVoxels(const Stack& a, const Stack& b) {
    if (a.voxels().index() != b.voxels().index()) return false;
    return std::visit(
        [&](const auto& left) {
            const auto& right = std::get<std::decay_t<decltype(left)>>(b.voxels());
            return left.width() == right.width() && left.height() == right.height() &&
                   left.depth() == right.depth() &&
                   std::equal(left.begin(), left.end(), right.begin());
        },
        a.voxels());
}

}  // namespace

/// `convert` keeps what was in the file.
class TestConversion : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { QVERIFY(folder_.isValid()); }
    void valuesOrderAndVoxelSizeSurvive_data();
    void valuesOrderAndVoxelSizeSurvive();
    void sampleGoesThroughThreeFormatsUnchanged();
    void severalFilesAreASeries();
    void voxelSizeThatIsGivenReplacesTheFiles();
    void typeThatTheFormatCannotHoldIsRefused();
    void oldFileStaysWhenTheConversionFails();

  private:
    Stack read(const QString& name) const {
        return readStack(std::filesystem::path(folder_.filePath(name).toStdString()));
    }

    QTemporaryDir folder_;
};

void TestConversion::valuesOrderAndVoxelSizeSurvive_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("extension");
    for (const char* type : {"uint8", "uint16", "int16", "uint32", "float32"})
        for (const char* extension : {"tif", "nrrd", "mha", "nii"})
            QTest::addRow("%s as %s", type, extension) << type << extension;
}

void TestConversion::valuesOrderAndVoxelSizeSurvive() {
    QFETCH(QString, type);
    QFETCH(QString, extension);
    const Stack original = stackOf(type);
    writeStack(folder_.filePath("original.tif").toStdString(), original);
    const QString copy = "copy." + extension;
    COMPARE_CODE(run({"convert", "original.tif", copy}, folder_.path()), 0);
    const Stack converted = read(copy);
    QCOMPARE(QByteArray(converted.typeName().data()), QByteArray(original.typeName().data()));
    QVERIFY(sameVoxels(original, converted));
    QVERIFY(converted.spacingKnown());
    QVERIFY(qAbs(converted.spacing().x - 3.7) < 1e-4);
    QVERIFY(qAbs(converted.spacing().z - 40) < 1e-4);
}

void TestConversion::sampleGoesThroughThreeFormatsUnchanged() {
    COMPARE_CODE(
        run({"sample", "a.tif", "--truth", "t.tif", "--size", "96", "80", "3"}, folder_.path()), 0);
    COMPARE_CODE(run({"convert", "t.tif", "t.nrrd"}, folder_.path()), 0);
    COMPARE_CODE(run({"convert", "t.nrrd", "t.mha"}, folder_.path()), 0);
    COMPARE_CODE(run({"convert", "t.mha", "t2.tif"}, folder_.path()), 0);
    QVERIFY(sameVoxels(read("t.tif"), read("t2.tif")));
}

void TestConversion::severalFilesAreASeries() {
    const Stack original = stackOf("uint8");
    const auto& voxels = std::get<Volume<std::uint8_t>>(original.voxels());
    QStringList arguments{"convert"};
    for (int z = 0; z < voxels.depth(); ++z) {
        Volume<std::uint8_t> slice(voxels.width(), voxels.height(), 1);
        std::copy_n(voxels.slice(z).data(), slice.size(), slice.begin());
        const QString name = QString("slice%1.tif").arg(z + 8);  // 8, 9, 10, 11: not by letters
        writeStack(folder_.filePath(name).toStdString(), Stack(std::move(slice)));
        arguments.append(name);
    }
    arguments.append("series.tif");
    COMPARE_CODE(run(arguments, folder_.path()), 0);
    QVERIFY(sameVoxels(original, read("series.tif")));
}

void TestConversion::voxelSizeThatIsGivenReplacesTheFiles() {
    writeStack(folder_.filePath("original.tif").toStdString(), stackOf("uint8"));
    COMPARE_CODE(run({"convert", "original.tif", "sized.nrrd", "--voxel-size", "6", "7", "30"},
                     folder_.path()),
                 0);
    const Spacing spacing = read("sized.nrrd").spacing();
    QVERIFY(qAbs(spacing.x - 6) < 1e-6 && qAbs(spacing.y - 7) < 1e-6 &&
            qAbs(spacing.z - 30) < 1e-6);
}

void TestConversion::typeThatTheFormatCannotHoldIsRefused() {
    writeStack(folder_.filePath("floats.tif").toStdString(), stackOf("float32"));
    const Outcome outcome = run({"convert", "floats.tif", "floats.png"}, folder_.path());
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("floats.png"), outcome.err.constData());
}

void TestConversion::oldFileStaysWhenTheConversionFails() {
    writeStack(folder_.filePath("kept.tif").toStdString(), stackOf("uint16"));
    COMPARE_CODE(run({"convert", "missing.tif", "kept.tif"}, folder_.path()), 1);
    QVERIFY(sameVoxels(stackOf("uint16"), read("kept.tif")));
}

QTEST_APPLESS_MAIN(TestConversion)
#include "test_conversion.moc"
