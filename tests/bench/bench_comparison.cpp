// One slice of 512 x 512 held against the truth again, as after an edit in the window: all scores
// and errors but the warping error, then the warping error; beside the functions of whole volumes.
// Then the same through the window's document, from the change to the result.
// Of the challenge's pair in $AXOLEMMA_DATA/metrics, at threshold 0.5; without that, random cells.

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>

#include "core/components.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "core/metrics/comparison.h"
#include "core/metrics/rand.h"
#include "core/metrics/warping.h"
#include "core/partition.h"
#include "core/synthetic_stack.h"
#include "tests/core/random_pixels.h"
#include "tests/support/bench.h"
#include "tests/ui/ui_support.h"
#include "ui/comparison.h"

using namespace axolemma;

namespace {

constexpr double kThreshold = 0.5;

/// The labels of one slice, as a volume.
using Slice = Volume<std::uint32_t>;

Slice volumeOf(const Image<std::uint32_t>& labels) {
    Slice volume(labels.width(), labels.height(), 1);
    std::copy(labels.begin(), labels.end(), volume.begin());
    return volume;
}

Slice componentsOf(ImageView<const float> map) {
    return volumeOf(partitionOf(map, {.threshold = kThreshold}).labels);
}

struct Pair {
    Slice truth;
    Slice labels;
};

Pair challengePair(const std::filesystem::path& folder) {
    const Stack truth = readStack(folder / "truth.tif");
    const Stack map = readStack(folder / "proposal.tif");
    const auto& cells = std::get<Volume<std::uint8_t>>(truth.voxels());
    return {volumeOf(labelComponents(cells.slice(0)).labels), componentsOf(map.sliceAsFloat(0))};
}

Pair randomPair() {
    test::RandomPixels random(1);
    const auto map = random.map(512, 512, 2);
    return {componentsOf(map.slice(0)), componentsOf(map.slice(1))};
}

nlohmann::ordered_json times(double limitMs, const std::function<double()>& slice,
                             const std::function<double()>& volume) {
    if (std::abs(slice() - volume()) > 1e-12) throw std::logic_error("the scores differ");
    return {{"limit_ms", limitMs},
            {"ms", bench::medianOfFive(slice) * 1e3},
            {"whole_volume_ms", bench::medianOfFive(volume) * 1e3}};
}

/// Milliseconds from a change of the visible slice of an open stack (12 slices of 512 x 512, all of
/// which change) until its comparison is shown, and until all warping errors are.
nlohmann::ordered_json live() {
    constexpr int kSlices = 12;
    test::OwnSettings settings;
    Document document(test::factoryOf(std::make_shared<test::FakeNetwork>()));
    Comparison comparison(document);
    SyntheticStack sample = makeSyntheticStack({.depth = kSlices});
    const auto path = settings.folder() / "truth.tif";
    writeStack(path, Stack(AnyVolume(std::move(sample.truth)), Spacing{4, 4, 50}));
    document.setStack(std::move(sample.images));
    document.segment({});
    const auto until = [&](const auto& done) {
        QEventLoop loop;
        const auto check = [&] {
            if (done()) loop.quit();
        };
        QObject::connect(&comparison, &Comparison::scoresChanged, &loop, check);
        QObject::connect(&document, &Document::jobEnded, &loop, check);
        if (!done()) loop.exec();
    };
    using Part = Comparison::Part;
    until([&] { return !document.busy(); });
    comparison.load(path);
    const auto settled = [&] {
        return comparison.scores() && !comparison.updating(Part::Slices) &&
               !comparison.updating(Part::Warping);
    };
    until(settled);
    document.undoStack().undo();
    // An event loop ends some time after it was told to, so the moment itself is noted.
    QElapsedTimer clock;
    double visible = 0;
    QObject::connect(&comparison, &Comparison::sliceCompared, &comparison, [&](int z) {
        if (z == document.slice()) visible = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    });
    clock.start();
    document.undoStack().redo();
    until(settled);
    const double all = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    return {{"visible_ms", visible}, {"all_12_slices_and_warping_ms", all}};
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const char* const data = std::getenv("AXOLEMMA_DATA");
    const Pair pair = data ? challengePair(std::filesystem::path(data) / "metrics") : randomPair();
    const auto truth = pair.truth.slice(0);
    const auto labels = pair.labels.slice(0);
    const auto all = [&] {
        const SliceSums sums = compareSlice(truth, labels).sums;
        const auto scores = stackScores({&sums, 1});
        return scores->rand.value + scores->information.value + scores->randError.value +
               scores->pixelError.value;
    };
    const auto allOfVolume = [&] {
        const auto thinned = thinnedScores(pair.truth, pair.labels);
        return thinned.rand.value + thinned.information.value +
               randError(pair.truth, pair.labels).value + pixelError(pair.truth, pair.labels).value;
    };
    // In the window the rest is there when the warping error is counted.
    SliceSums counted = compareSlice(truth, labels).sums;
    const auto warping = [&] {
        counted.topology = topologyOfSlice(truth, labels);
        return stackScores({&counted, 1})->warpingError->value;
    };
    const auto warpingOfVolume = [&] { return warpingError(pair.truth, pair.labels).value; };
    const SliceErrors errors = compareSlice(truth, labels).errors;
    bench::report("comparison", 1,
                  {{"pixels", {truth.height(), truth.width()}},
                   {"data", data ? "challenge" : "random"},
                   {"errors", errors.errors.size()},
                   {"all_but_warping", times(100, all, allOfVolume)},
                   {"warping", times(300, warping, warpingOfVolume)},
                   {"window", live()}});
}
