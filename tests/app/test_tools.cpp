#include <QTemporaryDir>
#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "core/io/stack_reader.h"
#include "core/proofreading/interpolation.h"
#include "core/proofreading/knife.h"
#include "core/proofreading/livewire.h"
#include "tests/app/gaps.h"
#include "tests/app/program.h"

using namespace axolemma;
using namespace axolemma::test;

/// The tools of an expert on the sample stack and the map that the default model makes of it.
class TestTools : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void retraceClosesGapsWithTwoClicksOnTheTrueMembrane();
    void theKnifeFindsGapsFromARoughLine();
    void profilesLeftOutAreFoundFromTheirNeighboursAndTheMap();

  private:
    static constexpr int kGaps = 20;
    int sliceOf(int gap) const { return gap % truth_.depth(); }
    GapMaker gapMaker(int gap) const {
        const int z = sliceOf(gap);
        return {map_.slice(z), truth_.slice(z), 1000 + static_cast<std::uint32_t>(gap)};
    }

    QTemporaryDir folder_;
    Volume<std::uint8_t> map_;
    Volume<std::uint32_t> truth_;
};

void TestTools::initTestCase() {
    QVERIFY(folder_.isValid());
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif"}, folder_.path()), 0);
    COMPARE_CODE(run({"segment", "stack.tif", "-o", "labels.tif", "--probabilities", "cell.tif",
                      "--threads", "2"},
                     folder_.path()),
                 0);
    const auto read = [&](const char* name) {
        return readStack(std::filesystem::path(folder_.filePath(name).toStdString()));
    };
    truth_ = asLabels(read("truth.tif"));
    const Stack cell = read("cell.tif");
    const auto& voxels = std::get<Volume<float>>(cell.voxels());
    map_ = Volume<std::uint8_t>(voxels.width(), voxels.height(), voxels.depth());
    std::transform(voxels.begin(), voxels.end(), map_.begin(),
                   [](float p) { return static_cast<std::uint8_t>(std::lround(255 * p)); });
}

/// The clicks are on the membrane a little beside the gap, give or take two pixels.
void TestTools::retraceClosesGapsWithTwoClicksOnTheTrueMembrane() {
    int closed = 0;
    for (int i = 0; i < kGaps; ++i) {
        GapMaker maker = gapMaker(i);
        const Gap gap = maker.next();
        const auto click = [&](double along) {
            const double x = along + 2 * maker.swing();
            return pixelAt(gap.at(x, 2 * maker.swing()));
        };
        Livewire wire({gap.map, gap.labels});
        wire.startAt(click(-gap.length / 2.0 - 3));
        const PixelRuns drawn = wire.pathTo(click(gap.length / 2.0 + 3)).runs();
        const double farthest = farthestFromMembrane(gap, truth_.slice(sliceOf(i)), drawn);
        if (closes(gap, drawn) && farthest <= 2) ++closed;
    }
    qInfo("retrace closes %d gaps of %d", closed, kGaps);
    QVERIFY(closed >= 18);
}

/// The line is up to four pixels beside the membrane at either end, and up to five too long.
void TestTools::theKnifeFindsGapsFromARoughLine() {
    int found = 0;
    for (int i = 0; i < kGaps; ++i) {
        GapMaker maker = gapMaker(i);
        const Gap gap = maker.next();
        const auto end = [&](double along) {
            const double longer = 3 + 2 * maker.swing();
            return gap.at(along + (along > 0 ? longer : -longer), 4 * maker.swing());
        };
        const std::array<PointF, 2> drawn = {end(-gap.length / 2.0), end(gap.length / 2.0)};
        const KnifeCut cut = knifeAlong({gap.map, gap.labels}, drawn);
        const double farthest = farthestFromMembrane(gap, truth_.slice(sliceOf(i)), cut.cut);
        if (cut.cuts() && closes(gap, cut.cut) && farthest <= 2) ++found;
    }
    qInfo("the knife finds %d gaps of %d", found, kGaps);
    QVERIFY(found >= 16);
}

void TestTools::profilesLeftOutAreFoundFromTheirNeighboursAndTheMap() {
    double common = 0;
    double both = 0;
    double sum = 0;
    std::vector<double> scores;
    for (int z = 1; z + 1 < truth_.depth(); ++z) {
        const auto slice = truth_.slice(z);
        const std::set<std::uint32_t> ids(slice.data(), slice.data() + slice.size());
        for (const std::uint32_t id : ids) {
            const auto profile = [&](int at) {
                return PixelRuns::of(truth_.slice(at), id, slice.bounds());
            };
            const PixelRuns before = profile(z - 1);
            const PixelRuns after = profile(z + 1);
            if (id == 0 || before.empty() || after.empty()) continue;
            const PixelRuns left = profile(z);
            const PixelRuns found = fittedToMembrane(interpolated(before, after), map_.slice(z));
            const auto shared = 2.0 * static_cast<double>(found.intersected(left).pixels());
            const auto pixels = static_cast<double>(found.pixels() + left.pixels());
            common += shared;
            both += pixels;
            scores.push_back(shared / pixels);
            sum += scores.back();
        }
    }
    std::ranges::sort(scores);
    const double mean = sum / static_cast<double>(scores.size());
    qInfo("Dice of %zu profiles: mean %.3f, median %.3f, of all pixels %.3f", scores.size(), mean,
          scores[scores.size() / 2], common / both);
    QVERIFY(mean >= 0.88);
    QVERIFY(scores[scores.size() / 2] >= 0.9);
    QVERIFY(common / both >= 0.9);
}

QTEST_GUILESS_MAIN(TestTools)
#include "test_tools.moc"
