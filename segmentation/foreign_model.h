#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "segmentation/model_file.h"
#include "segmentation/operations.h"

namespace axolemma {

/// How long a network's input may be along one axis, in pixels, and what of its output counts.
struct ForeignAxis {
    int smallest = 1;
    /// Lengths are smallest + n * step; 0 = that length only.
    int step = 1;
    /// On each side, what is worth less because the network could not see beyond the border.
    int halo = 0;
    /// On each side, how much shorter the output is than the input.
    int lost = 0;
    bool operator==(const ForeignAxis&) const = default;
};

/// How pixels go into a network of others and what its output means.
struct ForeignUse {
    /// Of b, c, z, y and x, in the order of the tensor; y and x are there.
    std::string inputAxes = "bcyx";
    std::string outputAxes = "bcyx";
    ForeignAxis z, y, x;
    /// Channels of the input: that many neighbouring slices, the middle one the slice itself, or
    /// copies of the slice.
    int channels = 1;
    bool neighbours = false;
    /// What is made of the input just before it is given to the network ("float32").
    std::string dtype = "float32";
    std::vector<Operation> before;
    std::vector<Operation> after;
    /// The channel of the output that is used, and whether it is membrane instead of cell.
    int channel = 0;
    bool membrane = false;

    bool volumetric() const { return inputAxes.find('z') != std::string::npos; }
    bool operator==(const ForeignUse&) const = default;
};

/// What a program of others may take.
struct ForeignLimits {
    /// To load it, and for each block of at most a few million voxels.
    double seconds = 120;
    /// Beyond what LibTorch takes.
    std::uint64_t memory = std::uint64_t{4} << 30;
};

/// A model of others: TorchScript, which is a program. It is kept in a file of its own kind, which
/// `readModelInfo` knows too, and is run in a process of its own.
struct ForeignModel {
    ModelInfo info;
    ForeignUse use;
    ForeignLimits limits;
    /// The bytes of the TorchScript file.
    std::string program;
};

bool isForeignModel(const std::filesystem::path& path);
/// Throw `Error` that names the file, as `readModelFile` and `writeModelFile`. Nothing is run.
ForeignModel readForeignModel(const std::filesystem::path& path);
void writeForeignModel(const std::filesystem::path& path, const ForeignModel& model);

}  // namespace axolemma
