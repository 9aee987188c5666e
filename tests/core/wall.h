#pragma once

#include "core/proofreading/taught.h"
#include "core/targets.h"
#include "tests/core/derivation_support.h"

namespace axolemma::test {

inline std::shared_ptr<const Map> oneCell() {
    return picture({"#################",  //
                    "#...............#",  //
                    "#...............#",  //
                    "#...............#",  //
                    "#...............#",  //
                    "#...............#",  //
                    "#################"});
}

/// As `twoCells`, but nothing is faint.
inline std::shared_ptr<const Map> wall() {
    return picture({"#################",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#################"});
}

using Slices = std::vector<std::shared_ptr<const SliceComponents>>;

/// The components of maps, one a slice.
inline Slices slicesOf(std::vector<std::shared_ptr<const Map>> maps) {
    return derive(sourcesOf(std::move(maps))).partition.slices;
}

/// What is taught where all of slice z, which is as `wall`, was verified.
inline TaughtSlices taughtWall(Rect known = {0, 0, 17, 7}, int z = 0) {
    Image<std::uint8_t> target(17, 7, kTargetUnknown);
    const auto map = wall();
    for (int y = known.y0; y < known.y1; ++y)
        for (int x = known.x0; x < known.x1; ++x)
            target(x, y) = map->view()(x, y) != 0 ? kTargetCell : kTargetMembrane;
    TaughtSlices taught;
    taught.emplace(z, std::move(target));
    return taught;
}

}  // namespace axolemma::test
