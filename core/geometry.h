#pragma once

#include <algorithm>
#include <cmath>
#include <compare>

namespace axolemma {

/// A pixel position in a slice; x grows to the right, y downwards.
struct Point {
    int x = 0;
    int y = 0;
    bool operator==(const Point&) const = default;
};

/// A position in a slice that is not bound to pixels: pixel (x, y) is the square from (x, y) to
/// (x + 1, y + 1), its centre at (x + 0.5, y + 0.5).
struct PointF {
    double x = 0;
    double y = 0;
    bool operator==(const PointF&) const = default;
};

/// The pixel that holds a position.
inline Point pixelAt(PointF p) {
    return {static_cast<int>(std::floor(p.x)), static_cast<int>(std::floor(p.y))};
}

/// The centre of a pixel.
inline PointF centreOf(Point p) {
    return {p.x + 0.5, p.y + 0.5};
}

/// A voxel of a stack; slices count from 0. Ordered by slice, then row, then column.
struct Place {
    int x = 0;
    int y = 0;
    int z = 0;
    Point point() const { return {x, y}; }
    bool operator==(const Place&) const = default;
    std::strong_ordering operator<=>(const Place& other) const {
        if (const auto order = z <=> other.z; order != 0) return order;
        if (const auto order = y <=> other.y; order != 0) return order;
        return x <=> other.x;
    }
};

/// A half-open rectangle of pixels: x0 <= x < x1, y0 <= y < y1.
struct Rect {
    int x0 = 0;
    int y0 = 0;
    int x1 = 0;
    int y1 = 0;

    int width() const { return x1 - x0; }
    int height() const { return y1 - y0; }
    bool empty() const { return x1 <= x0 || y1 <= y0; }
    bool contains(Point p) const { return p.x >= x0 && p.x < x1 && p.y >= y0 && p.y < y1; }
    bool operator==(const Rect&) const = default;

    Rect grownBy(int pixels) const { return {x0 - pixels, y0 - pixels, x1 + pixels, y1 + pixels}; }
    Rect intersected(const Rect& other) const {
        return {std::max(x0, other.x0), std::max(y0, other.y0), std::min(x1, other.x1),
                std::min(y1, other.y1)};
    }
};

/// Where index i falls in a row of n pixels continued by mirroring (... 2 1 0 1 2 ...); n is at
/// least 1.
inline int mirrored(int i, int n) {
    if (n == 1) return 0;
    const int period = 2 * (n - 1);
    const int r = ((i % period) + period) % period;
    return r < n ? r : period - r;
}

/// The size of a voxel in nanometres, order x, y, z.
struct Spacing {
    double x = 4.0;
    double y = 4.0;
    double z = 50.0;
    bool operator==(const Spacing&) const = default;
};

}  // namespace axolemma
