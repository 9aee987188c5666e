#include "segmentation/training_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "core/error.h"

namespace axolemma {

TrainingSet::TrainingSet(const Stack& images, const TargetVolume& targets, std::vector<int> slices,
                         int inputSlices, std::optional<HeldOut> heldOut)
    : images_(&images),
      targets_(&targets),
      slices_(std::move(slices)),
      inputSlices_(inputSlices),
      heldOut_(heldOut) {
    assert(inputSlices >= 1 && inputSlices % 2 == 1);
    const std::string name = images.path.empty() ? images.name : images.path;
    if (images.width() != targets.width() || images.height() != targets.height() ||
        images.depth() != targets.depth()) {
        throw Error(fmt::format(
            "The images {} have {} x {} x {} voxels but the labels {} x {} x {}; training needs "
            "labels of the same size.",
            name, images.width(), images.height(), images.depth(), targets.width(),
            targets.height(), targets.depth()));
    }
    firstOfRow_.reserve(slices_.size() * static_cast<std::size_t>(height()) + 1);
    firstOfRow_.push_back(0);
    for (const int z : slices_) {
        if (z < 0 || z >= images.depth()) {
            throw Error(fmt::format("{} has no slice {}; its slices are 0 to {}.", name, z,
                                    images.depth() - 1));
        }
        const auto slice = targets.slice(z);
        const Rect excluded = excludedIn(z);
        for (int y = 0; y < slice.height(); ++y) {
            const auto* row = slice.row(y);
            const auto known = [row](int from, int to) {
                return to - from - std::count(row + from, row + to, kTargetUnknown);
            };
            std::int64_t inRow = known(0, slice.width());
            if (y >= excluded.y0 && y < excluded.y1) inRow -= known(excluded.x0, excluded.x1);
            firstOfRow_.push_back(firstOfRow_.back() + static_cast<std::uint64_t>(inRow));
        }
    }
    if (knownPixels() == 0) {
        throw Error(fmt::format(
            "There is nothing to learn from {}: no pixel of the training slices has a known label.",
            name));
    }
    normalisation_ = normalisationOf(images);
}

Rect TrainingSet::excludedIn(int z) const {
    const Rect rect =
        heldOut_ ? heldOut_->excludedIn(z).intersected({0, 0, width(), height()}) : Rect{};
    return rect.x0 < rect.x1 && rect.y0 < rect.y1 ? rect : Rect{};
}

bool TrainingSet::isKnown(int z, int x, int y) const {
    return targets_->slice(z)(x, y) != kTargetUnknown && !excludedIn(z).contains({x, y});
}

TrainingSet::Place TrainingSet::knownPixel(std::uint64_t i) const {
    assert(i < knownPixels());
    const auto after = std::upper_bound(firstOfRow_.begin(), firstOfRow_.end(), i);
    const auto rowNumber = static_cast<std::size_t>(after - firstOfRow_.begin()) - 1;
    std::uint64_t left = i - firstOfRow_[rowNumber];
    const int z = slices_[rowNumber / static_cast<std::size_t>(height())];
    const int y = static_cast<int>(rowNumber % static_cast<std::size_t>(height()));
    int x = 0;
    while (!isKnown(z, x, y) || left-- > 0) ++x;
    return {z, {x, y}};
}

void TrainingSet::image(int z, int channel, const Rect& rect, ImageView<float> out) const {
    const int source = std::clamp(z + channel - inputSlices_ / 2, 0, images_->depth() - 1);
    normaliseMirrored(*images_, source, normalisation_, rect, out);
}

void TrainingSet::target(int z, const Rect& rect, ImageView<std::uint8_t> out) const {
    const auto slice = targets_->slice(z);
    const Rect excluded = excludedIn(z);
    std::vector<int> columns(static_cast<std::size_t>(rect.width()));
    for (int x = 0; x < rect.width(); ++x) columns[x] = mirrored(rect.x0 + x, slice.width());
    for (int y = 0; y < rect.height(); ++y) {
        const int row = mirrored(rect.y0 + y, slice.height());
        const auto* from = slice.row(row);
        auto* to = out.row(y);
        for (int x = 0; x < rect.width(); ++x)
            to[x] = excluded.contains({columns[x], row}) ? kTargetUnknown : from[columns[x]];
    }
}

}  // namespace axolemma
