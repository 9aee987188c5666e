#include "core/metrics/truth.h"

#include <algorithm>

#include "core/run_labelling.h"

namespace axolemma {

namespace {

template <typename T>
bool anyNonZero(const Volume<T>& volume) {
    return std::any_of(volume.begin(), volume.end(), [](T value) { return value != 0; });
}

}  // namespace

Image<std::uint8_t> cellsOfLabels(ImageView<const std::uint32_t> labels) {
    Image<std::uint8_t> cells(labels.width(), labels.height());
    const auto together = [](std::uint32_t label, std::uint32_t next) {
        return label == next || next == 0;
    };
    for (int y = 0; y < labels.height(); ++y) {
        const std::uint32_t* const row = labels.row(y);
        const std::uint32_t* const below = y + 1 < labels.height() ? labels.row(y + 1) : row;
        std::uint8_t* const out = cells.view().row(y);
        for (int x = 0; x < labels.width(); ++x) {
            const std::uint32_t right = x + 1 < labels.width() ? row[x + 1] : row[x];
            out[x] = row[x] != 0 && together(row[x], right) && together(row[x], below[x]);
        }
    }
    return cells;
}

bool TruthView::hasCells() const {
    return mask_ ? anyNonZero(*mask_) : anyNonZero(*labels_);
}

Image<std::uint8_t> TruthView::cells(int z) const {
    if (labels_) return cellsOfLabels(labels_->slice(z));
    const auto mask = mask_->slice(z);
    Image<std::uint8_t> cells(mask.width(), mask.height());
    std::transform(mask.data(), mask.data() + mask.size(), cells.begin(),
                   [](std::uint8_t value) { return std::uint8_t(value != 0); });
    return cells;
}

Image<std::uint32_t> TruthView::regions(int z) const {
    Image<std::uint32_t> regions(width(), height());
    auto labelling =
        mask_ ? detail::labelWhere(mask_->slice(z), [](std::uint8_t value) { return value != 0; })
              : detail::labelEqual(labels_->slice(z));
    labelling.write(regions, 0);
    return regions;
}

}  // namespace axolemma
