// What an expert waits for: a stroke to be seen, and everything to be derived again after it.
#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include "core/partition.h"
#include "core/proofreading/brush.h"
#include "core/proofreading/derivation.h"
#include "core/proofreading/edits.h"
#include "core/proofreading/seam.h"
#include "tests/support/bench.h"
#include "ui/overlay_buffer.h"

using namespace axolemma;

namespace {

using Map = Image<std::uint8_t>;

/// Cells of about 40 x 40 pixels in a bent grid that drifts from slice to slice.
std::shared_ptr<const Map> cells(int size, int z) {
    auto map = std::make_shared<Map>(size, size);
    constexpr double kPeriod = 40;
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const double u = x + 0.3 * z + 9 * std::sin(y / 31.0);
            const double v = y + 0.2 * z + 9 * std::sin(x / 37.0);
            const double du = std::abs(std::remainder(u, kPeriod));
            const double dv = std::abs(std::remainder(v, kPeriod));
            map->view()(x, y) =
                static_cast<std::uint8_t>(std::clamp(std::min(du, dv) * 90, 0.0, 255.0));
        }
    return map;
}

DerivationSources sourcesOf(int size, int depth) {
    DerivationSources sources;
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (int z = 0; z < depth; ++z) {
        sources.maps.push_back(cells(size, z));
        slices.push_back(std::make_shared<const SliceComponents>(
            partitionOf(sources.maps.back()->view(), PartitionRule())));
    }
    sources.proposal = std::make_shared<const Proposal>(linkedProposal(std::move(slices)));
    return sources;
}

double percentile95(std::vector<double> times) {
    std::ranges::sort(times);
    return times[times.size() * 95 / 100];
}

/// From the position of the mouse to the overlay's pixels, as `PaintTool` and `SliceView` do it; in
/// ms, the worst but five of a hundred.
double strokeEvent(int size, double radius, int events) {
    OverlayBuffer overlay;
    overlay.resize(size, size);
    std::mt19937 random(5);
    std::vector<double> times;
    PixelRuns stroke;
    PointF last{size / 2.0, size / 2.0};
    for (int i = 0; i < events; ++i) {
        const PointF to{
            std::clamp(last.x + static_cast<double>(random() % 41) - 20, 0.0, size - 1.0),
            std::clamp(last.y + static_cast<double>(random() % 41) - 20, 0.0, size - 1.0)};
        times.push_back(
            1000 * bench::seconds([&] {
                const PixelRuns added = capsule(last, to, radius).clipped({0, 0, size, size});
                stroke = stroke.united(added);
                overlay.paint(added, {255, 214, 51, OverlayBuffer::kSelected});
            }));
        last = to;
    }
    return percentile95(std::move(times));
}

PixelAssertion someStroke(int size, int z, std::uint32_t seed) {
    std::mt19937 random(seed);
    PixelRuns stroke;
    PointF last{static_cast<double>(random() % size), static_cast<double>(random() % size)};
    for (int i = 0; i < 12; ++i) {
        const PointF to{last.x + static_cast<double>(random() % 41) - 20,
                        last.y + static_cast<double>(random() % 41) - 20};
        stroke = stroke.united(capsule(last, to, 32));
        last = to;
    }
    return {z, stroke.clipped({0, 0, size, size}),
            seed % 2 == 0 ? PixelClaim::Boundary : PixelClaim::Interior};
}

/// After a stroke: the slice, its links and the ids, ms. Nothing of the slice is taken over.
double afterRelease(int size, int strokes) {
    DerivationSources sources = sourcesOf(size, 3);
    const Derived before = derive(sources);
    for (int i = 0; i < strokes; ++i)
        sources.assertions.say(
            std::vector<Assertion>{someStroke(size, 1, static_cast<std::uint32_t>(i))});
    return 1000 * bench::medianOfFive([&] { (void)derive(sources, &before, 2); });
}

}  // namespace

int main() {
    nlohmann::ordered_json values;
    values["stroke_r32_2048_p95_ms"] = strokeEvent(2048, 32, 1000);
    values["stroke_r32_4096_p95_ms"] = strokeEvent(4096, 32, 1000);
    values["stroke_r1000_4096_p95_ms"] = strokeEvent(4096, 1000, 200);
    values["derive_2048_one_stroke_ms"] = afterRelease(2048, 1);
    values["derive_2048_100_strokes_ms"] = afterRelease(2048, 100);

    DerivationSources sources = sourcesOf(1024, 100);
    const Derived now = derive(sources, nullptr, 2);
    values["components"] = [&] {
        std::uint32_t count = 0;
        for (const auto& slice : now.partition.slices) count += slice->count;
        return count;
    }();
    // Two that are beside each other.
    const SliceComponents& middle = *now.partition.slices[50];
    const Point first = middle.places[middle.count / 2];
    const std::vector<Neighbour> beside = neighboursOf(middle.labels.view(), {}, middle.count / 2);
    const Point second = middle.places[beside.at(0).component];
    const Place a{first.x, first.y, 50};
    const Place b{second.x, second.y, 50};
    Edit edit;
    values["merge_say_ms"] = 1000 * bench::medianOfFive([&] { edit = merge(now, a, b); });
    values["allowed"] = edit.allowed();
    Assertions merged = sources.assertions;
    merged.say(edit.said);
    DerivationSources after = sources;
    after.assertions = merged;
    values["merge_derive_1024_100_ms"] =
        1000 * bench::medianOfFive([&] { (void)derive(after, &now, 2); });
    bench::report("proofreading", 2, values);
}
