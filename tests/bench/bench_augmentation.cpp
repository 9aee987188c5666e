// How long it takes to cut and augment a training crop; the limit is 10 ms for 256 x 256 on one
// core.

#include <algorithm>
#include <vector>

#include "segmentation/crop_loader.h"
#include "segmentation/random.h"
#include "tests/support/bench.h"

using namespace axolemma;

namespace {

constexpr int kSize = 256;
constexpr int kCrops = 100;

/// Every effect in every crop, as strong as it gets.
AugmentationSettings everything() {
    AugmentationSettings s;
    for (Effect* effect :
         {&s.rotation, &s.scale, &s.elastic, &s.lens, &s.blur, &s.gamma, &s.contrast, &s.brightness,
          &s.shading, &s.noise, &s.dirt, &s.sliceIntensity, &s.sliceShift}) {
        effect->probability = 1;
    }
    s.blur.low = s.blur.high;
    s.correlatedNoise = 1;
    return s;
}

nlohmann::ordered_json millisecondsPerCrop(const TrainingSet& set,
                                           const AugmentationSettings& settings) {
    const auto crop = [&](int k) { makeCrop(set, kSize, settings, 1, 0, k); };
    std::vector<double> each;
    const double median = bench::medianOfFive([&] {
        for (int k = 0; k < kCrops; ++k) {
            each.push_back(bench::seconds([&] { crop(k); }));
        }
    });
    // Not the slowest: on a busy machine that is the scheduler's.
    std::sort(each.begin(), each.end());
    return {{"median", median / kCrops * 1e3}, {"p95", each[each.size() * 95 / 100] * 1e3}};
}

double cropsPerSecond(const TrainingSet& set, int threads) {
    constexpr int kSteps = 25;
    const double median = bench::medianOfFive([&] {
        CropLoader loader(set, {.size = kSize, .batch = 4, .threads = threads});
        for (int step = 0; step < kSteps; ++step) loader.next();
    });
    return 4 * kSteps / median;
}

}  // namespace

int main() {
    Volume<std::uint8_t> voxels(512, 512, 8);
    TargetVolume targets(512, 512, 8);
    Random random(1);
    for (auto& voxel : voxels) voxel = static_cast<std::uint8_t>(random.below(256));
    for (auto& target : targets) target = random.chance(0.2) ? kTargetMembrane : kTargetCell;
    const Stack images(std::move(voxels));
    const std::vector<int> slices = {0, 1, 2, 3, 4, 5, 6, 7};

    const TrainingSet one(images, targets, slices, 1);
    const TrainingSet three(images, targets, slices, 3);
    const double cold =
        bench::seconds([&] { makeCrop(one, kSize, AugmentationSettings{}, 1, 0, 0); });
    bench::report("augmentation", 1,
                  {{"crop", {kSize, kSize}},
                   {"limit_ms", 10},
                   {"cold_ms", cold * 1e3},
                   {"cut_ms", millisecondsPerCrop(one, AugmentationSettings::none())},
                   {"default_ms", millisecondsPerCrop(one, AugmentationSettings{})},
                   {"default_3_slices_ms", millisecondsPerCrop(three, AugmentationSettings{})},
                   {"everything_ms", millisecondsPerCrop(one, everything())},
                   {"everything_3_slices_ms", millisecondsPerCrop(three, everything())},
                   {"loader_crops_per_second_1_thread", cropsPerSecond(one, 1)},
                   {"loader_crops_per_second_2_threads", cropsPerSecond(one, 2)}});
}
