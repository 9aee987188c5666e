#include "core/io/map_stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/partition_facts.h"

namespace axolemma {

Stack mapStack(const std::vector<std::shared_ptr<const Image<std::uint8_t>>>& maps, int depth,
               const StackFrame& like, const PartitionRule& rule, std::stop_token stop) {
    Volume<float> cell(like.width, like.height, depth);
    for (int z = 0; z < depth; ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const auto out = cell.slice(z);
        const auto* map = z < static_cast<int>(maps.size()) ? maps[z].get() : nullptr;
        if (map) {
            if (map->width() != like.width || map->height() != like.height)
                throw Error(
                    fmt::format("The map of slice {} has {} x {} pixels but the stack has "
                                "{} x {}: segment it again.",
                                z, map->width(), map->height(), like.width, like.height));
            std::transform(map->begin(), map->end(), out.data(),
                           [](std::uint8_t step) { return static_cast<float>(step) / 255.0F; });
        } else {
            std::fill_n(out.data(), out.size(), 0.0F);
        }
    }
    Stack written(std::move(cell), like.spacing);
    written.facts = factsOf(rule);
    return written;
}

}  // namespace axolemma
