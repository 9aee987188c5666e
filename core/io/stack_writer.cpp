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

namespace fs = std::filesystem;
using Writer = void (*)(const std::filesystem::path&, const Stack&, const BeforeSlice&);

/// Nothing where no format has such an ending.
Writer writerFor(const fs::path& path) {
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
    return nullptr;
}

fs::path folderOf(const fs::path& file) {
    return fs::absolute(file).parent_path();
}

/// Also where neither is there yet.
bool isSameFile(const fs::path& a, const fs::path& b) {
    std::error_code error;
    return fs::equivalent(a, b, error) ||
           (a.filename() == b.filename() && fs::equivalent(folderOf(a), folderOf(b), error));
}

/// Whether the file is one of NAME_0000.png, NAME_0001.png, ... for NAME.png.
bool isSliceOf(const fs::path& series, const fs::path& file) {
    const std::string name = file.stem().string();
    const std::string start = series.stem().string() + '_';
    return file.extension() == ".png" && name.size() >= start.size() + 4 &&
           name.starts_with(start) &&
           name.find_first_not_of("0123456789", start.size()) == std::string::npos &&
           isSameFile(folderOf(series), folderOf(file));
}

}  // namespace

bool canWriteStack(const fs::path& path) {
    return writerFor(path) != nullptr;
}

bool wouldReplace(const fs::path& path, const fs::path& other) {
    return isSameFile(path, other) || (writerFor(path) == writePngSeries && isSliceOf(path, other));
}

void writeStack(const fs::path& path, const Stack& stack, const ProgressFunction& progress,
                std::stop_token stop) {
    const auto writer = writerFor(path);
    if (!writer)
        throw Error(
            fmt::format("{} does not say by its ending in which format to write. Use .tif, "
                        ".nrrd, .mha, .nii, .nii.gz, .png or .h5.",
                        path.string()));
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
