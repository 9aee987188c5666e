#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/components.h"
#include "core/geometry.h"
#include "core/image.h"
#include "core/partition.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma::test {

/// A gap that was made in the membrane between two cells, and what an expert sees of it.
struct Gap {
    /// The map of the slice with the gap: the probability of cell in steps of 1/255.
    Image<std::uint8_t> map;
    /// Its components; the two cells are one of them.
    Image<std::uint32_t> labels;
    /// The middle of the gap on the membrane, and the direction of the membrane there.
    Point middle;
    double alongX = 1;
    double alongY = 0;
    /// Pixels of the membrane that are gone, along it.
    int length = 0;
    /// A place in each of the two cells, and the cells in the truth.
    std::array<Point, 2> cells;
    std::array<std::uint32_t, 2> neurons{};

    /// A position `along` pixels along the membrane and `across` pixels beside it.
    PointF at(double along, double across) const {
        return {middle.x + 0.5 + along * alongX - across * alongY,
                middle.y + 0.5 + along * alongY + across * alongX};
    }
};

/// Makes gaps at random places of a slice: between two cells that the map keeps apart and a gap of
/// 10 to 14 pixels makes one. All random numbers come from `seed`.
class GapMaker {
  public:
    GapMaker(ImageView<const std::uint8_t> map, ImageView<const std::uint32_t> truth,
             std::uint32_t seed)
        : map_(map), truth_(truth), before_(componentsOf(map)), random_(seed) {}

    Gap next() {
        for (;;) {
            Gap gap;
            if (make(gap)) return gap;
        }
    }

    /// In [-1, 1).
    double swing() { return static_cast<double>(random_() >> 8) * 0x1p-23 - 1; }

    static Image<std::uint32_t> componentsOf(ImageView<const std::uint8_t> map) {
        return componentsOfFusion(map, {}, {.threshold = 0.5F, .smallest = 20}).labels;
    }

  private:
    /// The cells of the truth within `radius` of a pixel.
    std::vector<std::uint32_t> cellsNear(Point p, int radius) const {
        std::vector<std::uint32_t> cells;
        for (int y = p.y - radius; y <= p.y + radius; ++y)
            for (int x = p.x - radius; x <= p.x + radius; ++x) {
                const int dx = x - p.x;
                const int dy = y - p.y;
                const std::uint32_t cell = truth_(x, y);
                if (dx * dx + dy * dy <= radius * radius && cell != 0 &&
                    std::ranges::find(cells, cell) == cells.end())
                    cells.push_back(cell);
            }
        return cells;
    }

    bool make(Gap& gap) {
        constexpr int kMargin = 32;
        const auto between = [&](int end) {
            return kMargin + static_cast<int>(random_() % static_cast<unsigned>(end - 2 * kMargin));
        };
        gap.middle = {between(map_.width()), between(map_.height())};
        gap.length = 10 + static_cast<int>(random_() % 5);
        if (truth_(gap.middle.x, gap.middle.y) != 0) return false;
        const auto cells = cellsNear(gap.middle, 5);
        if (cells.size() != 2 || cellsNear(gap.middle, 14).size() != 2) return false;
        gap.neurons = {cells[0], cells[1]};
        findDirection(gap);
        if (!findCells(gap)) return false;
        lower(gap);
        gap.labels = componentsOf(gap.map);
        const auto numberIn = [&](const Image<std::uint32_t>& labels, int i) {
            return labels(gap.cells[i].x, gap.cells[i].y);
        };
        return numberIn(before_, 0) != 0 && numberIn(before_, 1) != 0 &&
               numberIn(before_, 0) != numberIn(before_, 1) && numberIn(gap.labels, 0) != 0 &&
               numberIn(gap.labels, 0) == numberIn(gap.labels, 1);
    }

    /// The principal axis of the true membrane around the middle, and its centre of mass.
    void findDirection(Gap& gap) const {
        constexpr int kRadius = 9;
        double n = 0, mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
        for (int dy = -kRadius; dy <= kRadius; ++dy)
            for (int dx = -kRadius; dx <= kRadius; ++dx) {
                if (dx * dx + dy * dy > kRadius * kRadius) continue;
                if (truth_(gap.middle.x + dx, gap.middle.y + dy) != 0) continue;
                n += 1, mx += dx, my += dy;
                xx += dx * dx, xy += dx * dy, yy += dy * dy;
            }
        mx /= n, my /= n;
        const double angle =
            0.5 * std::atan2(2 * (xy / n - mx * my), xx / n - mx * mx - (yy / n - my * my));
        gap.alongX = std::cos(angle);
        gap.alongY = std::sin(angle);
        // Onto the middle line of the membrane.
        const double across = -mx * gap.alongY + my * gap.alongX;
        gap.middle.x += static_cast<int>(std::lround(-across * gap.alongY));
        gap.middle.y += static_cast<int>(std::lround(across * gap.alongX));
    }

