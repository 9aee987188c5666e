#include "segmentation/zoo/picture.h"

#include <numeric>
#include <vector>

#include "core/contrast.h"
#include "core/io/png_encoder.h"
#include "core/overlay.h"

namespace axolemma::zoo {

std::string coverOf(const Stack& sample, const Image<float>& cellProbability,
                    const PartitionRule& rule) {
    const Image<std::uint8_t> grey = displaySlice(sample, sample.depth() / 2, robustWindow(sample));
    const SliceComponents components = partitionOf(cellProbability.view(), rule);
    std::vector<std::uint64_t> ids(components.count + 1);
    std::iota(ids.begin(), ids.end(), std::uint64_t{0});
    constexpr float kOpacity = 0.45F;
    const Image<Rgb> colours = blendOverlay(grey.view(), components.labels.view(), ids, kOpacity);
    const int width = grey.width();
    std::vector<std::byte> pixels;
    pixels.reserve(grey.size() * 6);
    for (int y = 0; y < grey.height(); ++y) {
        for (int x = 0; x < width; ++x) pixels.insert(pixels.end(), 3, std::byte{grey(x, y)});
        for (int x = 0; x < width; ++x)
            for (const auto value : {colours(x, y).r, colours(x, y).g, colours(x, y).b})
                pixels.push_back(std::byte{value});
    }
    return encodePng({.pixels = pixels.data(),
                      .width = 2 * width,
                      .height = grey.height(),
                      .channels = 3,
                      .voxelSize = {}});
}

}  // namespace axolemma::zoo
