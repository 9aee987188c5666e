#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/volume.h"

namespace axolemma {

/// The cells of a label slice (0 = boundary) for pixel-wise metrics, 0 or 1: the labelled pixels,
/// but not those whose right or lower 4-neighbour has another label, so that regions that touch are
/// apart.
Image<std::uint8_t> cellsOfLabels(ImageView<const std::uint32_t> labels);

/// What a segmentation is scored against, [depth, height, width]: a mask or labels that somebody
/// else owns. As short-lived as a `std::span`.
class TruthView {
  public:
    /// Non-zero = cell; a region is a 4-connected component of the cells of a slice.
    TruthView(const Volume<std::uint8_t>& mask) : mask_(&mask) {}
    /// 0 = membrane; a region is a 4-connected part of one label in a slice, and the cells are
    /// those of `cellsOfLabels`.
    TruthView(const Volume<std::uint32_t>& labels) : labels_(&labels) {}

    int width() const { return mask_ ? mask_->width() : labels_->width(); }
    int height() const { return mask_ ? mask_->height() : labels_->height(); }
    int depth() const { return mask_ ? mask_->depth() : labels_->depth(); }

    /// Whether any pixel is a cell.
    bool hasCells() const;
    /// The cells of a slice for pixel-wise metrics, 0 or 1.
    Image<std::uint8_t> cells(int z) const;
    /// The regions of a slice, numbered from 1 in raster order, 0 = membrane.
    Image<std::uint32_t> regions(int z) const;

  private:
    const Volume<std::uint8_t>* mask_ = nullptr;
    const Volume<std::uint32_t>* labels_ = nullptr;
};

}  // namespace axolemma
