#include "core/displacement.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <vector>

#include "core/boundary_density.h"
#include "core/window_costs.h"

namespace axolemma {

namespace {

using detail::BoundaryDensity;

/// Pixels of the smallest slice that is moved: less is too little to compare.
constexpr int kSmallest = 128;
/// Pixels that a displacement may have in x or y, and those that the coarsest search looks at.
constexpr int kLargest = 60;
constexpr int kSearched = 32;

/// A displacement in pixels, with fractions.
struct Shift {
    float x = 0;
    float y = 0;
};

/// One number for each two by two squares.
using Field = Image<Shift>;

/// Where the whole of the slices matches best, within what is searched.
Shift commonShift(const BoundaryDensity& slice, const BoundaryDensity& next) {
    const int reach = kSearched / slice.scale();
    Point best;
    double least = std::numeric_limits<double>::max();
    for (int dy = -reach; dy <= reach; ++dy)
        for (int dx = -reach; dx <= reach; ++dx) {
            const int x0 = std::max(0, -dx);
            const int x1 = std::min(slice.width(), slice.width() - dx);
            std::int64_t sum = 0;
            int rows = 0;
            for (int y = std::max(0, -dy); y < std::min(slice.height(), slice.height() - dy); ++y) {
                const std::uint8_t* const a = slice.at(0, y);
                const std::uint8_t* const b = next.at(dx, y + dy);
                int ofRow = 0;
                for (int x = x0; x < x1; ++x) ofRow += std::abs(a[x] - b[x]);
                sum += ofRow;
                ++rows;
            }
            // Of equal ones the smallest: slices without boundaries do not move.
            const double cost =
                static_cast<double>(sum) / rows / (x1 - x0) + 1e-9 * (std::abs(dx) + std::abs(dy));
            if (cost < least) {
                least = cost;
                best = {dx, dy};
            }
        }
    return {static_cast<float>(best.x * slice.scale()), static_cast<float>(best.y * slice.scale())};
}

/// Where between -1/2 and 1/2 the parabola through three costs, of which the middle one is the
/// least, has its minimum.
float vertexOf(std::int32_t before, std::int32_t least, std::int32_t after) {
    const auto curvature = static_cast<float>(before - 2 * least + after);
    if (curvature <= 0) return 0;
    return std::clamp(static_cast<float>(before - after) / (2 * curvature), -0.5F, 0.5F);
}

/// Every cell becomes the mean of itself and those around it.
void smooth(Field& field) {
    const int width = field.width();
    const int height = field.height();
    Field along(width, height);
    for (int y = 0; y < height; ++y) {
        const Shift* const from = field.view().row(y);
        Shift* const to = along.view().row(y);
        const auto mean = [&](int first, int last) {
            Shift sum;
            for (int x = first; x <= last; ++x) sum = {sum.x + from[x].x, sum.y + from[x].y};
            const float share = 1 / static_cast<float>(last - first + 1);
            return Shift{sum.x * share, sum.y * share};
        };
        to[0] = mean(0, 1);
        for (int x = 1; x < width - 1; ++x) to[x] = mean(x - 1, x + 1);
        to[width - 1] = mean(width - 2, width - 1);
    }
    for (int y = 0; y < height; ++y) {
        const int first = std::max(0, y - 1);
        const int last = std::min(height - 1, y + 1);
        const float share = 1 / static_cast<float>(last - first + 1);
        const Shift* const a = along.view().row(first);
        const Shift* const b = along.view().row(y);
        const Shift* const c = along.view().row(last);
        // At the first and the last row one of the three is there twice.
        const float once = last - first == 2 ? 1.0F : 0.0F;
        Shift* const to = field.view().row(y);
        for (int x = 0; x < width; ++x)
            to[x] = {(a[x].x + once * b[x].x + c[x].x) * share,
                     (a[x].y + once * b[x].y + c[x].y) * share};
    }
}

/// Rounded; without a call of the library, so that whole rows are at once.
int whole(float value) {
    return static_cast<int>(value + (value < 0 ? -0.5F : 0.5F));
}

/// The displacement of each cell of a row in whole squares of the slices.
void inSquares(const Shift* row, int scale, std::vector<Point>& squares) {
    constexpr auto kLimit = static_cast<float>(kLargest);
    const float share = 1 / static_cast<float>(scale);
    const auto of = [=](float pixels) {
        return whole(std::clamp(pixels, -kLimit, kLimit) * share);
    };
    for (std::size_t x = 0; x < squares.size(); ++x) squares[x] = Point{of(row[x].x), of(row[x].y)};
}

/// What the costs of the nine ways say: from where they were counted to where they are least.
Shift leastOf(const std::array<const std::int32_t*, 9>& costs, int x, Point from) {
    const auto cost = [&](int i) { return costs[i][x]; };
    // Of equal ones what was: where there is no boundary, nothing moves.
    int best = 4;
    std::int32_t least = cost(4);
    for (int i = 0; i < 9; ++i) {
        const bool less = cost(i) < least;
        best = less ? i : best;
        least = less ? cost(i) : least;
    }
    Shift to{static_cast<float>(from.x + best % 3 - 1), static_cast<float>(from.y + best / 3 - 1)};
    if (best % 3 == 1) to.x += vertexOf(cost(best - 1), least, cost(best + 1));
    if (best / 3 == 1) to.y += vertexOf(cost(best - 3), least, cost(best + 3));
    return to;
}

/// Moves each cell of the field by up to a square to where the windows around it match best, of
/// that radius and summed so many times.
void improve(Field& field, const BoundaryDensity& slice, const BoundaryDensity& next, int radius,
             int times) {
    const int width = field.width();
    const int height = field.height();
    const auto scale = static_cast<float>(slice.scale());
    detail::WindowCosts windows(width, height, radius, times);
    // Of the rows whose windows are not complete.
    const int kept = windows.behind() + 1;
    std::vector<std::vector<Point>> from(kept, std::vector<Point>(width));
    for (int y = 0; y < height + windows.behind(); ++y) {
        auto& entering = from[y % kept];
        if (y < height) inSquares(field.view().row(y), slice.scale(), entering);
        windows.read(slice, next, entering.data(), y);
        const int row = y - windows.behind();
        if (row < 0) continue;
        const auto costs = windows.costs();
        const auto& was = from[row % kept];
        Shift* const to = field.view().row(row);
        for (int x = 0; x < width; ++x) {
            const Shift least = leastOf(costs, x, was[x]);
            to[x] = {least.x * scale, least.y * scale};
        }
    }
    smooth(field);
}

/// The field at points twice as dense, between its own.
Field refined(const Field& coarse, int width, int height) {
    Field fine(width, height);
    const auto between = [](int i, int n) {
        const float at =
            std::clamp((static_cast<float>(i) + 0.5F) / 2 - 0.5F, 0.0F, static_cast<float>(n - 1));
        const int first = std::min(static_cast<int>(at), n - 2);
        return std::pair(first, at - static_cast<float>(first));
    };
    for (int y = 0; y < height; ++y) {
        const auto [y0, fy] = between(y, coarse.height());
        for (int x = 0; x < width; ++x) {
            const auto [x0, fx] = between(x, coarse.width());
            const auto mix = [fx = fx, fy = fy](float a, float b, float c, float d) {
                return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy;
            };
            const Shift& a = coarse(x0, y0);
            const Shift& b = coarse(x0 + 1, y0);
            const Shift& c = coarse(x0, y0 + 1);
            const Shift& d = coarse(x0 + 1, y0 + 1);
            fine(x, y) = {mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y)};
        }
    }
    return fine;
}

}  // namespace

