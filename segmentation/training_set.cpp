#include "segmentation/training_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "core/error.h"

namespace axolemma {

TrainingSet::TrainingSet(const Stack& images, const TargetVolume& targets, std::vector<int> slices,
                         int inputSlices)
    : images_(&images), targets_(&targets), slices_(std::move(slices)), inputSlices_(inputSlices) {
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
        for (int y = 0; y < slice.height(); ++y) {
            const auto* row = slice.row(y);
            const auto unknown = std::count(row, row + slice.width(), kTargetUnknown);
            firstOfRow_.push_back(firstOfRow_.back() +
                                  static_cast<std::uint64_t>(slice.width() - unknown));
        }
    }
    if (knownPixels() == 0) {
        throw Error(fmt::format(
            "There is nothing to learn from {}: no pixel of the training slices has a known label.",
            name));
    }
    normalisation_ = normalisationOf(images);
}

TrainingSet::Place TrainingSet::knownPixel(std::uint64_t i) const {
    assert(i < knownPixels());
    const auto after = std::upper_bound(firstOfRow_.begin(), firstOfRow_.end(), i);
    const auto rowNumber = static_cast<std::size_t>(after - firstOfRow_.begin()) - 1;
    std::uint64_t left = i - firstOfRow_[rowNumber];
    const int z = slices_[rowNumber / static_cast<std::size_t>(height())];
    const int y = static_cast<int>(rowNumber % static_cast<std::size_t>(height()));
    const auto* row = targets_->slice(z).row(y);
    int x = 0;
    while (row[x] == kTargetUnknown || left-- > 0) ++x;
    return {z, {x, y}};
}

void TrainingSet::image(int z, int channel, const Rect& rect, ImageView<float> out) const {
    const int source = std::clamp(z + channel - inputSlices_ / 2, 0, images_->depth() - 1);
    normaliseMirrored(*images_, source, normalisation_, rect, out);
}

void TrainingSet::target(int z, const Rect& rect, ImageView<std::uint8_t> out) const {
    const auto slice = targets_->slice(z);
    std::vector<int> columns(static_cast<std::size_t>(rect.width()));
    for (int x = 0; x < rect.width(); ++x) columns[x] = mirrored(rect.x0 + x, slice.width());
    for (int y = 0; y < rect.height(); ++y) {
        const auto* from = slice.row(mirrored(rect.y0 + y, slice.height()));
        auto* to = out.row(y);
        for (int x = 0; x < rect.width(); ++x) to[x] = from[columns[x]];
    }
}

}  // namespace axolemma
