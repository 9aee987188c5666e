#include "core/io/training_masks.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "core/io/utc_time.h"
#include "core/targets.h"
#include "core/version.h"

namespace axolemma {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kFormat = "axolemma training masks";
constexpr int kMasksVersion = 1;
constexpr const char* kIndex = "training.json";
/// There from before the first file until the index is.
constexpr const char* kBegun = "training.unfinished";
/// As many slices as a network may look at on each side.
constexpr int kNeighbours = 2;

/// Slices first to last, with what else the stack says.
Stack partOf(const Stack& stack, int first, int last) {
    AnyVolume part = std::visit(
        [&]<typename T>(const Volume<T>& all) -> AnyVolume {
            Volume<T> some(all.width(), all.height(), last - first + 1);
            std::copy_n(all.slice(first).data(), some.size(), some.begin());
            return some;
        },
        stack.voxels());
    return Stack(std::move(part), stack.spacing(), stack.spacingKnown());
}

template <typename T>
Stack likeTargets(const TaughtSlices& taught, const Stack& images, int first, int last, T unknown,
                  T known) {
    Volume<T> mask(images.width(), images.height(), last - first + 1, unknown);
    for (const auto& [z, target] : taught)
        std::ranges::transform(target, mask.slice(z - first).data(), [&](std::uint8_t code) {
            return code == kTargetUnknown ? unknown : known;
        });
    return Stack(std::move(mask), images.spacing(), images.spacingKnown());
}

std::string indexOf(const Stack& images, const TaughtSlices& taught, int first, int last) {
    Json slices = Json::array();
    for (const auto& [z, target] : taught) slices.push_back(z);
    const std::uint64_t known = knownPixels(taught);
    const double pixels =
        static_cast<double>(images.width()) * images.height() * (last - first + 1);
    const Json json{
        {"format", kFormat},
        {"version", kMasksVersion},
        {"program", fmt::format("axolemma {}", kVersion)},
        {"time", utcNow()},
        {"files",
         {{"images.tif", "the slices, as they were read"},
          {"labels.tif", "neurons by id, 0 = membrane"},
          {"ignore.tif", "255 = not verified: nothing may be learnt from this pixel; else 0"},
          {"weights.tif", "weight of each pixel in the loss, float32: 1, or 0 where ignored"},
          {"labels.json", "project, line of its journal, model, w_f and authors"}}},
        {"first_slice", first},
        {"last_slice", last},
        {"slices_with_labels", std::move(slices)},
        {"known_pixels", known},
        {"known_share", static_cast<double>(known) / pixels}};
    return json.dump(2) + '\n';
}

/// Somebody's own folder is not filled with files.
void requireOwnOrNew(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) {
        if (!fs::create_directories(folder, error))
            throw Error(fmt::format("{}: this folder cannot be made ({}). Choose another place.",
                                    folder.string(), error.message()));
        return;
    }
    if (!fs::is_directory(folder, error))
        throw Error(
            fmt::format("{}: this is a file; training masks are a folder. Choose another "
                        "name.",
                        folder.string()));
    if (!fs::is_empty(folder, error) && !fs::exists(folder / kIndex, error) &&
        !fs::exists(folder / kBegun, error))
        throw Error(
            fmt::format("{}: this folder holds other files. Choose a new one; nothing was changed.",
                        folder.string()));
}

}  // namespace

void writeTrainingMasks(const fs::path& folder, const Stack& images, const Stack& labels,
                        const TaughtSlices& taught, const ExportRecord& record,
                        const ProgressFunction& progress, std::stop_token stop) {
    requireOwnOrNew(folder);
    const int first = std::max(0, taught.begin()->first - kNeighbours);
    const int last = std::min(images.depth() - 1, taught.rbegin()->first + kNeighbours);
    std::error_code ignored;
    writeFileAtomically(
        folder / kBegun,
        "Training masks were begun here; the same export again makes them whole.\n");
    fs::remove(folder / kIndex, ignored);
    writeStack(folder / "images.tif", partOf(images, first, last), progress, stop);
    writeExport(folder / "labels.tif", partOf(labels, first, last), record, progress, stop);
    writeStack(folder / "ignore.tif",
               likeTargets<std::uint8_t>(taught, images, first, last, 255, 0), progress, stop);
    writeStack(folder / "weights.tif", likeTargets<float>(taught, images, first, last, 0, 1),
               progress, stop);
    writeFileAtomically(folder / kIndex, indexOf(images, taught, first, last));
    fs::remove(folder / kBegun, ignored);
}

TrainingMasks readTrainingMasks(const fs::path& folder, const ProgressFunction& progress,
                                std::stop_token stop) {
    const fs::path index = folder / kIndex;
    std::error_code error;
    if (!fs::exists(index, error))
        throw Error(
            fmt::format("{}: there are no training masks here (no {}). Give a folder that "
                        "axolemma export --training made.",
                        folder.string(), kIndex));
    const InputFile file(index.string());
    const Json json = Json::parse(file.head(static_cast<std::size_t>(file.size())), nullptr, false);
    if (!json.is_object() || json.value("format", Json()) != kFormat)
        throw Error(fmt::format("{}: this does not describe training masks. Export them again.",
                                index.string()));
    const Json version = json.value("version", Json());
    if (!version.is_number_integer() || version.get<int>() > kMasksVersion)
        throw Error(
            fmt::format("{}: these masks are of a newer version. Use a newer program, or export "
                        "them again with this one.",
                        index.string()));
    TrainingMasks masks{readStack(folder / "images.tif", progress, stop),
                        readStack(folder / "labels.tif", progress, stop),
                        {}};
    Stack ignored = readStack(folder / "ignore.tif", progress, stop);
    auto* bytes = std::get_if<Volume<std::uint8_t>>(&ignored.voxels());
    if (!bytes)
        throw Error(fmt::format("{}: it has {} voxels instead of 8 bit. Export the masks again.",
                                (folder / "ignore.tif").string(), ignored.typeName()));
    masks.ignored = std::move(*bytes);
    for (const auto& [name, width, height, depth] :
         {std::tuple("labels.tif", masks.labels.width(), masks.labels.height(),
                     masks.labels.depth()),
          std::tuple("ignore.tif", masks.ignored.width(), masks.ignored.height(),
                     masks.ignored.depth())})
        if (width != masks.images.width() || height != masks.images.height() ||
            depth != masks.images.depth())
            throw Error(
                fmt::format("{}: it has {} x {} x {} voxels but images.tif {} x {} x {}. Export "
                            "the masks again.",
                            (folder / name).string(), width, height, depth, masks.images.width(),
                            masks.images.height(), masks.images.depth()));
    return masks;
}

}  // namespace axolemma
