// A project of 100,000 gestures: how long a commit, a save, an opening and an undo take, and what
// 1000 long strokes need in memory.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/io/project.h"
#include "tests/support/bench.h"
#include "tests/support/random_gestures.h"

using namespace axolemma;
namespace fs = std::filesystem;

namespace {

constexpr int kSize = 2048;
constexpr int kDepth = 30;
constexpr int kGestures = 100'000;

/// Half of them strokes, the rest links, profiles and facts, spread over the stack.
Gesture gestureOf(test::RandomGestures& random, int n) {
    Gesture gesture;
    const Place place{64 + random.below(kSize - 128), 64 + random.below(kSize - 128),
                      random.below(kDepth)};
    gesture.place = place;
    const auto blob = [&](int radius) {
        std::vector<PixelRun> runs;
        for (int y = -radius; y <= radius; ++y) {
            const int half = static_cast<int>(std::sqrt(radius * radius - y * y));
            runs.push_back({place.y + y, place.x - half, place.x + half + 1});
        }
        return PixelRuns(std::move(runs));
    };
    const int kind = n % 10;
    if (kind < 5) {
        gesture.name = "Draw boundary, slice " + std::to_string(place.z);
        gesture.said = {PixelAssertion{place.z, blob(4 + random.below(12)),
                                       kind < 3 ? PixelClaim::Boundary : PixelClaim::Interior}};
    } else if (kind < 8) {
        gesture.name = "Merge neurons " + std::to_string(n) + " and " + std::to_string(n + 1);
        gesture.said = {
            LinkAssertion{place,
                          {random.below(kSize), random.below(kSize), random.below(kDepth)},
                          Relation::Same}};
    } else if (kind == 8) {
        gesture.name = "Verify profile";
        gesture.said = {ProfileAssertion{place, blob(10), true}};
    } else {
        gesture.name = "Name neuron";
        gesture.said = {FactAssertion{place, FactKind::Name, "Neuron " + std::to_string(n)}};
    }
    return gesture;
}

double megabytes(std::uint64_t bytes) {
    return static_cast<double>(bytes) / 1e6;
}

/// The slowest of `count` calls, in ms.
template <typename Work>
double slowest(int count, Work&& work) {
    double most = 0;
    for (int n = 0; n < count; ++n) most = std::max(most, bench::seconds(work));
    return 1e3 * most;
}

}  // namespace

int main(int argc, char** argv) {
    const fs::path folder = fs::path(argc > 1 ? argv[1] : "/tmp") / "bench_project.axo";
    fs::remove_all(folder);
    const Stack stack(Volume<std::uint8_t>(kSize, kSize, kDepth, 7));
    test::RandomGestures random(1, kSize, kSize, kDepth);
    nlohmann::ordered_json values = {{"gestures", kGestures}};
    {
        auto project =
            Project::create(folder, stack, {.author = "me", .readOnly = false, .problem = {}});
        int n = 0;
        double most = 0;
        const double all = bench::seconds([&] {
            for (; n < kGestures; ++n) {
                auto gesture = gestureOf(random, n);
                most = std::max(most,
                                bench::seconds([&] { (void)project->commit(std::move(gesture)); }));
            }
        });
        values["commit_ms"] = 1e3 * all / kGestures;
        values["slowest_commit_ms"] = 1e3 * most;
        values["flush_s"] = bench::seconds([&] { (void)project->flush(); });
        values["journal_mb"] = megabytes(fs::file_size(folder / "journal.jsonl"));
        values["history_mb"] = megabytes(project->history().memoryUsed());
        project.reset();
    }
    values["open_without_snapshot_s"] = bench::seconds([&] { (void)Project::open(folder, {}); });
    {
        const auto project = Project::open(folder, {});
        std::function<void()> job;
        values["save_in_window_s"] = bench::seconds([&] { job = project->saveJob(); });
        values["save_in_worker_s"] = bench::seconds(job);
        values["snapshot_mb"] = megabytes(fs::file_size(folder / "snapshot.bin"));
    }
    values["open_s"] = bench::medianOfFive([&] { (void)Project::open(folder, {}); });
    {
        const auto project = Project::open(folder, {});
        values["slowest_undo_from_journal_ms"] = slowest(500, [&] { (void)project->undo(); });
        values["slowest_redo_ms"] = slowest(500, [&] { (void)project->redo(); });
        const std::size_t before = project->history().memoryUsed();
        double most = 0;
        for (int n = 0; n < 1000; ++n) {
            Gesture stroke;
            stroke.said = {PixelAssertion{
                n % kDepth,
                test::capsule(random.below(kSize), random.below(kSize), random.below(kSize),
                              random.below(kSize), 32, kSize, kSize),
                n % 2 == 0 ? PixelClaim::Boundary : PixelClaim::Interior}};
            most =
                std::max(most, bench::seconds([&] { (void)project->commit(std::move(stroke)); }));
        }
        values["slowest_long_stroke_ms"] = 1e3 * most;
        values["thousand_strokes_mb"] = megabytes(project->history().memoryUsed() - before);
        values["slowest_undo_of_a_long_stroke_ms"] = slowest(1000, [&] { (void)project->undo(); });
    }
    bench::report("project", 1, values);
    fs::remove_all(folder);
    return 0;
}
