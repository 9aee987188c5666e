#include "core/io/stack_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "core/error.h"
#include "core/io/format_writers.h"

namespace axolemma {
namespace {

using Writer = void (*)(const std::filesystem::path&, const Stack&, const BeforeSlice&);

Writer writerFor(const std::filesystem::path& path) {
    auto name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::pair<std::string_view, Writer>, 10> kWriters = {
        {{".tif", writeTiff},
         {".tiff", writeTiff},
         {".nrrd", writeNrrd},
         {".mha", writeMeta},
         {".nii", writeNifti},
         {".nii.gz", writeNifti},
         {".png", writePngSeries},
         {".h5", writeHdf5},
         {".hdf", writeHdf5},
         {".hdf5", writeHdf5}}};
    for (const auto& [ending, writer] : kWriters) {
        if (name.size() > ending.size() && name.ends_with(ending)) return writer;
    }
    throw Error(
        fmt::format("{} does not say by its ending in which format to write. Use .tif, "
                    ".nrrd, .mha, .nii, .nii.gz, .png or .h5.",
                    path.string()));
}

}  // namespace

void writeStack(const std::filesystem::path& path, const Stack& stack,
                const ProgressFunction& progress, std::stop_token stop) {
    const auto writer = writerFor(path);
    if (stack.empty() || stack.width() == 0 || stack.height() == 0) {
        throw Error(fmt::format("{} cannot be written: the stack has no voxels. Open one first.",
                                path.string()));
    }
    int reported = -1;
    writer(path, stack, [&](int z) {
        if (stop.stop_requested()) throw Cancelled();
        const int percent = static_cast<int>(100LL * z / stack.depth());
        if (progress && percent != reported) {
            progress({static_cast<double>(z) / stack.depth(),
                      fmt::format("slice {} of {}", z + 1, stack.depth())});
        }
        reported = percent;
    });
}

std::span<const WritableFormat> writableFormats() {
    static constexpr std::array<WritableFormat, 7> kFormats = {{{"TIFF stack", "*.tif"},
                                                                {"NRRD", "*.nrrd"},
                                                                {"MetaImage", "*.mha"},
                                                                {"NIfTI", "*.nii"},
                                                                {"NIfTI, compressed", "*.nii.gz"},
                                                                {"PNG series", "*.png"},
                                                                {"HDF5 (CREMI)", "*.h5"}}};
    return kFormats;
}

}  // namespace axolemma
