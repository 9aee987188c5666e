#include "core/proofreading/cut.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <vector>

namespace axolemma {

namespace {

/// How much narrowness counts beside the membrane, and from which half width on none is left.
constexpr int kNarrow = 60;
constexpr int kWide = 20;
constexpr int kLevels = 256 + kNarrow;

constexpr std::uint32_t kFree = 0;
constexpr std::uint32_t kLine = 0xFFFFFFFF;
constexpr std::uint32_t kOutside = 0xFFFFFFFE;

/// The component alone, in a frame of one pixel so that every pixel has four neighbours.
class Basin {
  public:
    Basin(ImageView<const std::uint32_t> labels, ImageView<const std::uint8_t> map,
          std::uint32_t label, const Rect& area)
        : area_(area), stride_(area.width() + 2), side_(size(), kOutside), height_(size(), 0) {
        for (int y = area.y0; y < area.y1; ++y)
            for (int x = area.x0; x < area.x1; ++x)
                if (labels(x, y) == label) side_[at({x, y})] = kFree;
        raiseNarrows();
        if (map.empty()) return;
        for (int y = area.y0; y < area.y1; ++y)
            for (int x = area.x0; x < area.x1; ++x)
                height_[at({x, y})] =
                    static_cast<std::uint16_t>(height_[at({x, y})] + 255 - map(x, y));
    }

    std::size_t size() const { return static_cast<std::size_t>(stride_) * (area_.height() + 2); }
    int at(Point p) const { return (p.y - area_.y0 + 1) * stride_ + p.x - area_.x0 + 1; }
    std::array<int, 4> around(int pixel) const {
        return {pixel - 1, pixel - stride_, pixel + 1, pixel + stride_};
    }
    std::uint32_t side(int pixel) const { return side_[pixel]; }

    void place(Point seed, std::uint32_t side) {
        side_[at(seed)] = side;
        wet_.push_back(at(seed));
    }

    /// Puts the seed's water where it would gather, so that a click on a dark spot inside of a cell
    /// counts like one beside it.
    void drain(Point seed) {
        int pixel = at(seed);
        const std::uint32_t side = side_[pixel];
        for (;;) {
            int lowest = pixel;
            for (const int n : around(pixel))
                if (side_[n] == kFree && height_[n] < height_[lowest]) lowest = n;
            if (lowest == pixel) return;
            pixel = lowest;
            side_[pixel] = side;
            wet_.push_back(pixel);
        }
    }

    /// Floods everything. Where a line closed the only way to somewhere, the water of its smallest
    /// side goes on behind it.
    void flood() {
        while (!wet_.empty()) {
            rise();
            wet_.clear();
            for (int pixel = 0; pixel < static_cast<int>(size()); ++pixel) {
                if (side_[pixel] != kLine || !beside(pixel, kFree)) continue;
                side_[pixel] = smallestSideBeside(pixel);
                wet_.push_back(pixel);
            }
        }
    }

  private:
    void rise() {
        std::vector<std::vector<int>> queue(kLevels);
        std::vector<bool> queued(size(), false);
        const auto push = [&](int pixel, int level) {
            for (const int n : around(pixel))
                if (side_[n] == kFree && !queued[n]) {
                    queued[n] = true;
                    queue[std::max<int>(level, height_[n])].push_back(n);
                }
        };
        for (const int pixel : wet_) push(pixel, 0);
        for (int level = 0; level < kLevels; ++level)
            for (std::size_t i = 0; i < queue[level].size(); ++i) {
                const int pixel = queue[level][i];
                const std::uint32_t side = smallestSideBeside(pixel);
                const auto near = around(pixel);
                const bool meets = std::ranges::any_of(near, [&](int n) {
                    return side_[n] != kFree && side_[n] < kOutside && side_[n] != side;
                });
                side_[pixel] = meets ? kLine : side;
                if (!meets) push(pixel, level);
            }
    }

    bool beside(int pixel, std::uint32_t what) const {
        const auto near = around(pixel);
        return std::ranges::any_of(near, [&](int n) { return side_[n] == what; });
    }

    std::uint32_t smallestSideBeside(int pixel) const {
        std::uint32_t smallest = kOutside;
        for (const int n : around(pixel))
            if (side_[n] != kFree) smallest = std::min(smallest, side_[n]);
        return smallest;
    }

    void raiseNarrows() {
        std::vector<int> front;
        std::vector<std::uint8_t> distance(size(), 0);
        for (int pixel = 0; pixel < static_cast<int>(size()); ++pixel) {
            if (side_[pixel] == kOutside) continue;
            const auto near = around(pixel);
            if (std::ranges::any_of(near, [&](int n) { return side_[n] == kOutside; })) {
                distance[pixel] = 1;
                front.push_back(pixel);
            }
        }
        for (int d = 1; !front.empty(); ++d) {
            std::vector<int> next;
            for (const int pixel : front) {
                height_[pixel] =
                    static_cast<std::uint16_t>(d >= kWide ? 0 : kNarrow * (kWide - d) / kWide);
                for (const int n : around(pixel))
                    if (side_[n] == kFree && distance[n] == 0) {
                        distance[n] = 1;
                        next.push_back(n);
                    }
            }
            front.swap(next);
        }
    }

    Rect area_;
    int stride_;
    std::vector<std::uint32_t> side_;
    std::vector<std::uint16_t> height_;
    /// Where water has come to that has still to go on.
    std::vector<int> wet_;
};

}  // namespace

std::uint32_t cutApart(ImageView<std::uint32_t> labels, ImageView<const std::uint8_t> map,
                       std::uint32_t label, const Rect& area, const std::vector<CutSeed>& seeds,
                       std::uint32_t nextLabel) {
    std::map<std::uint32_t, std::uint32_t> sides;
    for (const CutSeed& seed : seeds) sides.emplace(seed.side, 0);
    std::uint32_t number = 0;
    for (auto& [side, numbered] : sides) numbered = ++number;

    Basin basin(labels, map, label, area);
    // All places before any water runs, so that none takes another's.
    for (const CutSeed& seed : seeds) {
        assert(labels(seed.place) == label);
        basin.place(seed.place, sides[seed.side]);
    }
    for (const CutSeed& seed : seeds) basin.drain(seed.place);
    basin.flood();

    for (int y = area.y0; y < area.y1; ++y)
        for (int x = area.x0; x < area.x1; ++x) {
            if (labels(x, y) != label) continue;
            const std::uint32_t side = basin.side(basin.at({x, y}));
            if (side == kLine)
                labels(x, y) = 0;
            else if (side > 1 && side < kOutside)
                labels(x, y) = nextLabel + side - 2;
        }
    return number - 1;
}

}  // namespace axolemma