    bool findCells(Gap& gap) const {
        const Point left = pixelAt(gap.at(0, 8));
        const Point right = pixelAt(gap.at(0, -8));
        gap.cells = {left, right};
        const auto a = truth_(left.x, left.y);
        const auto b = truth_(right.x, right.y);
        return a != 0 && b != 0 && a != b;
    }

    /// Within the gap, membrane becomes what cells around it are.
    void lower(Gap& gap) const {
        gap.map = Image<std::uint8_t>(map_.width(), map_.height());
        for (int y = 0; y < map_.height(); ++y)
            std::copy_n(map_.row(y), map_.width(), gap.map.view().row(y));
        constexpr int kRadius = 16;
        std::vector<std::uint8_t> around;
        for (int dy = -kRadius; dy <= kRadius; ++dy)
            for (int dx = -kRadius; dx <= kRadius; ++dx)
                if (truth_(gap.middle.x + dx, gap.middle.y + dy) != 0)
                    around.push_back(map_(gap.middle.x + dx, gap.middle.y + dy));
        std::ranges::sort(around);
        const std::uint8_t level = around[around.size() / 2];
        for (int dy = -kRadius; dy <= kRadius; ++dy)
            for (int dx = -kRadius; dx <= kRadius; ++dx) {
                const double along = dx * gap.alongX + dy * gap.alongY;
                const double across = -dx * gap.alongY + dy * gap.alongX;
                if (std::abs(along) > gap.length / 2.0 || std::abs(across) > 7) continue;
                std::uint8_t& value = gap.map(gap.middle.x + dx, gap.middle.y + dy);
                value = std::max(value, level);
            }
    }

    ImageView<const std::uint8_t> map_;
    ImageView<const std::uint32_t> truth_;
    Image<std::uint32_t> before_;
    std::mt19937 random_;
};

/// Whether boundary at `drawn` keeps the two cells of the gap apart.
inline bool closes(const Gap& gap, const PixelRuns& drawn) {
    Image<std::uint8_t> cell(gap.labels.width(), gap.labels.height());
    std::ranges::transform(gap.labels, cell.begin(),
                           [](std::uint32_t label) { return label != 0 ? 1 : 0; });
    drawn.paint<std::uint8_t>(cell, 0);
    const auto parts = labelComponents(cell);
    const auto a = parts.labels(gap.cells[0].x, gap.cells[0].y);
    const auto b = parts.labels(gap.cells[1].x, gap.cells[1].y);
    return a != 0 && b != 0 && a != b;
}

/// How far the worst of the pixels that become boundary is from the true membrane between the two
/// cells of the gap.
inline double farthestFromMembrane(const Gap& gap, ImageView<const std::uint32_t> truth,
                                   const PixelRuns& drawn) {
    constexpr int kReach = 8;
    const auto isBetween = [&](int x, int y) {
        bool a = false;
        bool b = false;
        for (int v = std::max(y - kReach, 0); v <= std::min(y + kReach, truth.height() - 1); ++v)
            for (int u = std::max(x - kReach, 0); u <= std::min(x + kReach, truth.width() - 1);
                 ++u) {
                a = a || truth(u, v) == gap.neurons[0];
                b = b || truth(u, v) == gap.neurons[1];
            }
        return a && b;
    };
    double worst = 0;
    for (const PixelRun& run : drawn.runs())
        for (int x = run.x0; x < run.x1; ++x) {
            if (gap.labels(x, run.y) == 0) continue;
            double nearest = HUGE_VAL;
            for (int v = std::max(run.y - kReach, 0);
                 v <= std::min(run.y + kReach, truth.height() - 1); ++v)
                for (int u = std::max(x - kReach, 0); u <= std::min(x + kReach, truth.width() - 1);
                     ++u) {
                    const double distance = std::hypot(u - x, v - run.y);
                    if (distance < nearest && truth(u, v) == 0 && isBetween(u, v))
                        nearest = distance;
                }
            worst = std::max(worst, nearest);
        }
    return worst;
}

}  // namespace axolemma::test
