#include "core/components.h"

#include <utility>

#include "core/run_labelling.h"

namespace axolemma {

namespace {

template <typename Label>
SliceComponents componentsFrom(int width, int height, Label label) {
    SliceComponents components;
    components.labels = Image<std::uint32_t>(width, height);
    components.sizes = label(components.labels.view());
    components.count = static_cast<std::uint32_t>(components.sizes.size() - 1);
    return components;
}

template <typename T, typename IsCell>
SliceComponents componentsWhere(ImageView<const T> pixels, IsCell isCell, std::uint32_t smallest) {
    return componentsFrom(pixels.width(), pixels.height(), [&](ImageView<std::uint32_t> labels) {
        return detail::labelWhere(pixels, isCell, smallest, labels);
    });
}

}  // namespace

SliceComponents labelComponents(ImageView<const std::uint8_t> mask) {
    return componentsWhere(
        mask, [](std::uint8_t value) { return value != 0; }, 0);
}

SliceComponents componentsOfMap(ImageView<const float> probability, float threshold,
                                std::uint32_t smallest) {
    return componentsWhere(
        probability, [=](float p) { return p > threshold; }, smallest);
}

SliceComponents componentsOfMap(ImageView<const std::uint8_t> probability, float threshold,
                                std::uint32_t smallest) {
    // One integer comparison a pixel instead of a division: the first step that counts as cell.
    int first = 0;
    while (first < 256 && !(static_cast<float>(first) / 255.0F > threshold)) ++first;
    return componentsWhere(
        probability, [=](std::uint8_t p) { return p >= first; }, smallest);
}

SliceComponents regionsOfEqualLabel(ImageView<const std::uint64_t> labels) {
    return componentsFrom(labels.width(), labels.height(), [&](ImageView<std::uint32_t> out) {
        return detail::labelEqual(labels, out);
    });
}

SliceComponents regionsOfEqualLabel(ImageView<const std::uint32_t> labels) {
    return componentsFrom(labels.width(), labels.height(), [&](ImageView<std::uint32_t> out) {
        return detail::labelEqual(labels, out);
    });
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
