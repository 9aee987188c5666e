#include "core/components.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/run_labelling.h"

namespace axolemma {

namespace {

/// Fills sizes and places of `components` from its runs: `forEachRun(visit)` calls
/// `visit(y, x0, x1, label)` for each, where label 0 is passed over.
template <typename ForEachRun>
void measure(SliceComponents& components, ForEachRun forEachRun) {
    // Sums and then means; a double is exact for the sums of any slice that fits into memory.
    struct Measure {
        double x = 0;
        double y = 0;
        float nearest = std::numeric_limits<float>::max();
    };
    const std::size_t entries = static_cast<std::size_t>(components.count) + 1;
    std::vector<Measure> measures(entries);
    components.sizes.assign(entries, 0);
    forEachRun([&](int y, int x0, int x1, std::uint32_t label) {
        const double length = x1 - x0;
        components.sizes[label] += static_cast<std::uint32_t>(x1 - x0);
        measures[label].x += length * (x0 + x1 - 1);
        measures[label].y += length * y;
    });
    std::size_t cells = 0;
    for (std::size_t c = 1; c < entries; ++c) {
        const auto size = static_cast<double>(components.sizes[c]);
        cells += components.sizes[c];
        if (size == 0) continue;
        measures[c].x /= 2 * size;
        measures[c].y /= size;
    }
    components.sizes[0] = static_cast<std::uint32_t>(components.labels.size() - cells);

    components.places.assign(entries, Point{});
    forEachRun([&](int y, int x0, int x1, std::uint32_t label) {
        Measure& measure = measures[label];
        const auto centreX = static_cast<float>(measure.x);
        const int x = std::clamp(static_cast<int>(centreX + 0.5F), x0, x1 - 1);
        const float dx = static_cast<float>(x) - centreX;
        const float dy = static_cast<float>(y) - static_cast<float>(measure.y);
        const float distance = dx * dx + dy * dy;
        // Written always and without a condition, which compilers make a branch of: where runs are
        // short, a processor guesses it wrong every other time.
        Point& place = components.places[label];
        const int nearer = -static_cast<int>(distance < measure.nearest);
        measure.nearest = std::min(distance, measure.nearest);
        place.x ^= (place.x ^ x) & nearer;
        place.y ^= (place.y ^ y) & nearer;
    });
    components.places[0] = {};
}

}  // namespace

namespace detail {

SliceComponents componentsFrom(RunLabelling labelling, int width, int height,
                               std::uint32_t smallest) {
    SliceComponents components;
    components.labels = Image<std::uint32_t>(width, height);
    components.count = labelling.write(components.labels, smallest);
    measure(components, [&](auto visit) { labelling.forEachRun(visit); });
    return components;
}

}  // namespace detail

SliceComponents describeComponents(Image<std::uint32_t> labels) {
    SliceComponents components;
    components.labels = std::move(labels);
    const auto pixels = std::as_const(components.labels).view();
    for (const auto label : components.labels) {
        components.count = std::max(components.count, label);
    }
    measure(components, [&](auto visit) {
        for (int y = 0; y < pixels.height(); ++y) {
            const auto* const row = pixels.row(y);
            for (int x = 0; x < pixels.width();) {
                const int start = x;
                while (x < pixels.width() && row[x] == row[start]) ++x;
                visit(y, start, x, row[start]);
            }
        }
    });
    return components;
}

SliceComponents labelComponents(ImageView<const std::uint8_t> mask) {
    return detail::componentsFrom(
        detail::labelWhere(mask, [](std::uint8_t value) { return value != 0; }), mask.width(),
        mask.height(), 0);
}

std::optional<Point> nearestComponentPixel(ImageView<const std::uint32_t> labels, Point place) {
    constexpr int kReach = 5;
    if (labels.bounds().contains(place) && labels(place) != 0) return place;
    std::optional<Point> nearest;
    int least = kReach * kReach + 1;
    const Rect around =
        Rect{place.x - kReach, place.y - kReach, place.x + kReach + 1, place.y + kReach + 1}
            .intersected(labels.bounds());
    for (int y = around.y0; y < around.y1; ++y)
        for (int x = around.x0; x < around.x1; ++x) {
            const int dx = x - place.x;
            const int dy = y - place.y;
            if (labels(x, y) == 0 || dx * dx + dy * dy >= least) continue;
            least = dx * dx + dy * dy;
            nearest = Point{x, y};
        }
    return nearest;
}

std::uint32_t componentNear(ImageView<const std::uint32_t> labels, Point place) {
    const auto nearest = nearestComponentPixel(labels, place);
    return nearest ? labels(*nearest) : 0;
}

SliceComponents regionsOfEqualLabel(ImageView<const std::uint64_t> labels) {
    return detail::componentsFrom(detail::labelEqual(labels), labels.width(), labels.height(), 0);
}

SliceComponents regionsOfEqualLabel(ImageView<const std::uint32_t> labels) {
    return detail::componentsFrom(detail::labelEqual(labels), labels.width(), labels.height(), 0);
}

void growIntoBoundary(ImageView<std::uint32_t> labels) {
    const int width = labels.width();
    const int height = labels.height();
    std::vector<Point> front;
    const auto isCell = [&](int x, int y) { return labels(x, y) != 0; };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            if (!isCell(x, y)) continue;
            const bool atBoundary =
                (x > 0 && !isCell(x - 1, y)) || (x + 1 < width && !isCell(x + 1, y)) ||
                (y > 0 && !isCell(x, y - 1)) || (y + 1 < height && !isCell(x, y + 1));
            if (atBoundary) front.push_back({x, y});
        }
    }
    std::vector<Point> next;
    while (!front.empty()) {
        next.clear();
        for (const Point p : front) {
            const auto label = labels(p);
            const auto reach = [&](int x, int y) {
                if (labels(x, y) != 0) return;
                labels(x, y) = label;
                next.push_back({x, y});
            };
            if (p.y > 0) reach(p.x, p.y - 1);
            if (p.x > 0) reach(p.x - 1, p.y);
            if (p.x + 1 < width) reach(p.x + 1, p.y);
            if (p.y + 1 < height) reach(p.x, p.y + 1);
        }
        std::swap(front, next);
    }
}

}  // namespace axolemma