Displacement displacementBetween(ImageView<const std::uint32_t> labels,
                                 ImageView<const std::uint32_t> next) {
    Displacement result(labels.width(), labels.height());
    if (std::min(labels.width(), labels.height()) < kSmallest) return result;
    // Two squares more than displacements may have are looked at, of 8 pixels each.
    constexpr int kReach = kLargest + 2 * 8;
    const auto slice = BoundaryDensity::of(labels, kReach);
    const auto other = BoundaryDensity::of(next, kReach);
    const BoundaryDensity coarse[] = {slice.halved().softened(), other.halved().softened()};
    const BoundaryDensity fine[] = {slice.softened(), other.softened()};
    // Windows and their order were chosen on the experts' labels of slices 0-15 of ISBI 2012 and on
    // the synthetic sample stack.
    Field field(coarse[0].width() / 2, coarse[0].height() / 2, commonShift(coarse[0], coarse[1]));
    for (const int radius : {3, 2, 1}) improve(field, coarse[0], coarse[1], radius, 2);
    field = refined(field, fine[0].width() / 2, fine[0].height() / 2);
    for (const int times : {2, 1}) improve(field, fine[0], fine[1], 1, times);
    const ImageView<Point> cells = result.cells();
    for (int y = 0; y < cells.height(); ++y)
        for (int x = 0; x < cells.width(); ++x) {
            const Shift& at =
                field(std::min(x, field.width() - 1), std::min(y, field.height() - 1));
            cells(x, y) = {whole(at.x), whole(at.y)};
        }
    return result;
}

}  // namespace axolemma
