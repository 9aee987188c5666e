#include "core/io/stack_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/io/series_source.h"
#include "core/io/slice_source.h"

namespace axolemma {
namespace {

namespace fs = std::filesystem;

/// Whether it can be an id of 64 bits.
template <typename T>
bool isWhole(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        // The first number that is too large.
        constexpr T kEnd = 18446744073709551616.0;
        return value >= 0 && value < kEnd && value == std::floor(value);
    } else {
        return value >= 0;
    }
}

/// Whether the file is in HDF5; its path may end with the name of a dataset.
bool hasBackground(const std::string& path) {
    return path.find(".h5") != std::string::npos || path.find(".hdf") != std::string::npos;
}

struct Opened {
    std::unique_ptr<SliceSource> source;
    /// The file, dataset or folder, and all that the user should know.
    fs::path path;
    std::vector<fs::path> files;
    std::vector<std::string> notes;
};

Opened open(std::span<const fs::path> paths) {
    if (paths.empty()) throw Error("No file was named. Name a stack to open.");
    Opened opened;
    opened.path = paths.front();
    std::string note;
    std::error_code ignored;
    if (paths.size() == 1 && fs::is_directory(paths.front(), ignored)) {
        auto files = slicesIn(paths.front(), note);
        opened.source =
            files.size() == 1 ? openSource(files.front().string()) : openSeries(std::move(files));
    } else if (paths.size() == 1) {
        opened.source = openSource(paths.front().string());
    } else {
        std::vector<fs::path> files(paths.begin(), paths.end());
        std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
            return naturallyLess(a.string(), b.string());
        });
        opened.path = fs::absolute(files.front()).parent_path();
        opened.files = files;
        opened.source = openSeries(std::move(files));
    }
    const auto& header = opened.source->header();
    opened.notes = header.notes;
    if (!note.empty()) opened.notes.push_back(note);
    if (header.channels > 1) opened.notes.push_back(kGreyNote);
    if (!header.spacingKnown && !header.spacingNoted) {
        opened.notes.push_back("The file has no voxel size; 4 x 4 x 50 nm is assumed.");
    }
    return opened;
}

}  // namespace

Stack readStack(std::span<const fs::path> paths, const ProgressFunction& progress,
                std::stop_token stop) {
    const auto opened = open(paths);
    const auto& header = opened.source->header();
    auto voxels = makeVolume(header.type, static_cast<int>(header.width),
                             static_cast<int>(header.height), static_cast<int>(header.depth));
    const auto sliceBytes = header.sliceBytes() / static_cast<std::size_t>(header.channels);
    const auto step = opened.source->step();
    std::int64_t reported = -1;
    for (std::int64_t z = 0; z < header.depth; z += step) {
        if (stop.stop_requested()) throw Cancelled();
        const auto percent = z * 100 / header.depth;
        if (progress && percent != reported) {
            progress({static_cast<double>(z) / static_cast<double>(header.depth),
                      fmt::format("slice {} of {}", z + 1, header.depth)});
        }
        reported = percent;
        readGrey(*opened.source, z, std::min(step, header.depth - z),
                 bytesOf(voxels) + static_cast<std::size_t>(z) * sliceBytes);
    }
    Stack stack(std::move(voxels), header.spacing, header.spacingKnown);
    stack.path = opened.path.string();
    // "folder/" has no file name.
    stack.name =
        (opened.path.has_filename() ? opened.path : opened.path.parent_path()).filename().string();
    for (const fs::path& file : opened.files) stack.files.push_back(fs::absolute(file).string());
    stack.notes = opened.notes;
    stack.facts = header.facts;
    return stack;
}

Stack readStack(const fs::path& path, const ProgressFunction& progress, std::stop_token stop) {
    return readStack(std::span(&path, 1), progress, std::move(stop));
}

StackInfo readStackInfo(const fs::path& path) {
    return readStackInfo(std::span(&path, 1));
}

StackInfo readStackInfo(std::span<const fs::path> paths) {
    const auto opened = open(paths);
    const auto& h = opened.source->header();
    return {h.format,
            std::string(nameOf(h.type)),
            static_cast<int>(h.width),
            static_cast<int>(h.height),
            static_cast<int>(h.depth),
            h.spacing,
            h.spacingKnown,
            opened.notes};
}

Stack readSlice(std::span<const fs::path> paths, int z) {
    const auto opened = open(paths);
    const auto& header = opened.source->header();
    if (z < 0 || z >= header.depth)
        throw Error(
            fmt::format("{} has no slice {}; it has {}.", opened.path.string(), z, header.depth));
    const auto step = opened.source->step();
    const auto first = z / step * step;
    const auto count = std::min(step, header.depth - first);
    auto voxels = makeVolume(header.type, static_cast<int>(header.width),
                             static_cast<int>(header.height), static_cast<int>(count));
    readGrey(*opened.source, first, count, bytesOf(voxels));
    auto slice =
        makeVolume(header.type, static_cast<int>(header.width), static_cast<int>(header.height), 1);
    const auto bytes = header.sliceBytes() / static_cast<std::size_t>(header.channels);
    std::copy_n(bytesOf(voxels) + static_cast<std::size_t>(z - first) * bytes, bytes,
                bytesOf(slice));
    return Stack(std::move(slice), header.spacing, header.spacingKnown);
}

void sayVoxelSize(Stack& stack, Spacing spacing) {
    // In whatever words it is said.
    if (!stack.spacingKnown())
        std::erase_if(stack.notes, [](const std::string& note) {
            return note.find("voxel size") != std::string::npos;
        });
    stack.setSpacing(spacing);
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
                        value));
                }
                out = static_cast<std::uint32_t>(value);
            }
        },
        stack.voxels());
    return labels;
}

Volume<std::uint64_t> asWideLabels(const Stack& stack) {
    constexpr std::uint64_t kBackground = std::numeric_limits<std::uint64_t>::max();
    // CREMI marks what has no neuron so; elsewhere it is an id like any other.
    const bool ofCremi = hasBackground(stack.path);
    Volume<std::uint64_t> labels(stack.width(), stack.height(), stack.depth());
    std::visit(
        [&](const auto& voxels) {
            using T = typename std::decay_t<decltype(voxels)>::value_type;
            const T* in = voxels.begin();
            for (std::uint64_t& out : labels) {
                const T value = *in++;
                if (!isWhole(value)) {
                    const auto at = static_cast<std::size_t>(in - voxels.begin() - 1);
                    throw Error(fmt::format(
                        "{}, slice {}: {} is not a label; labels are whole numbers from 0 to "
                        "18446744073709551615. Choose the file that holds the labels.",
                        stack.path.empty() ? "The stack" : stack.path, at / voxels.sliceSize(),
                        value));
                }
                out = static_cast<std::uint64_t>(value);
                if (ofCremi && out == kBackground) out = 0;
            }
        },
        stack.voxels());
    return labels;
}

}  // namespace axolemma
