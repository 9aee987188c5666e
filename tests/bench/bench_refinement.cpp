// The steps of boundary refinement beside what libraries need for the same ones, in one run: the
// watershed and its lines beside ITK's, w_f to components beside OpenCV's, and a whole stack after
// a move of the slider.

#include <itkImage.h>
#include <itkImportImageFilter.h>
#include <itkMorphologicalWatershedImageFilter.h>

#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <thread>

#include "core/partition.h"
#include "core/synthetic_stack.h"
#include "tests/support/bench.h"
#include "ui/refinement_run.h"

using namespace axolemma;

namespace {

constexpr int kSize = 512;
constexpr int kLarge = 2048;
constexpr int kDepth = 30;
constexpr int kRepeats = 10;

/// What a network could say of the sample: its truth, blurred a little, with noise.
std::vector<std::shared_ptr<const ProbabilityMap>> maps(int depth) {
    const SyntheticStack sample = makeSyntheticStack({kSize, kSize, depth, 1});
    std::vector<std::shared_ptr<const ProbabilityMap>> result;
    std::uint32_t state = 1;
    for (int z = 0; z < depth; ++z) {
        Image<float> cell(kSize, kSize);
        const auto truth = sample.truth.slice(z);
        for (std::size_t i = 0; i < cell.size(); ++i)
            cell.data()[i] = truth.data()[i] ? 0.95F : 0.1F;
        cv::Mat picture(kSize, kSize, CV_32F, cell.data());
        cv::GaussianBlur(picture, picture, {}, 1.2);
        auto map = std::make_shared<ProbabilityMap>(kSize, kSize);
        for (std::size_t i = 0; i < cell.size(); ++i) {
            state = state * 1664525 + 1013904223;
            const float noise = static_cast<float>(state >> 16) / 65536 - 0.5F;
            const float p = std::clamp(cell.data()[i] + 0.1F * noise, 0.0F, 1.0F);
            map->data()[i] = static_cast<std::uint8_t>(255 * p + 0.5F);
        }
        result.push_back(std::move(map));
    }
    return result;
}

ProbabilityMap tiled(const ProbabilityMap& map) {
    ProbabilityMap large(kLarge, kLarge);
    for (int y = 0; y < kLarge; ++y)
        for (int x = 0; x < kLarge; ++x) large(x, y) = map(x % kSize, y % kSize);
    return large;
}

template <typename Work>
double milliseconds(Work work, int repeats = kRepeats) {
    return bench::medianOfFive([&] {
               for (int i = 0; i < repeats; ++i) work();
           }) /
           repeats * 1e3;
}

/// Lines of the watershed: ours, and ITK's from minima of the same depth.
nlohmann::ordered_json watershed(const ProbabilityMap& map) {
    const Landscape landscape = landscapeOf(map.view(), 2);
    const Refinement refinement{.weight = 0.4F};
    const double ours = milliseconds([&] { (void)contoursOf(landscape, refinement); });

    using Picture = itk::Image<std::uint8_t, 2>;
    using Labels = itk::Image<std::uint32_t, 2>;
    const auto import = itk::ImportImageFilter<std::uint8_t, 2>::New();
    Picture::RegionType region;
    region.SetSize(0, kSize);
    region.SetSize(1, kSize);
    import->SetRegion(region);
    Image<std::uint8_t> height = landscape.height.clone();
    import->SetImportPointer(height.data(), height.size(), false);
    import->Update();
    const double theirs = milliseconds(
        [&] {
            const auto filter = itk::MorphologicalWatershedImageFilter<Picture, Labels>::New();
            filter->SetInput(import->GetOutput());
            filter->SetLevel(15);
            filter->MarkWatershedLineOn();
            filter->Update();
        },
        1);
    return {{"ms", ours}, {"itk_ms", theirs}, {"ratio", ours / theirs}};
}

/// Fusion, threshold and components of one slice through OpenCV; returns how many there are.
int throughOpenCv(const ProbabilityMap& map, const Image<std::uint8_t>& contours) {
    const cv::Mat cell(map.height(), map.width(), CV_8U, const_cast<std::uint8_t*>(map.data()));
    const cv::Mat lines(map.height(), map.width(), CV_8U,
                        const_cast<std::uint8_t*>(contours.data()));
    cv::Mat membrane;
    cv::Mat fused;
    cell.convertTo(membrane, CV_32F, -1.0 / 255, 1);
    lines.convertTo(fused, CV_32F);
    cv::addWeighted(fused, 0.4, membrane, 0.6, 0, fused);
    const cv::Mat cells = fused < 0.5;
    cv::Mat labels;
    cv::Mat statistics;
    cv::Mat centres;
    return cv::connectedComponentsWithStats(cells, labels, statistics, centres, 4) - 1;
}

/// From w_f to components of one slice: ours, and OpenCV's.
nlohmann::ordered_json fusion(const ProbabilityMap& map, const Image<std::uint8_t>& contours,
                              int repeats) {
    const PartitionRule rule{.smallest = 20, .refinement = {.weight = 0.4F}};
    std::uint32_t count = 0;
    const double ours = milliseconds(
        [&] { count = componentsOfFusion(map.view(), contours.view(), rule).count; }, repeats);
    int countOfOpenCv = 0;
    const double theirs =
        milliseconds([&] { countOfOpenCv = throughOpenCv(map, contours); }, repeats);
    return {{"ms", ours},
            {"opencv_ms", theirs},
            {"ratio", ours / theirs},
            {"components", count},
            {"opencv_components_with_specks", countOfOpenCv}};
}

/// What a move of the slider costs: the visible slice, and all of them with links and neurons.
nlohmann::ordered_json wholeStack(const std::vector<std::shared_ptr<const ProbabilityMap>>& all) {
    Segmentation segmentation;
    segmentation.maps = all;
    segmentation.rule = PartitionRule::recommended();
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    for (const auto& map : all)
        slices.push_back(
            std::make_shared<const SliceComponents>(partitionOf(map->view(), segmentation.rule)));
    segmentation.proposal = linkedProposal(std::move(slices));
    const int threads = static_cast<int>(std::thread::hardware_concurrency());
    RefinementRequest request{std::make_shared<const Segmentation>(segmentation),
                              {}, std::make_shared<const Derived>(),
                              [] { return Assertions(); },
                              segmentation.rule,
                              kDepth / 2,
                              threads};
    ContourCache cache;
    double visible = 0;
    const auto move = [&] {
        request.rule.refinement.weight = request.rule.refinement.weight > 0.4F ? 0.35F : 0.45F;
        const auto start = std::chrono::steady_clock::now();
        (void)runRefinement(request, cache,
                            [&](int, SegmentationState) {
                                const std::chrono::duration<double> taken =
                                    std::chrono::steady_clock::now() - start;
                                visible = taken.count() * 1e3;
                            },
                            {}, {});
    };
    const double first = bench::seconds(move) * 1e3;
    const double next = milliseconds(move, 1);
    // OpenCV's part of it alone: no contacts, links or neurons.
    const auto components = [&] {
        for (int z = 0; z < kDepth; ++z)
            (void)throughOpenCv(*all[z], *cache.of(z, all[z], request.rule.refinement));
    };
    const double theirs = milliseconds(components, 1);
    return {{"slices", kDepth},
            {"opencv_components_alone_ms", theirs},
            {"first_move_ms", first},
            {"next_move_ms", next},
            {"visible_slice_ms", visible}};
}

}  // namespace

int main() {
    cv::setNumThreads(1);
    const auto all = maps(kDepth);
    const auto& map = *all.front();
    const Refinement refinement{.weight = 0.4F};
    const auto contours = contoursOf(landscapeOf(map.view(), 2), refinement);
    const ProbabilityMap large = tiled(map);
    const auto largeContours = contoursOf(landscapeOf(large.view(), 2), refinement);
    bench::report("refinement", static_cast<int>(std::thread::hardware_concurrency()),
                  {{"opencv", CV_VERSION},
                   {"watershed_512", watershed(map)},
                   {"weight_to_components_512", fusion(map, contours, kRepeats)},
                   {"weight_to_components_2048", fusion(large, largeContours, 1)},
                   {"stack_30x512x512", wholeStack(all)}});
}
