#include "app/judged_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace axolemma {

template <typename T>
Volume<T> slicesOf(const Volume<T>& volume, const std::optional<SliceRange>& range,
                   const std::string& file) {
    if (!range) return volume.clone();
    if (range->second >= volume.depth())
        throw Error(fmt::format("{}: there is no slice {}; the stack ends with slice {}.", file,
                                range->second, volume.depth() - 1));
    Volume<T> part(volume.width(), volume.height(), range->second - range->first + 1);
    std::copy_n(volume.begin() + volume.sliceSize() * range->first, part.size(), part.begin());
    return part;
}

template Volume<float> slicesOf(const Volume<float>&, const std::optional<SliceRange>&,
                                const std::string&);
template Volume<std::uint32_t> slicesOf(const Volume<std::uint32_t>&,
                                        const std::optional<SliceRange>&, const std::string&);

std::optional<Volume<float>> mapOf(const Stack& stack) {
    if (const auto* map = std::get_if<Volume<float>>(&stack.voxels())) return map->clone();
    Volume<float> map(stack.width(), stack.height(), stack.depth());
    if (const auto* wide = std::get_if<Volume<double>>(&stack.voxels())) {
        std::copy(wide->begin(), wide->end(), map.begin());
        return map;
    }
    const auto* bytes = std::get_if<Volume<std::uint8_t>>(&stack.voxels());
    if (!bytes) return {};
    std::transform(bytes->begin(), bytes->end(), map.begin(),
                   [](std::uint8_t value) { return static_cast<float>(value / 255.0); });
    return map;
}

Volume<float> requireMap(const Stack& stack, const std::string& file) {
    std::optional<Volume<float>> map = mapOf(stack);
    if (!map)
        throw Error(
            fmt::format("{} holds {} values, which are labels: give a map of the probability of "
                        "cell, in 8 bits or floats.",
                        file, stack.typeName()));
    const auto bad = std::ranges::find_if(*map, [](float p) { return !(p >= 0 && p <= 1); });
    if (bad != map->end())
        throw Error(fmt::format("{}, slice {}: {} is no probability; the map has to be in [0, 1].",
                                file, (bad - map->begin()) / map->sliceSize(), *bad));
    return std::move(*map);
}

Volume<std::uint8_t> cellsOf(const Volume<std::uint32_t>& labels) {
    Volume<std::uint8_t> cells(labels.width(), labels.height(), labels.depth());
    std::transform(labels.begin(), labels.end(), cells.begin(),
                   [](std::uint32_t id) { return std::uint8_t(id != 0); });
    return cells;
}

}  // namespace axolemma
