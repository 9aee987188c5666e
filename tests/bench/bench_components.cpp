// Components of a 512 x 512 slice beside OpenCV's connectedComponents with 4-connectivity, which is
// given the same mask and one thread, as ours has; ours also measures and places every component.

#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

#include "core/components.h"
#include "core/synthetic_stack.h"
#include "tests/support/bench.h"

using namespace axolemma;

namespace {

constexpr int kSize = 512;
constexpr int kRepeats = 20;

Image<std::uint8_t> noise(double density) {
    std::mt19937 engine(1);
    Image<std::uint8_t> mask(kSize, kSize);
    for (auto& pixel : mask) pixel = engine() < density * 4294967296.0 ? 255 : 0;
    return mask;
}

Image<std::uint8_t> cells() {
    const SyntheticStack sample = makeSyntheticStack({kSize, kSize, 1, 1});
    Image<std::uint8_t> mask(kSize, kSize);
    const auto truth = sample.truth.slice(0);
    for (std::size_t i = 0; i < mask.size(); ++i) mask.data()[i] = truth.data()[i] != 0 ? 255 : 0;
    return mask;
}

nlohmann::ordered_json compare(Image<std::uint8_t> mask) {
    std::uint32_t count = 0;
    const auto ours = [&] {
        for (int i = 0; i < kRepeats; ++i) {
            count = labelComponents(std::as_const(mask).view()).count;
        }
    };
    const cv::Mat input(kSize, kSize, CV_8U, mask.data());
    int countOfOpenCv = 0;
    const auto theirs = [&] {
        for (int i = 0; i < kRepeats; ++i) {
            cv::Mat labels;
            countOfOpenCv = cv::connectedComponents(input, labels, 4, CV_32S) - 1;
        }
    };
    const double oursCold = bench::seconds(ours) / kRepeats * 1e3;
    const double theirsCold = bench::seconds(theirs) / kRepeats * 1e3;
    const double oursWarm = bench::medianOfFive(ours) / kRepeats * 1e3;
    const double theirsWarm = bench::medianOfFive(theirs) / kRepeats * 1e3;
    if (static_cast<int>(count) != countOfOpenCv) throw std::logic_error("the counts differ");
    return {{"components", count},          {"cold_ms", oursCold},
            {"opencv_cold_ms", theirsCold}, {"warm_ms", oursWarm},
            {"opencv_warm_ms", theirsWarm}, {"ratio", oursWarm / theirsWarm}};
}

}  // namespace

int main() {
    cv::setNumThreads(1);
    bench::report("components_512x512", 1,
                  {{"opencv", CV_VERSION},
                   {"cells", compare(cells())},
                   {"noise_50", compare(noise(0.5))},
                   {"noise_90", compare(noise(0.9))}});
}
