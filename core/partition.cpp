#include "core/partition.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/run_labelling.h"

namespace axolemma {

namespace {

/// Says of the pixels of a row whether they are cell: `isCell[0]` off the contours and `isCell[1]`
/// on them.
template <typename T, typename IsCell>
detail::RunLabelling labelFused(ImageView<const T> map, ImageView<const std::uint8_t> contours,
                                float weight, const std::array<IsCell, 2>& isCell) {
    if (weight <= 0) return detail::labelWhere(map, isCell[0]);
    assert(map.width() == contours.width() && map.height() == contours.height());
    return detail::labelRows(map.width(), map.height(), [&](int y, std::uint8_t* cells) {
        const T* const p = map.row(y);
        const std::uint8_t* const contour = contours.row(y);
        // Both answers and then a choice of numbers, so that the loop has no branch.
        for (int x = 0; x < map.width(); ++x) {
            const auto off = static_cast<std::uint8_t>(isCell[0](p[x]));
            const auto on = static_cast<std::uint8_t>(isCell[1](p[x]));
            cells[x] = contour[x] != 0 ? on : off;
        }
    });
}

struct FusedIsCell {
    bool contour;
    float weight;
    float threshold;
    bool operator()(float p) const { return fusedCell(p, contour, weight) > threshold; }
};

/// One integer comparison a pixel instead of a fusion: the first step of the map that is cell.
struct StepIsCell {
    explicit StepIsCell(FusedIsCell isCell) {
        while (first < 256 && !isCell(static_cast<float>(first) / 255)) ++first;
    }
    int first = 0;
    bool operator()(std::uint8_t p) const { return p >= first; }
};

detail::RunLabelling labelled(ImageView<const float> map, ImageView<const std::uint8_t> contours,
                              const PartitionRule& rule) {
    const float weight = rule.refinement.weight;
    const std::array isCell = {FusedIsCell{false, weight, rule.threshold},
                               FusedIsCell{true, weight, rule.threshold}};
    return labelFused(map, contours, weight, isCell);
}

detail::RunLabelling labelled(ImageView<const std::uint8_t> map,
                              ImageView<const std::uint8_t> contours, const PartitionRule& rule) {
    const float weight = rule.refinement.weight;
    const std::array isCell = {StepIsCell({false, weight, rule.threshold}),
                               StepIsCell({true, weight, rule.threshold})};
    return labelFused(map, contours, weight, isCell);
}

template <typename T>
SliceComponents components(ImageView<const T> map, ImageView<const std::uint8_t> contours,
                           const PartitionRule& rule) {
    return detail::componentsFrom(labelled(map, contours, rule), map.width(), map.height(),
                                  rule.smallest);
}

template <typename T>
SliceComponents partition(ImageView<const T> map, const Landscape& landscape,
                          ImageView<const std::uint8_t> contours, const PartitionRule& rule) {
    SliceComponents result = components(map, contours, rule);
    result.contacts = contactsBetween(result, landscape);
    return result;
}

template <typename T>
SliceComponents partition(ImageView<const T> map, const PartitionRule& rule) {
    const Landscape landscape = landscapeOf(map, rule.refinement.sigma);
    const Image<std::uint8_t> contours =
        rule.refinement.weight > 0 ? contoursOf(landscape, rule.refinement) : Image<std::uint8_t>();
    return partition(map, landscape, contours, rule);
}

}  // namespace

Image<std::uint8_t> quantised(const Image<float>& probability) {
    Image<std::uint8_t> map(probability.width(), probability.height());
    std::ranges::transform(probability, map.begin(), [](float p) {
        return static_cast<std::uint8_t>(std::lround(std::clamp(p, 0.0F, 1.0F) * 255.0F));
    });
    return map;
}

SliceComponents partitionOf(ImageView<const float> cellProbability, const PartitionRule& rule) {
    return partition(cellProbability, rule);
}

SliceComponents partitionOf(ImageView<const std::uint8_t> cellProbability,
                            const PartitionRule& rule) {
    return partition(cellProbability, rule);
}

SliceComponents partitionOf(ImageView<const std::uint8_t> cellProbability,
                            ImageView<const std::uint8_t> contours, const PartitionRule& rule) {
    return partition(cellProbability, landscapeOf(cellProbability, rule.refinement.sigma), contours,
                     rule);
}

SliceComponents componentsOfFusion(ImageView<const float> cellProbability,
                                   ImageView<const std::uint8_t> contours,
                                   const PartitionRule& rule) {
    return components(cellProbability, contours, rule);
}

SliceComponents componentsOfFusion(ImageView<const std::uint8_t> cellProbability,
                                   ImageView<const std::uint8_t> contours,
                                   const PartitionRule& rule) {
    return components(cellProbability, contours, rule);
}

std::uint32_t labelFusion(ImageView<const float> cellProbability,
                          ImageView<const std::uint8_t> contours, const PartitionRule& rule,
                          ImageView<std::uint32_t> labels) {
    return labelled(cellProbability, contours, rule).write(labels, rule.smallest);
}

std::uint32_t labelFusion(ImageView<const std::uint8_t> cellProbability,
                          ImageView<const std::uint8_t> contours, const PartitionRule& rule,
                          ImageView<std::uint32_t> labels) {
    return labelled(cellProbability, contours, rule).write(labels, rule.smallest);
}

}  // namespace axolemma
