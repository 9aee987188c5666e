#include "app/judged_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/targets.h"

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

JudgedTruth truthIn(const Stack& truth, const std::optional<SliceRange>& range,
                    const std::string& file, LabelKind kind) {
    JudgedTruth judged{slicesOf(asLabels(truth), range, file), {}};
    if (kind == LabelKind::Mask)
        for (std::uint32_t& id : judged.labels) id = id != 0 ? 1 : 0;
    Volume<std::uint8_t> unknown = slicesOf(targetsFromLabels(truth, kind), range, file);
    for (std::uint8_t& target : unknown) target = target == kTargetUnknown ? 1 : 0;
    leaveOut(unknown, judged.labels);
    if (std::ranges::find(unknown, 1) != unknown.end()) judged.unknown = std::move(unknown);
    if (std::ranges::all_of(judged.labels, [](std::uint32_t id) { return id == 0; }))
        throw Error(
            fmt::format("{}: no pixel is a cell{}, so nothing can be scored; give labels "
                        "that are not 0 inside of cells.",
                        file, range ? " in these slices" : ""));
    return judged;
}

void noteUnknown(const JudgedTruth& truth, const std::string& file, Session& session) {
    if (truth.unknown.empty()) return;
    session.console.note(
        fmt::format("{}: {} pixels have the value for what is unknown, and are not scored.", file,
                    std::ranges::count(truth.unknown, 1)));
}

template <typename T>
void leaveOut(const Volume<std::uint8_t>& unknown, Volume<T>& scored) {
    for (std::size_t i = 0; i < unknown.size(); ++i)
        if (unknown.data()[i] != 0) scored.data()[i] = 0;
}

template void leaveOut(const Volume<std::uint8_t>&, Volume<float>&);
template void leaveOut(const Volume<std::uint8_t>&, Volume<std::uint32_t>&);

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
