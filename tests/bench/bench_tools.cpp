// The geometry behind the tools of an expert, with the maps and labels of the sample stack.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>

#include "core/components.h"
#include "core/proofreading/brush.h"
#include "core/proofreading/fill_hole.h"
#include "core/proofreading/interpolation.h"
#include "core/proofreading/knife.h"
#include "core/proofreading/livewire.h"
#include "core/proofreading/seam.h"
#include "core/synthetic_stack.h"
#include "tests/support/bench.h"

using namespace axolemma;

namespace {

constexpr int kView = 2048;

double at(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// A slice of the truth, as a map that falls off towards its membranes, with the noise of a
/// network.
Image<std::uint8_t> mapOf(const Image<std::uint32_t>& labels) {
    Image<std::uint8_t> membrane(labels.width(), labels.height());
    std::ranges::transform(labels, membrane.begin(), [](auto label) { return label == 0; });
    const auto distance = distanceTo(membrane);
    std::mt19937 random(1);
    Image<std::uint8_t> map(labels.width(), labels.height());
    std::ranges::transform(distance, map.begin(), [&](float d) {
        const double noise = static_cast<double>(random() % 24);
        return static_cast<std::uint8_t>(std::min(10 + 80 * static_cast<double>(d), 230.0) + noise);
    });
    return map;
}

/// Moves of the mouse from the middle of the view: a wander in steps of up to `stride` pixels.
nlohmann::ordered_json moves(const Evidence& evidence, int stride) {
    std::mt19937 random(7);
    std::vector<double> milliseconds;
    int settled = 0;
    int asked = 0;
    for (int click = 0; click < 5; ++click) {
        Livewire wire(evidence);
        Point mouse{kView / 2, kView / 2};
        milliseconds.push_back(1e3 * bench::seconds([&] { wire.startAt(mouse); }));
        for (int i = 0; i < 200; ++i) {
            const auto step = [&] {
                return static_cast<int>(random() % (2U * stride + 1)) - stride;
            };
            mouse = {std::clamp(mouse.x + step(), 0, kView - 1),
                     std::clamp(mouse.y + step(), 0, kView - 1)};
            milliseconds.push_back(1e3 * bench::seconds([&] {
                                       settled +=
                                           wire.pathTo(mouse, Livewire::kPreview).settled ? 1 : 0;
                                   }));
            ++asked;
        }
    }
    return {{"p50_ms", at(milliseconds, 0.5)},
            {"p95_ms", at(milliseconds, 0.95)},
            {"max_ms", at(milliseconds, 1)},
            {"settled", static_cast<double>(settled) / asked}};
}

nlohmann::ordered_json knife(const Evidence& evidence) {
    std::mt19937 random(3);
    std::vector<double> milliseconds;
    int cuts = 0;
    for (int i = 0; i < 200; ++i) {
        const auto any = [&] { return static_cast<double>(random() % kView); };
        const PointF from{any(), any()};
        const double angle = any();
        const double length = 20 + static_cast<double>(random() % 200);
        const std::array<PointF, 2> drawn = {
            from, {from.x + length * std::cos(angle), from.y + length * std::sin(angle)}};
        milliseconds.push_back(
            1e3 * bench::seconds([&] { cuts += knifeAlong(evidence, drawn).cuts() ? 1 : 0; }));
    }
    return {{"p50_ms", at(milliseconds, 0.5)},
            {"p95_ms", at(milliseconds, 0.95)},
            {"max_ms", at(milliseconds, 1)},
            {"cuts", cuts}};
}

/// One component that fills the slice but for many holes.
nlohmann::ordered_json fillHole() {
    constexpr int kSize = 5000;
    Image<std::uint32_t> labels(kSize, kSize, 1);
    for (int y = 0; y < kSize; ++y)
        for (int x = 0; x < kSize; ++x) {
            const int dx = x % 100 - 50;
            const int dy = y % 100 - 50;
            if (dx * dx + dy * dy < 900) labels(x, y) = dx * dx + dy * dy < 500 ? 2 : 0;
        }
    std::uint64_t pixels = 0;
    const double seconds = bench::medianOfFive([&] { pixels = enclosedBy(labels, 1).pixels(); });
    return {{"ms", seconds * 1e3}, {"pixels", pixels}};
}

}  // namespace

int main() {
    const SyntheticStack sample = makeSyntheticStack({.width = kView, .height = kView, .depth = 3});
    const auto slice = sample.truth.slice(1);
    Image<std::uint32_t> labels(kView, kView);
    std::copy_n(slice.data(), labels.size(), labels.begin());
    const Image<std::uint8_t> map = mapOf(labels);
    const Evidence evidence{map, labels};

    const double capsules = bench::medianOfFive([&] {
        (void)capsule({1700.3, 2000.2}, {2300.1, 2100.7}, 1000).clipped({0, 0, 4096, 4096});
    });

    std::vector<double> between;
    const std::set<std::uint32_t> ids(labels.begin(), labels.end());
    for (const std::uint32_t id : ids) {
        const auto before = PixelRuns::of(sample.truth.slice(0), id, slice.bounds());
        const auto after = PixelRuns::of(sample.truth.slice(2), id, slice.bounds());
        if (id == 0 || before.empty() || after.empty()) continue;
        between.push_back(1e3 * bench::seconds([&] {
                              (void)fittedToMembrane(interpolated(before, after), map);
                          }));
    }
    const auto seams = describeComponents(labels.clone());
    const auto neighbours = neighboursOf(labels, map, 1 + seams.count / 2);
    const double seam = bench::medianOfFive([&] {
        if (!neighbours.empty())
            (void)seamBetween(labels, 1 + seams.count / 2, neighbours.front().component);
    });
    bench::report("tools", 1,
                  {{"livewire_2048_moves", moves(evidence, 30)},
                   {"livewire_2048_anywhere", moves(evidence, kView)},
                   {"knife_2048", knife(evidence)},
                   {"fill_hole_5000", fillHole()},
                   {"capsule_1000_ms", capsules * 1e3},
                   {"interpolation", {{"p50_ms", at(between, 0.5)}, {"max_ms", at(between, 1)}}},
                   {"seam_2048_ms", seam * 1e3}});
}
