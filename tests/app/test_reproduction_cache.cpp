#include <QDir>
#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <limits>

#include "core/io/sha256.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "segmentation/model_file.h"
#include "tests/app/program.h"

using namespace axolemma;
namespace fs = std::filesystem;

/// Which networks `axolemma reproduce` takes from its cache, and which labels it scores by.
class TestReproductionCache : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void networksOfEarlierProgramsAreTakenForTheSamePixels();
    void networksForOtherPixelsAreNotTaken();
    void slicesThatAreNotKnownThroughoutAreRefused();

  private:
    Outcome reproduce(const QString& report, const QString& options = {},
                      const QString& labels = "truth.tif") const {
        return run(QString("reproduce --images stack.tif --labels %1 --validation 4-6 --members 2 "
                           "--width 4 --steps 3 --crop 64 --batch 2 --threads 1 --cache cache -o "
                           "%2 %3")
                       .arg(labels, report, options)
                       .split(' ', Qt::SkipEmptyParts),
                   folder_.path());
    }
    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }
    std::vector<fs::path> networks() const {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(path("cache")))
            if (entry.path().extension() == ".axomodel") files.push_back(entry.path());
        std::ranges::sort(files);
        return files;
    }

    QTemporaryDir folder_;
};

void TestReproductionCache::initTestCase() {
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "128", "128", "7"},
                     folder_.path()),
                 0);
    const Outcome outcome = reproduce("first");
    COMPARE_CODE(outcome, 0);
    QCOMPARE(outcome.err.count("is trained"), 2);
    QVERIFY2(!outcome.err.contains("resampled"), outcome.err.constData());
}

void TestReproductionCache::networksOfEarlierProgramsAreTakenForTheSamePixels() {
    // Such a network does not say for which pixels it was trained, but its model does.
    const fs::path file = networks().front();
    ModelFile network = readModelFile(file);
    std::string& said = network.info.provenance.at("reproduction");
    const std::size_t pixels = said.find("; pixels of 4 nm");
    QVERIFY2(pixels != std::string::npos, said.c_str());
    said.resize(pixels);
    const fs::path before =
        path("cache") / ("paper-w4-seed1-" + Sha256::of(said).substr(0, 8) + ".axomodel");
    writeModelFile(before, network);
    fs::remove(file);
    const Outcome outcome = reproduce("same");
    COMPARE_CODE(outcome, 0);
    QCOMPARE(outcome.err.count("is there already"), 2);
    QVERIFY(!fs::exists(file));
}

void TestReproductionCache::networksForOtherPixelsAreNotTaken() {
    const Outcome outcome = reproduce("coarse", "--voxel-size 8 8 50");
    COMPARE_CODE(outcome, 0);
    QCOMPARE(outcome.err.count("is trained"), 2);
    QCOMPARE(networks().size(), std::size_t{4});
    // Only a model that was trained on other pixels gets others than the stack has.
    QCOMPARE(outcome.err.count("default: Pixels of 8 x 8 nm are resampled"), 1);
    for (const QByteArray& line : outcome.err.split('\n'))
        QVERIFY2(!line.contains("paper-w4") || !line.contains("resampled"), line.constData());
}

void TestReproductionCache::slicesThatAreNotKnownThroughoutAreRefused() {
    Volume<std::uint32_t> labels = asLabels(readStack(path("truth.tif")));
    std::fill_n(labels.slice(5).data(), 100, std::numeric_limits<std::uint32_t>::max());
    writeStack(path("partly.tif"), Stack(std::move(labels), {4, 4, 50}));
    const Outcome outcome = reproduce("partly", {}, "partly.tif");
    COMPARE_CODE(outcome, 1);
    QVERIFY2(outcome.err.contains("partly.tif: 100 pixels of the held-out slices 4-6"),
             outcome.err.constData());
}

QTEST_GUILESS_MAIN(TestReproductionCache)
#include "test_reproduction_cache.moc"
