#include "core/io/stack_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/io/grey.h"
#include "core/io/slice_source.h"

namespace axolemma {
namespace {

namespace fs = std::filesystem;

void readInto(SliceSource& source, AnyVolume& voxels, std::int64_t firstSlice,
              const std::function<void(std::int64_t)>& sliceDone, const std::stop_token& stop) {
    const auto& header = source.header();
    const auto greyBytes = header.sliceBytes() / static_cast<std::size_t>(header.channels);
    auto* out = bytesOf(voxels) + static_cast<std::size_t>(firstSlice) * greyBytes;
    std::vector<std::byte> colours;
    for (std::int64_t z = 0; z < header.depth; z += source.step()) {
        if (stop.stop_requested()) throw Cancelled();
        const auto count = std::min(source.step(), header.depth - z);
        if (header.channels == 1) {
            source.read(z, count, out);
        } else {
            colours.resize(header.sliceBytes() * static_cast<std::size_t>(count));
            source.read(z, count, colours.data());
            makeGrey(colours.data(),
                     greyBytes / bytesOf(header.type) * static_cast<std::size_t>(count),
                     header.channels, header.type, out);
        }
        out += greyBytes * static_cast<std::size_t>(count);
        sliceDone(z + count);
    }
}

Stack readFile(const fs::path& path, const ProgressFunction& progress,
               const std::stop_token& stop) {
    const auto source = openSource(path.string());
    const auto& header = source->header();
    auto voxels = makeVolume(header.type, static_cast<int>(header.width),
                             static_cast<int>(header.height), static_cast<int>(header.depth));
    std::int64_t reported = -1;
    readInto(
        *source, voxels, 0,
        [&](std::int64_t done) {
            const auto percent = done * 100 / header.depth;
            if (progress && percent != reported) {
                progress({static_cast<double>(done) / static_cast<double>(header.depth),
                          fmt::format("slice {} of {}", done, header.depth)});
            }
            reported = percent;
        },
        stop);
    Stack stack(std::move(voxels), header.spacing, header.spacingKnown);
    stack.path = path.string();
    stack.name = path.filename().string();
    stack.notes = header.notes;
    return stack;
}

}  // namespace

Stack readStack(std::span<const fs::path> paths, const ProgressFunction& progress,
                std::stop_token stop) {
    return readFile(paths.front(), progress, stop);
}

Stack readStack(const fs::path& path, const ProgressFunction& progress, std::stop_token stop) {
    return readStack(std::span(&path, 1), progress, std::move(stop));
}

StackInfo readStackInfo(const fs::path& path) {
    const auto source = openSource(path.string());
    const auto& h = source->header();
    return {h.format,
            std::string(nameOf(h.type)),
            static_cast<int>(h.width),
            static_cast<int>(h.height),
            static_cast<int>(h.depth),
            h.spacing,
            h.spacingKnown,
            h.notes};
}

std::span<const std::string> readablePatterns() {
    static const std::array<std::string, 15> kPatterns = {
        "*.tif",  "*.tiff", "*.png", "*.jpg", "*.jpeg",   "*.mrc", "*.rec", "*.nrrd",
        "*.nhdr", "*.mha",  "*.mhd", "*.nii", "*.nii.gz", "*.h5",  "*.hdf"};
    return kPatterns;
}

Volume<std::uint32_t> asLabels(const Stack& stack) {
    Volume<std::uint32_t> labels(stack.width(), stack.height(), stack.depth());
    std::visit(
        [&](const auto& voxels) {
            using T = typename std::decay_t<decltype(voxels)>::value_type;
            const T* in = voxels.begin();
            for (std::uint32_t& out : labels) {
                const T value = *in++;
                if constexpr (std::is_same_v<T, std::uint64_t>) {
                    if (value == std::numeric_limits<T>::max()) {
                        out = 0;
                        continue;
                    }
                }
                const auto asDouble = static_cast<double>(value);
                if (!(asDouble >= 0 && asDouble <= 4294967295.0) ||
                    asDouble != std::floor(asDouble)) {
                    const auto at = static_cast<std::size_t>(in - voxels.begin() - 1);
                    throw Error(fmt::format(
                        "{}, slice {}: {} is not a label; labels are whole numbers from 0 to "
                        "4294967295. Choose the file that holds the labels.",
                        stack.path.empty() ? "The stack" : stack.path, at / voxels.sliceSize(),
                        asDouble));
                }
                out = static_cast<std::uint32_t>(value);
            }
        },
        stack.voxels());
    return labels;
}

}  // namespace axolemma
