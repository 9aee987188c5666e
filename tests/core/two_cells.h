#pragma once

#include <cstdlib>

#include "tests/core/derivation_support.h"

namespace axolemma::test {

inline constexpr int kWidth = 96;
inline constexpr int kHeight = 48;
inline constexpr int kWall = 48;

/// Two cells side by side with a membrane of `cell` (probability of cell x 255) between them,
/// moved sideways by `shift`.
inline std::shared_ptr<const Map> twoCells(int cell, int shift = 0) {
    auto map = std::make_shared<Map>(kWidth, kHeight);
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            const bool edge = x < 3 || y < 3 || x >= kWidth - 3 || y >= kHeight - 3;
            const bool wall = std::abs(x - kWall - shift) <= 1;
            map->view()(x, y) = static_cast<std::uint8_t>(edge ? 0 : wall ? cell : 250);
        }
    return map;
}

inline const PartitionRule kRule = PartitionRule::recommended();

}  // namespace axolemma::test
