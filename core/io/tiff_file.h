#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/io/image_header.h"
#include "core/io/input_file.h"

struct tiff;

namespace axolemma {

struct TiffDescription;

/// The slices of a TIFF or BigTIFF by libtiff: strips and tiles, either byte order, ImageJ's raw
/// planes above 4 GB, OME. Pages that are reduced copies are left out. Throws `Error`. One thread.
class TiffFile {
  public:
    explicit TiffFile(const std::string& path);
    ~TiffFile();
    TiffFile(const TiffFile&) = delete;
    TiffFile& operator=(const TiffFile&) = delete;

    const ImageHeader& header() const { return header_; }
    /// Fills `header().sliceBytes()` bytes: [height, width, channels].
    void readSlice(std::int64_t z, std::byte* out);

  private:
    struct Page;

    void scan();
    Page readPage();
    void checkDirectoryEnd(const Page& page, std::size_t slice) const;
    void describe(const std::string& description, const std::vector<Page>& pages);
    void takeVoxelSize(const TiffDescription& description);
    bool readContiguous(std::byte* out);
    bool readDecoded(std::byte* out);
    bool decodePlane(std::uint16_t plane, std::size_t rowBytes, std::byte* out);
    bool isStored(std::uint32_t strile) const;
    bool decodeStrips(std::uint16_t plane, std::size_t rowBytes, std::byte* out);
    bool decodeTiles(std::uint16_t plane, std::size_t rowBytes, std::byte* out);
    [[noreturn]] void failSlice(std::int64_t z) const;

    InputFile file_;
    std::string message_;
    std::unique_ptr<tiff, void (*)(tiff*)> tiff_;
    ImageHeader header_;
    /// The offset of each slice's directory, or of its pixels in ImageJ's raw planes.
    std::vector<std::uint64_t> places_;
    /// Where ImageJ's raw planes start, 0 for a file with a directory for each slice.
    std::uint64_t rawPlanes_ = 0;
    int bits_ = 8;
    bool planar_ = false;
    bool inverted_ = false;
    bool swapped_ = false;
};

}  // namespace axolemma
