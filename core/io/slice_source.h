#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/io/image_header.h"

namespace axolemma {

/// An open file whose header has been checked against its size and whose slices can be read. One
/// thread at a time.
class SliceSource {
  public:
    virtual ~SliceSource() = default;

    const ImageHeader& header() const { return header_; }
    /// How many slices are best read at once: 1, or all where the format cannot be read in parts.
    virtual std::int64_t step() const { return 1; }
    /// Fills `count * header().sliceBytes()` bytes: [count, height, width, channels]. Throws
    /// `Error`.
    virtual void read(std::int64_t first, std::int64_t count, std::byte* out) = 0;

  protected:
    ImageHeader header_;
};

/// What is said of a stack whose colours were made grey.
inline constexpr const char* kGreyNote =
    "The file has colours; their luminance is read as grey. Labels must not be stored as colours.";

/// As `SliceSource::read`, with colours made grey: one value of each pixel.
void readGrey(SliceSource& source, std::int64_t first, std::int64_t count, std::byte* out);

/// Opens the file by what its first bytes say it is, whatever its name ends with. `path` may name a
/// dataset: "file.h5:/volumes/raw". Throws `Error`.
std::unique_ptr<SliceSource> openSource(const std::string& path);

}  // namespace axolemma
