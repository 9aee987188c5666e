#include "core/watershed.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>

namespace axolemma {

namespace {

constexpr int kLevels = 256;
constexpr std::array<Point, 4> kNeighbours = {Point{-1, 0}, {0, -1}, {1, 0}, {0, 1}};

/// The pixels by rising height, raster order within a height.
std::vector<std::uint32_t> byHeight(ImageView<const std::uint8_t> height) {
    std::array<std::uint32_t, kLevels + 1> start{};
    for (int y = 0; y < height.height(); ++y)
        for (int x = 0; x < height.width(); ++x) ++start[height(x, y) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<std::uint32_t> order(height.size());
    std::uint32_t index = 0;
    for (int y = 0; y < height.height(); ++y)
        for (int x = 0; x < height.width(); ++x) order[start[height(x, y)]++] = index++;
    return order;
}

/// First in, first out within a level; the lowest level first.
class BucketQueue {
  public:
    void push(int level, std::uint32_t pixel) {
        buckets_[level].push_back(pixel);
        lowest_ = std::min(lowest_, level);
    }
    bool empty() {
        while (lowest_ < kLevels && next_[lowest_] == buckets_[lowest_].size()) ++lowest_;
        return lowest_ == kLevels;
    }
    int level() const { return lowest_; }
    /// Precondition: `empty` has just said no.
    std::uint32_t pop() { return buckets_[lowest_][next_[lowest_]++]; }

  private:
    std::array<std::vector<std::uint32_t>, kLevels> buckets_;
    std::array<std::size_t, kLevels> next_{};
    int lowest_ = kLevels;
};

}  // namespace

std::vector<Point> deepMinima(ImageView<const std::uint8_t> height, int depth) {
    const int width = height.width();
    constexpr std::uint32_t kDry = ~std::uint32_t{0};
    // Union-find over pixels; the root of a basin is the pixel of its minimum.
    std::vector<std::uint32_t> parent(height.size(), kDry);
    std::vector<bool> shallow(height.size(), false);
    const auto rootOf = [&](std::uint32_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    const auto heightOf = [&](std::uint32_t i) -> int {
        return height(static_cast<int>(i % width), static_cast<int>(i / width));
    };
    const std::vector<std::uint32_t> order = byHeight(height);
    for (const std::uint32_t pixel : order) {
        const Point p{static_cast<int>(pixel % width), static_cast<int>(pixel / width)};
        const int level = height(p);
        std::uint32_t basin = kDry;
        parent[pixel] = pixel;
        for (const Point step : kNeighbours) {
            const Point q{p.x + step.x, p.y + step.y};
            if (!height.bounds().contains(q)) continue;
            const auto neighbour = static_cast<std::uint32_t>(q.y * width + q.x);
            if (parent[neighbour] == kDry) continue;
            std::uint32_t other = rootOf(neighbour);
            if (other == basin) continue;
            if (basin == kDry) {
                basin = other;
                parent[pixel] = other;
                continue;
            }
            // Two basins meet: the one with the higher minimum ends here. Equal ones: the later.
            if (std::pair(heightOf(other), other) < std::pair(heightOf(basin), basin))
                std::swap(other, basin);
            if (level - heightOf(other) < depth) shallow[other] = true;
            parent[other] = basin;
        }
    }
    std::vector<Point> minima;
    // A pixel is a minimum if nothing lower or earlier was beside it when it was flooded.
    std::vector<bool> flooded(height.size(), false);
    for (const std::uint32_t pixel : order) {
        const Point p{static_cast<int>(pixel % width), static_cast<int>(pixel / width)};
        bool first = true;
        for (const Point step : kNeighbours) {
            const Point q{p.x + step.x, p.y + step.y};
            if (height.bounds().contains(q) && flooded[q.y * width + q.x]) first = false;
        }
        flooded[pixel] = true;
        if (first && !shallow[pixel]) minima.push_back(p);
    }
    std::sort(minima.begin(), minima.end(),
              [](Point a, Point b) { return std::pair(a.y, a.x) < std::pair(b.y, b.x); });
    return minima;
}

void floodFromLabels(ImageView<const std::uint8_t> height, ImageView<std::uint32_t> labels) {
    const int width = height.width();
    std::vector<bool> queued(height.size(), false);
    BucketQueue queue;
    const auto pushNeighbours = [&](Point p, int level) {
        for (const Point step : kNeighbours) {
            const Point q{p.x + step.x, p.y + step.y};
            if (!height.bounds().contains(q)) continue;
            const auto pixel = static_cast<std::uint32_t>(q.y * width + q.x);
            if (queued[pixel]) continue;
            queued[pixel] = true;
            queue.push(std::max<int>(level, height(q)), pixel);
        }
    };
    for (int y = 0; y < height.height(); ++y)
        for (int x = 0; x < width; ++x)
            if (labels(x, y) != 0) queued[static_cast<std::size_t>(y) * width + x] = true;
    for (int y = 0; y < height.height(); ++y)
        for (int x = 0; x < width; ++x)
            if (labels(x, y) != 0) pushNeighbours({x, y}, height(x, y));
    while (!queue.empty()) {
        const int level = queue.level();
        const std::uint32_t pixel = queue.pop();
        const Point p{static_cast<int>(pixel % width), static_cast<int>(pixel / width)};
        std::uint32_t label = 0;
        bool meeting = false;
        for (const Point step : kNeighbours) {
            const Point q{p.x + step.x, p.y + step.y};
            if (!height.bounds().contains(q)) continue;
            const std::uint32_t other = labels(q.x, q.y);
            if (other == 0) continue;
            if (label != 0 && other != label) meeting = true;
            label = other;
        }
        if (meeting) continue;
        labels(p.x, p.y) = label;
        pushNeighbours(p, level);
    }
}

Image<std::uint32_t> seededWatershed(ImageView<const std::uint8_t> height,
                                     const std::vector<Point>& seeds) {
    Image<std::uint32_t> labels(height.width(), height.height(), 0);
    std::uint32_t number = 0;
    for (const Point seed : seeds) {
        assert(height.bounds().contains(seed));
        labels(seed.x, seed.y) = ++number;
    }
    floodFromLabels(height, labels);
    return labels;
}

}  // namespace axolemma
