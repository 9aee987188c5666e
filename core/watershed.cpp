#include "core/watershed.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <utility>

namespace axolemma {

namespace {

constexpr int kLevels = 256;

/// A slice with a frame of one pixel around it, so that every pixel has four neighbours.
struct Frame {
    Frame(int w, int h) : width(w), height(h), stride(static_cast<std::uint32_t>(w) + 2) {}

    std::size_t size() const { return static_cast<std::size_t>(stride) * (height + 2); }
    std::uint32_t at(int x, int y) const {
        return static_cast<std::uint32_t>((y + 1) * stride + x + 1);
    }
    Point pointOf(std::uint32_t pixel) const {
        return {static_cast<int>(pixel % stride) - 1, static_cast<int>(pixel / stride) - 1};
    }
    /// Left, above, right, below.
    std::array<std::uint32_t, 4> neighbours(std::uint32_t pixel) const {
        return {pixel - 1, pixel - stride, pixel + 1, pixel + stride};
    }

    int width;
    int height;
    std::uint32_t stride;
};

/// The pixels in their frame; what is outside of the slice holds `outside`.
template <typename T, typename U>
std::vector<T> framed(ImageView<const U> image, const Frame& frame, T outside) {
    std::vector<T> pixels(frame.size(), outside);
    for (int y = 0; y < frame.height; ++y)
        std::copy(image.row(y), image.row(y) + frame.width, pixels.begin() + frame.at(0, y));
    return pixels;
}

/// The pixels by rising height, raster order within a height.
std::vector<std::uint32_t> byHeight(ImageView<const std::uint8_t> height, const Frame& frame) {
    std::array<std::uint32_t, kLevels + 1> start{};
    for (int y = 0; y < height.height(); ++y)
        for (int x = 0; x < height.width(); ++x) ++start[height(x, y) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<std::uint32_t> order(height.size());
    for (int y = 0; y < height.height(); ++y)
        for (int x = 0; x < height.width(); ++x) order[start[height(x, y)]++] = frame.at(x, y);
    return order;
}

/// First in, first out within a level; the lowest level first. Each pixel enters once at most.
class BucketQueue {
  public:
    explicit BucketQueue(std::size_t pixels) : next_(pixels) {
        first_.fill(kNone);
        last_.fill(kNone);
    }

    void push(int level, std::uint32_t pixel) {
        next_[pixel] = kNone;
        if (first_[level] == kNone) {
            first_[level] = pixel;
        } else {
            next_[last_[level]] = pixel;
        }
        last_[level] = pixel;
        lowest_ = std::min(lowest_, level);
    }
    bool empty() {
        while (lowest_ < kLevels && first_[lowest_] == kNone) ++lowest_;
        return lowest_ == kLevels;
    }
    int level() const { return lowest_; }
    /// Precondition: `empty` has just said no.
    std::uint32_t pop() { return std::exchange(first_[lowest_], next_[first_[lowest_]]); }

  private:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};
    std::array<std::uint32_t, kLevels> first_{};
    std::array<std::uint32_t, kLevels> last_{};
    std::vector<std::uint32_t> next_;
    int lowest_ = kLevels;
};

}  // namespace

std::vector<Point> deepMinima(ImageView<const std::uint8_t> height, int depth) {
    const Frame frame(height.width(), height.height());
    const auto heights = framed<std::uint8_t>(height, frame, 0);
    constexpr std::uint32_t kDry = ~std::uint32_t{0};
    // Union-find over pixels; the root of a basin is the pixel of its minimum. The frame stays dry.
    std::vector<std::uint32_t> parent(frame.size(), kDry);
    const auto rootOf = [&](std::uint32_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    std::vector<std::uint32_t> found;
    std::vector<std::uint8_t> shallow(frame.size(), 0);
    for (const std::uint32_t pixel : byHeight(height, frame)) {
        const int level = heights[pixel];
        std::uint32_t basin = kDry;
        parent[pixel] = pixel;
        for (const std::uint32_t neighbour : frame.neighbours(pixel)) {
            if (parent[neighbour] == kDry) continue;
            std::uint32_t other = rootOf(neighbour);
            if (other == basin) continue;
            if (basin == kDry) {
                parent[pixel] = basin = other;
                continue;
            }
            // Two basins meet: the one with the higher minimum ends here. Equal ones: the later.
            if (std::pair(heights[other], other) < std::pair(heights[basin], basin))
                std::swap(other, basin);
            if (level - heights[other] < depth) shallow[other] = 1;
            parent[other] = basin;
        }
        // A pixel is a minimum if nothing lower or earlier was beside it when it was flooded.
        if (basin == kDry) found.push_back(pixel);
    }
    std::sort(found.begin(), found.end());
    std::vector<Point> minima;
    for (const std::uint32_t pixel : found)
        if (!shallow[pixel]) minima.push_back(frame.pointOf(pixel));
    return minima;
}

void floodFromLabels(ImageView<const std::uint8_t> height, ImageView<std::uint32_t> labels) {
    const Frame frame(height.width(), height.height());
    const auto heights = framed<std::uint8_t>(height, frame, 0);
    auto flooded = framed<std::uint32_t>(ImageView<const std::uint32_t>(labels), frame, 0);
    // Labelled, or in the queue, or outside of the slice: not to be queued again.
    std::vector<std::uint8_t> known(frame.size(), 1);
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) known[frame.at(x, y)] = labels(x, y) != 0;
    BucketQueue queue(frame.size());
    const auto pushNeighbours = [&](std::uint32_t pixel, int level) {
        for (const std::uint32_t neighbour : frame.neighbours(pixel)) {
            if (known[neighbour]) continue;
            known[neighbour] = 1;
            queue.push(std::max<int>(level, heights[neighbour]), neighbour);
        }
    };
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x)
            if (labels(x, y) != 0) pushNeighbours(frame.at(x, y), height(x, y));
    while (!queue.empty()) {
        const int level = queue.level();
        const std::uint32_t pixel = queue.pop();
        std::uint32_t label = 0;
        bool meeting = false;
        for (const std::uint32_t neighbour : frame.neighbours(pixel)) {
            const std::uint32_t other = flooded[neighbour];
            if (other == 0) continue;
            meeting |= label != 0 && other != label;
            label = other;
        }
        if (meeting) continue;
        flooded[pixel] = label;
        pushNeighbours(pixel, level);
    }
    for (int y = 0; y < frame.height; ++y)
        std::copy_n(flooded.begin() + frame.at(0, y), frame.width, labels.row(y));
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
