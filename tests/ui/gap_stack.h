#pragma once

#include "tests/ui/ui_support.h"

namespace axolemma::test {

/// The grid, with a gap of three pixels in the membrane between the first two cells of the middle
/// row, in every slice: the fake network merges them.
inline Stack gapStack(int depth = kDepth) {
    Stack stack = gridStack(depth);
    auto& voxels = std::get<Volume<std::uint8_t>>(stack.voxels());
    for (int z = 0; z < depth; ++z)
        for (int y = 23; y < 26; ++y) voxels(kCell, y, z) = 200;
    return stack;
}

inline constexpr Point kLeftOfGap{8, 28};
inline constexpr Point kRightOfGap{24, 28};

/// Whether the two cells are apart in slice z.
inline bool gapIsClosed(const Document& document, int z) {
    const auto left = document.neuronAt({kLeftOfGap.x, kLeftOfGap.y, z});
    const auto right = document.neuronAt({kRightOfGap.x, kRightOfGap.y, z});
    return left != 0 && right != 0 && left != right;
}

}  // namespace axolemma::test
