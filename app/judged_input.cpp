#include "app/judged_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "core/error.h"

namespace axolemma {

std::string fileNames(const std::vector<std::string>& paths) {
    std::string names;
    for (const std::string& path : paths)
        names += (names.empty() ? "" : ", ") + std::filesystem::path(path).filename().string();
    return names;
}

void requireSameSize(const Stack& images, const std::string& imagesName, const Stack& labels,
                     const std::string& labelsName) {
    if (sizeOf(images) == sizeOf(labels)) return;
    throw Error(
        fmt::format("{}: the labels have {} voxels, the images in {} have {}; give labels "
                    "of the same stack.",
                    labelsName, sizeOf(labels), imagesName, sizeOf(images)));
}

template <typename T>
Volume<T> slicesOf(Volume<T> volume, const std::optional<SliceRange>& range,
                   const std::string& file) {
    if (!range) return volume;
    if (range->second >= volume.depth())
        throw Error(fmt::format("{}: there is no slice {}; the stack ends with slice {}.", file,
                                range->second, volume.depth() - 1));
    Volume<T> part(volume.width(), volume.height(), range->second - range->first + 1);
    std::copy_n(volume.begin() + volume.sliceSize() * range->first, part.size(), part.begin());
    return part;
}

template Volume<float> slicesOf(Volume<float>, const std::optional<SliceRange>&,
                                const std::string&);
template Volume<std::uint32_t> slicesOf(Volume<std::uint32_t>, const std::optional<SliceRange>&,
                                        const std::string&);

std::optional<Volume<std::uint8_t>> maskIn(const Stack& truth,
                                           const Volume<std::uint32_t>& labels) {
    const std::string_view type = truth.typeName();
    if (type != "uint8" && type != "int8" && !type.starts_with("float")) return {};
    Volume<std::uint8_t> mask(labels.width(), labels.height(), labels.depth());
    std::transform(labels.begin(), labels.end(), mask.begin(),
                   [](std::uint32_t label) { return std::uint8_t(label != 0); });
    return mask;
}

std::optional<Volume<float>> mapOf(AnyVolume& voxels) {
    if (auto* const map = std::get_if<Volume<float>>(&voxels)) return std::move(*map);
    const auto converted = [](const auto& from, auto convert) {
        Volume<float> map(from.width(), from.height(), from.depth());
        std::transform(from.begin(), from.end(), map.begin(), convert);
        return map;
    };
    if (const auto* const wide = std::get_if<Volume<double>>(&voxels))
        return converted(*wide, [](double value) { return static_cast<float>(value); });
    if (const auto* const bytes = std::get_if<Volume<std::uint8_t>>(&voxels))
        return converted(*bytes,
                         [](std::uint8_t value) { return static_cast<float>(value / 255.0); });
    return {};
}

Volume<float> requireMap(Stack& stack, const std::string& file) {
    std::optional<Volume<float>> map = mapOf(stack.voxels());
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

}  // namespace axolemma
