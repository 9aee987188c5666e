#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"
#include "core/proofreading/derived_slice.h"

namespace axolemma {

/// Cuts component `label` so that seeds of different sides are in different components, by flooding
/// it from them (Meyer 1994): the cut runs where the membrane is strongest or, where there is none,
/// through the narrowest place. It is a line of boundary, 4-connected regions on its sides.
/// `labels` is changed in place: the part of the first side keeps the number, others get
/// `nextLabel`, `nextLabel` + 1, ... in the order of their sides; a side may have several parts.
/// `map`: probability of cell x 255, or empty. Seeds lie within the component. Returns how many new
/// numbers were given. Any thread.
std::uint32_t cutApart(ImageView<std::uint32_t> labels, ImageView<const std::uint8_t> map,
                       std::uint32_t label, const Rect& area, const std::vector<CutSeed>& seeds,
                       std::uint32_t nextLabel);

}  // namespace axolemma
