#pragma once

// The warping error of DOMAIN section 3 a second time, as plainly as it is written there, to hold
// the fast one against.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "core/components.h"
#include "core/image.h"

namespace axolemma::test {

/// The regions among the pixels of a 3 x 3 block that hold `value`, without its centre, joined by 4
/// or 8 neighbours; with 4, only those that touch the centre.
inline int regionsAround(const Image<std::uint8_t>& cells, Point centre, std::uint8_t value,
                         int adjacency) {
    std::vector<Point> left;
    for (int y = -1; y <= 1; ++y) {
        for (int x = -1; x <= 1; ++x) {
            const Point q{centre.x + x, centre.y + y};
            if ((x != 0 || y != 0) && cells(q.x, q.y) == value) left.push_back(q);
        }
    }
    int regions = 0;
    while (!left.empty()) {
        std::vector<Point> region = {left.back()};
        left.pop_back();
        bool touches = adjacency == 8;
        for (std::size_t i = 0; i < region.size(); ++i) {
            const Point p = region[i];
            touches |= std::abs(p.x - centre.x) + std::abs(p.y - centre.y) == 1;
            std::erase_if(left, [&](Point q) {
                const int dx = std::abs(p.x - q.x);
                const int dy = std::abs(p.y - q.y);
                if (adjacency == 4 ? dx + dy > 1 : std::max(dx, dy) > 1) return false;
                region.push_back(q);
                return true;
            });
        }
        regions += touches;
    }
    return regions;
}

/// Different values in the 3 x 3 block around `p`, as far as it lies in the picture.
inline std::size_t valuesAround(const Image<std::uint32_t>& labels, Point p) {
    std::set<std::uint32_t> values;
    for (int y = p.y - 1; y <= p.y + 1; ++y) {
        for (int x = p.x - 1; x <= p.x + 1; ++x) {
            if (labels.bounds().contains({x, y})) values.insert(labels(x, y));
        }
    }
    return values.size();
}

/// The labels of the window of 41 x 41 around `p` when its component is labelled without it.
inline std::size_t valuesAroundWithout(const Image<std::uint32_t>& labels, Point p) {
    const Rect window = Rect{p.x - 20, p.y - 20, p.x + 21, p.y + 21}.intersected(labels.bounds());
    Image<std::uint8_t> own(window.width(), window.height());
    for (int y = 0; y < own.height(); ++y) {
        for (int x = 0; x < own.width(); ++x) {
            own(x, y) = labels(window.x0 + x, window.y0 + y) == labels(p.x, p.y);
        }
    }
    const Point centre{p.x - window.x0, p.y - window.y0};
    own(centre.x, centre.y) = 0;
    return valuesAround(labelComponents(std::as_const(own).view()).labels, centre);
}

/// Pixels that split and merge in one slice at one threshold.
struct ReferenceWarping {
    std::uint64_t split = 0;
    std::uint64_t merge = 0;
};

inline ReferenceWarping warpAsWritten(ImageView<const std::uint8_t> truth,
                                      ImageView<const float> map, double threshold) {
    Image<std::uint8_t> cells(truth.width() + 2, truth.height() + 2, 0);
    std::vector<std::pair<float, Point>> mismatches;
    for (int x = 0; x < truth.width(); ++x) {
        for (int y = 0; y < truth.height(); ++y) {
            cells(x + 1, y + 1) = truth(x, y) != 0;
            if ((double{map(x, y)} > threshold) == (truth(x, y) != 0)) continue;
            mismatches.push_back({std::abs(map(x, y) - static_cast<float>(threshold)), {x, y}});
        }
    }
    std::stable_sort(mismatches.begin(), mismatches.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t before = mismatches.size() + 1; mismatches.size() < before;) {
        before = mismatches.size();
        std::erase_if(mismatches, [&](const auto& mismatch) {
            const Point p{mismatch.second.x + 1, mismatch.second.y + 1};
            if (regionsAround(cells, p, 1, 4) != 1 || regionsAround(cells, p, 0, 8) != 1)
                return false;
            cells(p.x, p.y) ^= 1;
            return true;
        });
    }
    const auto inside =
        std::as_const(cells).view().cropped({1, 1, truth.width() + 1, truth.height() + 1});
    const Image<std::uint32_t> labels = labelComponents(inside).labels;
    ReferenceWarping errors;
    for (const auto& [sureness, p] : mismatches) {
        if (inside(p) == 0) {
            errors.merge += valuesAround(labels, p) > 2;
        } else {
            errors.split += valuesAround(labels, p) > 2 || valuesAroundWithout(labels, p) > 2;
        }
    }
    return errors;
}

}  // namespace axolemma::test
