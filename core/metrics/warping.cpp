#include "core/metrics/warping.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "core/components.h"
#include "core/error.h"
#include "core/metrics/map_checks.h"
#include "core/parallel.h"
#include "core/run_labelling.h"

namespace axolemma {

namespace {

/// The eight pixels around one, clockwise from the upper left.
constexpr std::array<Point, 8> kAround = {Point{-1, -1}, {0, -1}, {1, -1}, {1, 0},
                                          {1, 1},        {0, 1},  {-1, 1}, {-1, 0}};

/// Radius of the window in which the removal of a pixel may split its component.
constexpr int kWindow = 20;

/// How many groups the neighbours in `set` (bit i is kAround[i]) form when two of them are joined
/// if they are adjacent with 4 or 8 neighbours; with 4, only groups that touch the centre count.
int groupsAround(unsigned set, int adjacency) {
    std::array<int, 8> group{};
    for (int i = 0; i < 8; ++i) group[i] = i;
    for (int round = 0; round < 8; ++round) {
        for (int i = 0; i < 8; ++i) {
            for (int k = 0; k < 8; ++k) {
                if ((set >> i & 1) == 0 || (set >> k & 1) == 0) continue;
                const int dx = std::abs(kAround[i].x - kAround[k].x);
                const int dy = std::abs(kAround[i].y - kAround[k].y);
                const bool joined = adjacency == 4 ? dx + dy == 1 : std::max(dx, dy) == 1;
                if (joined) group[i] = group[k] = std::min(group[i], group[k]);
            }
        }
    }
    unsigned counted = 0;
    for (int i = 0; i < 8; ++i) {
        const bool atCentre = adjacency == 8 || kAround[i].x == 0 || kAround[i].y == 0;
        if ((set >> i & 1) != 0 && atCentre) counted |= 1U << group[i];
    }
    return std::popcount(counted);
}

/// Whether a pixel with these neighbours in the foreground is simple: flipping it changes neither
/// the 4-connected components of the foreground nor the 8-connected ones of the background.
const std::array<bool, 256>& simplePoints() {
    static const auto table = [] {
        std::array<bool, 256> simple{};
        for (unsigned set = 0; set < 256; ++set) {
            simple[set] = groupsAround(set, 4) == 1 && groupsAround(~set & 0xFFU, 8) == 1;
        }
        return simple;
    }();
    return table;
}

/// Pixels of one slice that differ in topology.
struct TopologyErrors {
    std::uint64_t split = 0;
    std::uint64_t merge = 0;
};

class Warping {
  public:
    Warping(ImageView<const std::uint8_t> truth, ImageView<const float> map, double threshold)
        : width_(truth.width()),
          height_(truth.height()),
          cells_(truth.width() + 2, truth.height() + 2, 0) {
        for (int y = 0; y < height_; ++y) {
            for (int x = 0; x < width_; ++x) cells_(x + 1, y + 1) = truth(x, y) != 0 ? 1 : 0;
        }
        const float limit = detail::largestFloatUpTo(threshold);
        struct Mismatch {
            float sureness;
            Point pixel;
        };
        std::vector<Mismatch> found;
        for (int x = 0; x < width_; ++x) {
            for (int y = 0; y < height_; ++y) {
                if ((map(x, y) > limit) == (truth(x, y) != 0)) continue;
                found.push_back({std::abs(map(x, y) - static_cast<float>(threshold)), {x, y}});
            }
        }
        std::stable_sort(found.begin(), found.end(), [](const Mismatch& a, const Mismatch& b) {
            return a.sureness > b.sureness;
        });
        for (const Mismatch& mismatch : found) mismatches_.push_back(mismatch.pixel);
    }

    /// Flips simple points until a pass changes nothing. A pixel that was flipped agrees from then
    /// on, so what is left keeps its order and is never sorted again.
    void warp() {
        const auto& simple = simplePoints();
        std::size_t before = 0;
        do {
            before = mismatches_.size();
            std::erase_if(mismatches_, [&](Point p) {
                auto& cell = cells_(p.x + 1, p.y + 1);
                unsigned set = 0;
                for (int i = 0; i < 8; ++i) {
                    set |= static_cast<unsigned>(
                               cells_(p.x + 1 + kAround[i].x, p.y + 1 + kAround[i].y))
                           << i;
                }
                if (!simple[set]) return false;
                cell ^= 1;
                return true;
            });
        } while (mismatches_.size() < before);
    }

