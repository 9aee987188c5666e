#include "core/displacement.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "core/boundary_density.h"

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

/// Sums over windows of 2 radius + 1 cells, without what lies outside.
void sumWindows(Image<std::int32_t>& cells, int radius) {
    const int width = cells.width();
    const int height = cells.height();
    std::vector<std::int32_t> padded(width + 2 * static_cast<std::size_t>(radius));
    for (int y = 0; y < height; ++y) {
        std::int32_t* const row = cells.view().row(y);
        std::copy_n(row, width, padded.begin() + radius);
        std::fill_n(row, width, 0);
        for (int k = 0; k <= 2 * radius; ++k) {
            const std::int32_t* const from = padded.data() + k;
            for (int x = 0; x < width; ++x) row[x] += from[x];
        }
    }
    const Image<std::int32_t> before = cells.clone();
    std::vector<std::int32_t> sums(width);
    for (int y = -radius; y < height; ++y) {
        if (y + radius < height) {
            const std::int32_t* const entering = before.view().row(y + radius);
            for (int x = 0; x < width; ++x) sums[x] += entering[x];
        }
        if (y - radius > 0) {
            const std::int32_t* const leaving = before.view().row(y - radius - 1);
            for (int x = 0; x < width; ++x) sums[x] -= leaving[x];
        }
        if (y >= 0) std::copy_n(sums.begin(), width, cells.view().row(y));
    }
}

/// How different the two slices are in each cell of a field, which says `from` where in the next
/// one what is compared comes, if all of it is `by` squares further on.
Image<std::int32_t> differences(const BoundaryDensity& slice, const BoundaryDensity& next,
                                const Image<Point>& from, Point by) {
    Image<std::int32_t> sums(from.width(), from.height());
    const std::ptrdiff_t stride = slice.stride();
    for (int y = 0; y < sums.height(); ++y)
        for (int x = 0; x < sums.width(); ++x) {
            const Point to = from(x, y);
            const std::uint8_t* const a = slice.at(2 * x, 2 * y);
            const std::uint8_t* const b = next.at(2 * x + to.x + by.x, 2 * y + to.y + by.y);
            sums(x, y) = std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) +
                         std::abs(a[stride] - b[stride]) + std::abs(a[stride + 1] - b[stride + 1]);
        }
    return sums;
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
    const Field before = field.clone();
    for (int y = 0; y < field.height(); ++y)
        for (int x = 0; x < field.width(); ++x) {
            const Rect around = Rect{x - 1, y - 1, x + 2, y + 2}.intersected(field.bounds());
            Shift sum;
            for (int v = around.y0; v < around.y1; ++v)
                for (int u = around.x0; u < around.x1; ++u) {
                    sum.x += before(u, v).x;
                    sum.y += before(u, v).y;
                }
            const auto cells = static_cast<float>(around.width() * around.height());
            field(x, y) = {sum.x / cells, sum.y / cells};
        }
}

/// The displacement of each cell in whole squares of the slices.
Image<Point> inSquares(const Field& field, int scale) {
    Image<Point> squares(field.width(), field.height());
    const auto whole = [scale](float pixels) {
        constexpr auto kLimit = static_cast<float>(kLargest);
        return static_cast<int>(
            std::lround(std::clamp(pixels, -kLimit, kLimit) / static_cast<float>(scale)));
    };
    std::transform(field.begin(), field.end(), squares.begin(), [&](const Shift& shift) {
        return Point{whole(shift.x), whole(shift.y)};
    });
    return squares;
}

/// Moves each cell of the field by up to a square to where the windows around it match best.
/// `radius` of the windows, in cells; summed once or, for windows that fade out, several `times`.
void improve(Field& field, const BoundaryDensity& slice, const BoundaryDensity& next, int radius,
             int times) {
    const Image<Point> from = inSquares(field, slice.scale());
    // The nine ways, row by row.
    std::vector<Image<std::int32_t>> costs;
    for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
            costs.push_back(differences(slice, next, from, {dx, dy}));
            for (int i = 0; i < times; ++i) sumWindows(costs.back(), radius);
        }
    const auto scale = static_cast<float>(slice.scale());
    for (int y = 0; y < field.height(); ++y)
        for (int x = 0; x < field.width(); ++x) {
            const auto cost = [&](int i) { return costs[i](x, y); };
            // Of equal ones what was: where there is no boundary, nothing moves.
            int best = 4;
            for (int i = 0; i < 9; ++i)
                if (cost(i) < cost(best)) best = i;
            Shift to{static_cast<float>(from(x, y).x + best % 3 - 1),
                     static_cast<float>(from(x, y).y + best / 3 - 1)};
            if (best % 3 == 1) to.x += vertexOf(cost(best - 1), cost(best), cost(best + 1));
            if (best / 3 == 1) to.y += vertexOf(cost(best - 3), cost(best), cost(best + 3));
            field(x, y) = {to.x * scale, to.y * scale};
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
            cells(x, y) = {static_cast<int>(std::lround(at.x)),
                           static_cast<int>(std::lround(at.y))};
        }
    return result;
}

}  // namespace axolemma
