#include "segmentation/topology_weights.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "core/components.h"
#include "core/disjoint_sets.h"
#include "segmentation/training.h"

namespace axolemma {

namespace {

/// Pixels as sets that grow together, each with the number of cell pixels in it.
class Flood {
  public:
    Flood(int width, int height)
        : width_(width),
          height_(height),
          sets_(static_cast<std::size_t>(width) * height),
          cells_(sets_.size(), 0),
          flooded_(sets_.size(), 0) {}

    void add(std::uint32_t pixel, std::uint32_t cells) {
        flooded_[pixel] = 1;
        cells_[pixel] = cells;
    }

    /// Joins the pixel with its flooded neighbours and returns how many pairs of cell pixels come
    /// together by that.
    double join(std::uint32_t pixel) {
        const auto width = static_cast<std::uint32_t>(width_);
        const std::uint32_t x = pixel % width;
        double pairs = 0;
        if (x > 0) pairs += joined(pixel, pixel - 1);
        if (x + 1 < width) pairs += joined(pixel, pixel + 1);
        if (pixel >= width) pairs += joined(pixel, pixel - width);
        if (pixel + width < sets_.size()) pairs += joined(pixel, pixel + width);
        return pairs;
    }

  private:
    double joined(std::uint32_t pixel, std::uint32_t neighbour) {
        if (!flooded_[neighbour]) return 0;
        const std::uint32_t a = sets_.find(pixel);
        const std::uint32_t b = sets_.find(neighbour);
        if (a == b) return 0;
        const double pairs = static_cast<double>(cells_[a]) * cells_[b];
        const std::uint32_t both = cells_[a] + cells_[b];
        cells_[sets_.join(a, b)] = both;
        return pairs;
    }

    int width_;
    int height_;
    DisjointSets sets_;
    std::vector<std::uint32_t> cells_;
    std::vector<std::uint8_t> flooded_;
};

/// `pixels`, those of the highest value first, in steps of 1/65535; equal ones in their order.
std::vector<std::uint32_t> byFallingValue(const std::vector<std::uint32_t>& pixels,
                                          const Image<float>& probability) {
    constexpr int kSteps = 65536;
    const auto step = [&](std::uint32_t pixel) {
        const float p = std::clamp(probability.data()[pixel], 0.0F, 1.0F);
        return static_cast<int>((1 - p) * (kSteps - 1));
    };
    std::vector<std::uint32_t> start(kSteps + 1, 0);
    for (const std::uint32_t pixel : pixels) ++start[step(pixel) + 1];
    for (int i = 0; i < kSteps; ++i) start[i + 1] += start[i];
    std::vector<std::uint32_t> sorted(pixels.size());
    for (const std::uint32_t pixel : pixels) sorted[start[step(pixel)]++] = pixel;
    return sorted;
}

void scaleToSumOne(ImageView<float> weights, double sum) {
    if (!(sum > 0)) return;
    for (int y = 0; y < weights.height(); ++y)
        for (int x = 0; x < weights.width(); ++x)
            weights(x, y) = static_cast<float>(weights(x, y) / sum);
}

}  // namespace

void topologyWeights(ImageView<const float> probability, ImageView<const std::uint8_t> target,
                     ImageView<float> cell, ImageView<float> membrane) {
    const int width = target.width();
    const int height = target.height();
    assert(probability.width() == width && probability.height() == height);
    Image<float> values(width, height);
    std::vector<std::uint32_t> cellPixels;
    std::vector<std::uint32_t> membranePixels;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto pixel = static_cast<std::uint32_t>(y) * width + x;
            values(x, y) = probability(x, y);
            cell(x, y) = membrane(x, y) = 0;
            if (target(x, y) == kTargetUnknown) continue;
            (target(x, y) > kTargetUnknown ? cellPixels : membranePixels).push_back(pixel);
        }
    }
    const auto at = [&](ImageView<float> weights, std::uint32_t pixel) -> float& {
        return weights(static_cast<int>(pixel % width), static_cast<int>(pixel / width));
    };

    // Within a cell no pixel of another is a neighbour, so every pair that comes together is one
    // of the same cell.
    Flood within(width, height);
    double sum = 0;
    for (const std::uint32_t pixel : byFallingValue(cellPixels, values)) {
        within.add(pixel, 1);
        const double pairs = within.join(pixel);
        at(cell, pixel) = static_cast<float>(pairs);
        sum += pairs;
    }
    scaleToSumOne(cell, sum);

    // Cells are whole from the start, so every pair that comes together is one of two cells.
    Flood between(width, height);
    for (const std::uint32_t pixel : cellPixels) {
        between.add(pixel, 1);
        (void)between.join(pixel);
    }
    sum = 0;
    for (const std::uint32_t pixel : byFallingValue(membranePixels, values)) {
        between.add(pixel, 0);
        const double pairs = between.join(pixel);
        at(membrane, pixel) = static_cast<float>(pairs);
        sum += pairs;
    }
    scaleToSumOne(membrane, sum);
}

}  // namespace axolemma
