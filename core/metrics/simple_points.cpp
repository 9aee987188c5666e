#include "core/metrics/simple_points.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace axolemma::detail {

namespace {

/// How many groups the neighbours in `set` (bit i is kAround[i]) form when two of them are joined
/// if they are adjacent with 4 or 8 neighbours; with 4, only groups that touch the centre count.
int groupsAround(unsigned set, int adjacency) {
    std::array<int, 8> group{};
    for (int i = 0; i < 8; ++i) group[i] = i;
    for (int round = 0; round < 8; ++round) {
        for (int i = 0; i < 8; ++i) {
            for (int k = 0; k < 8; ++k) {
                if ((set >> i & 1) == 0 || (set >> k & 1) == 0) continue;
                const int dx = std::abs(kAround[i].x - kAround[k].x);
                const int dy = std::abs(kAround[i].y - kAround[k].y);
                const bool joined = adjacency == 4 ? dx + dy == 1 : std::max(dx, dy) == 1;
                if (joined) group[i] = group[k] = std::min(group[i], group[k]);
            }
        }
    }
    unsigned counted = 0;
    for (int i = 0; i < 8; ++i) {
        const bool atCentre = adjacency == 8 || kAround[i].x == 0 || kAround[i].y == 0;
        if ((set >> i & 1) != 0 && atCentre) counted |= 1U << group[i];
    }
    return std::popcount(counted);
}

}  // namespace

const std::array<bool, 256>& simplePoints() {
    static const auto table = [] {
        std::array<bool, 256> simple{};
        for (unsigned set = 0; set < 256; ++set) {
            simple[set] = groupsAround(set, 4) == 1 && groupsAround(~set & 0xFFU, 8) == 1;
        }
        return simple;
    }();
    return table;
}

}  // namespace axolemma::detail