    TopologyErrors classify() const {
        TopologyErrors errors;
        const auto inside = cells_.view().cropped({1, 1, width_ + 1, height_ + 1});
        const SliceComponents components = labelComponents(inside);
        for (const Point p : mismatches_) {
            if (inside(p) == 0) {
                errors.merge += labelsAround(components.labels, p) > 2;
            } else {
                errors.split +=
                    labelsAround(components.labels, p) > 2 || splits(components.labels, p);
            }
        }
        return errors;
    }

  private:
    /// Different labels, 0 included, of a pixel and those around it.
    static int labelsAround(ImageView<const std::uint32_t> labels, Point p) {
        std::array<std::uint32_t, 9> met{};
        int count = 0;
        for (int y = std::max(p.y - 1, 0); y <= std::min(p.y + 1, labels.height() - 1); ++y) {
            for (int x = std::max(p.x - 1, 0); x <= std::min(p.x + 1, labels.width() - 1); ++x) {
                const auto end = met.begin() + count;
                if (std::find(met.begin(), end, labels(x, y)) == end) met[count++] = labels(x, y);
            }
        }
        return count;
    }

    /// Whether the component of p falls apart without p, as far as the window shows.
    static bool splits(ImageView<const std::uint32_t> labels, Point p) {
        const Rect window =
            Rect{p.x - kWindow, p.y - kWindow, p.x + kWindow + 1, p.y + kWindow + 1}.intersected(
                labels.bounds());
        Image<std::uint8_t> own(window.width(), window.height());
        for (int y = 0; y < own.height(); ++y) {
            for (int x = 0; x < own.width(); ++x) {
                own(x, y) = labels(window.x0 + x, window.y0 + y) == labels(p);
            }
        }
        const Point centre{p.x - window.x0, p.y - window.y0};
        own(centre.x, centre.y) = 0;
        // Parts of the component that only meet outside of the window count where p touches them.
        return labelsAround(labelComponents(std::as_const(own).view()).labels, centre) > 2;
    }

    int width_;
    int height_;
    /// The warped truth, 0 or 1, with a frame of background.
    Image<std::uint8_t> cells_;
    std::vector<Point> mismatches_;
};

}  // namespace

std::span<const double> warpingThresholds() {
    return challengeThresholds().first(10);
}

Score warpingError(const Volume<std::uint8_t>& truth, const Volume<float>& cellProbability,
                   std::span<const double> thresholds, int threads, std::stop_token stop) {
    detail::checkTruth(truth, cellProbability.width(), cellProbability.height(),
                       cellProbability.depth());
    detail::checkMap(cellProbability, thresholds);
    const int depth = truth.depth();
    std::vector<TopologyErrors> all(thresholds.size() * depth);
    parallelFor(static_cast<int>(all.size()), threads, [&](int i) {
        if (stop.stop_requested()) throw Cancelled();
        Warping warping(truth.slice(i % depth), cellProbability.slice(i % depth),
                        thresholds[i / depth]);
        warping.warp();
        all[i] = warping.classify();
    });
    const auto pixels = static_cast<double>(truth.sliceSize());
    Score best;
    best.value = 2;
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        Score score;
        score.threshold = thresholds[t];
        for (int z = 0; z < depth; ++z) {
            const TopologyErrors& errors = all[t * depth + z];
            score.split += static_cast<double>(errors.split) / (pixels * depth);
            score.merge += static_cast<double>(errors.merge) / (pixels * depth);
            score.perSlice.push_back(static_cast<double>(errors.split + errors.merge) / pixels);
        }
        score.value = score.split + score.merge;
        if (score.value < best.value) best = std::move(score);
    }
    return best;
}

}  // namespace axolemma
