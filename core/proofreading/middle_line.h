#pragma once

#include <cstdint>

#include "core/image.h"

namespace axolemma {

/// A boundary wider than this many pixels was painted with a brush that is wider than a membrane:
/// only its middle is where the membrane must be.
inline constexpr int kWidestMembrane = 8;

/// Pixels of a mask, 0 or 1 each, that lie in a part wider than `kWidestMembrane` (a disc of more
/// than that diameter fits in, and covers them).
Image<std::uint8_t> wideParts(ImageView<const std::uint8_t> mask);

/// The line in the middle of a mask, 0 or 1, one pixel wide and connected as the mask is: thinned
/// from all sides at once (Guo and Hall 1989), ends stay. Pixels outside of the image count as not
/// in the mask.
Image<std::uint8_t> middleLine(ImageView<const std::uint8_t> mask);

}  // namespace axolemma
