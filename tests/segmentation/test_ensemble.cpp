#include <QtTest>
#include <cmath>
#include <fstream>
#include <map>

#include "core/error.h"
#include "model_bytes.h"
#include "segmentation/ensemble.h"
#include "segmentation/network_segmenter.h"

using namespace axolemma;
using namespace axolemma::detail;
using namespace axolemma::test;

namespace {

constexpr Architecture kWide{
    .width = 8, .fullResolution = true, .batchNorm = true, .decoder = true};
constexpr Architecture kPaperLike{.width = 4};

constexpr Architecture kMemory{
    .width = 16, .fullResolution = true, .batchNorm = true, .decoder = true};

/// The most memory that this process ever had.
double peakMegabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

std::shared_ptr<const Stack> stackOf(int depth) {
    Volume<float> voxels(72, 56, depth);
    const auto planes = randomPlanes(72, 56, depth);
    std::copy(planes.begin(), planes.end(), voxels.begin());
    return std::make_shared<const Stack>(std::move(voxels), Spacing{4, 4, 50});
}

}  // namespace

class TestEnsemble : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path path(const char* name) const {
        return folder_.filePath(name).toStdString();
    }
    std::filesystem::path member(const char* name, const Architecture& a, unsigned seed,
                                 double pixelSize = 4) const {
        ModelFile model = randomModel(a, seed);
        model.info.pixelSize = pixelSize;
        writeModelFile(path(name), model);
        return path(name);
    }
    static std::map<int, Image<float>> mapsOf(const std::filesystem::path& model, Output output,
                                              int views = 1) {
        SegmenterOptions options{.precision = Precision::Float32, .threads = 1};
        options.views = views;
        std::map<int, Image<float>> maps;
        openOnProcessor(model, options)
            ->predict({stackOf(2), {0, 1}, output},
                      [&](int z, Image<float> map) { maps[z] = std::move(map); }, {}, {});
        return maps;
    }

  private Q_SLOTS:
    void itsMapsAreTheMeanOfThoseOfItsMembers_data() {
        QTest::addColumn<int>("output");
        QTest::addColumn<int>("views");
        QTest::newRow("fused") << int(Output::Fused) << 1;
        QTest::newRow("C1") << int(Output::C1) << 1;
        QTest::newRow("C3") << int(Output::C3) << 1;
        QTest::newRow("fused, two views") << int(Output::Fused) << 2;
    }
    void itsMapsAreTheMeanOfThoseOfItsMembers() {
        QFETCH(const int, output);
        QFETCH(const int, views);
        // Members may differ in their architecture.
        const auto a = member("a.axomodel", kWide, 1);
        const auto b = member("b.axomodel", kPaperLike, 2);
        const auto c = member("c.axomodel", kWide, 3);
        writeModelFile(path("abc.axomodel"), ensembleOf({a, b, c}, "abc"));
        const auto whole = mapsOf(path("abc.axomodel"), Output(output), views);
        QCOMPARE(whole.size(), std::size_t{2});
        for (int z = 0; z < 2; ++z) {
            const auto one = mapsOf(a, Output(output), views);
            const auto two = mapsOf(b, Output(output), views);
            const auto three = mapsOf(c, Output(output), views);
            for (std::size_t i = 0; i < whole.at(z).size(); ++i) {
                const float mean =
                    (one.at(z).data()[i] + two.at(z).data()[i] + three.at(z).data()[i]) / 3;
                QVERIFY(std::abs(whole.at(z).data()[i] - mean) < 1e-5F);
            }
        }
    }

    void fileSaysHowManyNetworksThereAreAndKeepsThem() {
        const auto a = member("a.axomodel", kWide, 1);
        const auto b = member("b.axomodel", kPaperLike, 2);
        writeModelFile(path("ab.axomodel"), ensembleOf({a, b}, "pair"));
        const ModelFile pair = readModelFile(path("ab.axomodel"));
        QCOMPARE(networksIn(pair.info), 2);
        QCOMPARE(architectureOf(pair.info, 0), kWide);
        QCOMPARE(architectureOf(pair.info, 1), kPaperLike);
        QCOMPARE(pair.info.name, "pair");
        for (int i = 0; i < 2; ++i) {
            const auto expected = readModelFile(i == 0 ? a : b).tensors;
            const auto found = tensorsOf(pair, i);
            QCOMPARE(found.size(), expected.size());
            for (std::size_t k = 0; k < found.size(); ++k) {
                QCOMPARE(found[k].name, expected[k].name);
                QCOMPARE(found[k].values, expected[k].values);
            }
        }
        // An ensemble of ensembles is one of all their networks.
        const ModelFile three = ensembleOf({path("ab.axomodel"), a}, "three");
        QCOMPARE(networksIn(three.info), 3);
        QCOMPARE(tensorsOf(three, 2).size(), readModelFile(a).tensors.size());
    }

    void olderProgramsAreToldThatTheyAreTooOld() {
        const auto a = member("a.axomodel", kWide, 1);
        const auto version = [&](const std::filesystem::path& file) {
            return int(bytesOf(QString::fromStdString(file.string()))[8]);
        };
        QCOMPARE(version(a), 1);
        writeModelFile(path("aa.axomodel"), ensembleOf({a, a}, "aa"));
        QCOMPARE(version(path("aa.axomodel")), 2);
    }

    void membersForOtherPixelsOrTooManyAreRefused() {
        const auto a = member("a.axomodel", kPaperLike, 1);
        const auto coarse = member("coarse.axomodel", kPaperLike, 2, 8);
        QVERIFY_EXCEPTION_THROWN(ensembleOf({a, coarse}, "x"), Error);
        const std::vector<std::filesystem::path> many(kMostNetworks + 1, a);
        QVERIFY_EXCEPTION_THROWN(ensembleOf(many, "x"), Error);
        QVERIFY_EXCEPTION_THROWN(ensembleOf({}, "x"), Error);
        QVERIFY_EXCEPTION_THROWN(ensembleOf({path("nowhere.axomodel")}, "x"), Error);
    }

    void membersShareTheMemoryOfTheirMaps() {
        const auto a = member("a.axomodel", kMemory, 1);
        const auto b = member("b.axomodel", kMemory, 2);
        writeModelFile(path("six.axomodel"), ensembleOf({a, b, a, b, a, b}, "six"));
        const auto planes = randomPlanes(768, 768, 1);
        Volume<float> voxels(768, 768, 1);
        std::copy(planes.begin(), planes.end(), voxels.begin());
        const auto stack = std::make_shared<const Stack>(std::move(voxels), Spacing{4, 4, 50});
        const auto peakAfter = [&](const std::filesystem::path& model) {
            openOnProcessor(model, {.precision = Precision::Float32, .threads = 1})
                ->predict({stack, {0}, Output::Fused}, [](int, Image<float>) {}, {}, {});
            return peakMegabytes();
        };
        const double before = peakMegabytes();
        const double one = peakAfter(a);
        const double six = peakAfter(path("six.axomodel"));
        qInfo("%.0f MB before, %.0f with one network, %.0f with six", before, one, six);
        QVERIFY(one - before > 20);
        QVERIFY(six - one < one - before);
    }

    void estimateGrowsWithTheStackAndTheViews() {
        const auto a = member("a.axomodel", kWide, 1);
        const auto seconds = [&](int depth, int views) {
            SegmenterOptions options{.threads = 1};
            options.views = views;
            // The least of some: others use the processor too.
            double least = HUGE_VAL;
            const auto segmenter = openOnProcessor(a, options);
            for (int i = 0; i < 5; ++i)
                least = std::min(least, segmenter->estimateSeconds(*stackOf(depth), {}));
            return least;
        };
        const double one = seconds(2, 1);
        QVERIFY(one > 0);
        QVERIFY(seconds(40, 1) > 5 * one);
        QVERIFY(seconds(2, 8) > 2 * one);
    }
};

QTEST_APPLESS_MAIN(TestEnsemble)
#include "test_ensemble.moc"
