#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"
#include "core/volume.h"

namespace axolemma {

/// Voxels of any of the types that files hold; values are kept exactly as they were in the file.
using AnyVolume =
    std::variant<Volume<std::uint8_t>, Volume<std::int8_t>, Volume<std::uint16_t>,
                 Volume<std::int16_t>, Volume<std::uint32_t>, Volume<std::int32_t>,
                 Volume<std::uint64_t>, Volume<std::int64_t>, Volume<float>, Volume<double>>;

/// An image or label stack as it was read: voxels, their size, where they came from, and notes for
/// the user (assumed voxel size, colours made grey, ...). Immutable once read; shared between
/// threads as `shared_ptr<const Stack>`.
class Stack {
  public:
    Stack() = default;
    explicit Stack(AnyVolume voxels, Spacing spacing = {}, bool spacingKnown = true)
        : voxels_(std::move(voxels)), spacing_(spacing), spacingKnown_(spacingKnown) {}

    const AnyVolume& voxels() const { return voxels_; }
    AnyVolume& voxels() { return voxels_; }
    int width() const;
    int height() const;
    int depth() const;
    bool empty() const { return depth() == 0; }

    /// Voxel size in nm, order x, y, z. `spacingKnown` is false where the file had none and the
    /// default of 4 x 4 x 50 nm stands in.
    Spacing spacing() const { return spacing_; }
    bool spacingKnown() const { return spacingKnown_; }
    void setSpacing(Spacing spacing) {
        spacing_ = spacing;
        spacingKnown_ = true;
    }

    /// The name of the voxel type: "uint8", "int16", "float32", ...
    std::string_view typeName() const;

    /// The file or folder it came from (empty for a stack made in memory), and what to show for it.
    std::string path;
    std::string name;
    /// The files of its slices, in `path`, where several were named; empty: all that is there.
    std::vector<std::string> files;
    /// Sentences for the user about how the stack was read.
    std::vector<std::string> notes;
    /// What Axolemma left in the file for itself, by name ("wf" is "0.4"): one short line each.
    /// Only TIFF carries them.
    std::map<std::string, std::string> facts;

    /// The voxel as a double, for the status bar. Precondition: inside.
    double valueAt(int x, int y, int z) const;
    /// Slice z as float32 with unchanged values.
    Image<float> sliceAsFloat(int z) const;

  private:
    AnyVolume voxels_;
    Spacing spacing_;
    bool spacingKnown_ = false;
};

}  // namespace axolemma
