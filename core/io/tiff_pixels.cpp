// The half of TiffFile that decodes pixels.
#include <tiffio.h>

#include <algorithm>
#include <cstring>

#include "core/io/tiff_file.h"

namespace axolemma {
namespace {

template <typename T>
void invert(std::byte* values, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes / sizeof(T); ++i) {
        T value;
        std::memcpy(&value, values + i * sizeof(T), sizeof(T));
        value = static_cast<T>(~value);
        std::memcpy(values + i * sizeof(T), &value, sizeof(T));
    }
}

}  // namespace

void TiffFile::readSlice(std::int64_t z, std::byte* out) {
    const auto place = places_[static_cast<std::size_t>(z)];
    const auto bytes = header_.sliceBytes();
    const auto valueBytes = bytesOf(header_.type);
    if (rawPlanes_ != 0) {
        file_.read(place, out, bytes);
        if (swapped_) swapBytes(out, bytes / valueBytes, valueBytes);
    } else {
        message_.clear();
        if (TIFFCurrentDirOffset(tiff_.get()) != place &&
            TIFFSetSubDirectory(tiff_.get(), place) == 0) {
            failSlice(z);
        }
        if (!readContiguous(out) && !readDecoded(out)) failSlice(z);
    }
    if (inverted_ && valueBytes == 1) invert<std::uint8_t>(out, bytes);
    if (inverted_ && valueBytes == 2) invert<std::uint16_t>(out, bytes);
}

bool TiffFile::readContiguous(std::byte* out) {
    TIFF* t = tiff_.get();
    std::uint16_t compression = 0;
    std::uint16_t fillOrder = FILLORDER_MSB2LSB;
    TIFFGetFieldDefaulted(t, TIFFTAG_COMPRESSION, &compression);
    TIFFGetFieldDefaulted(t, TIFFTAG_FILLORDER, &fillOrder);
    if (compression != COMPRESSION_NONE || fillOrder != FILLORDER_MSB2LSB || TIFFIsTiled(t) != 0 ||
        planar_ || bits_ < 8) {
        return false;
    }
    const auto stripBytes = TIFFStripSize64(t);
    const auto begin = TIFFGetStrileOffset(t, 0);
    const auto strips = TIFFNumberOfStrips(t);
    for (std::uint32_t strip = 1; strip < strips; ++strip) {
        if (TIFFGetStrileOffset(t, strip) != begin + strip * stripBytes) return false;
    }
    const auto bytes = header_.sliceBytes();
    if (begin == 0 || begin > file_.size() || bytes > file_.size() - begin) return false;
    file_.read(begin, out, bytes);
    const auto valueBytes = bytesOf(header_.type);
    if (swapped_) swapBytes(out, bytes / valueBytes, valueBytes);
    return true;
}

bool TiffFile::readDecoded(std::byte* out) {
    const auto width = static_cast<std::size_t>(header_.width);
    const auto height = static_cast<std::size_t>(header_.height);
    if (bits_ < 8) {
        const std::size_t rowBytes = (width * static_cast<std::size_t>(bits_) + 7) / 8;
        std::vector<std::byte> packed(rowBytes * height);
        if (!decodePlane(0, rowBytes, packed.data())) return false;
        const int mask = (1 << bits_) - 1;
        for (std::size_t y = 0; y < height; ++y) {
            for (std::size_t x = 0; x < width; ++x) {
                const auto bit = x * static_cast<std::size_t>(bits_);
                const auto shift = 8 - bits_ - static_cast<int>(bit % 8);
                const int value = std::to_integer<int>(packed[y * rowBytes + bit / 8]) >> shift;
                out[y * width + x] = static_cast<std::byte>(value & mask);
            }
        }
        return true;
    }
    const auto valueBytes = bytesOf(header_.type);
    const auto channels = static_cast<std::size_t>(header_.channels);
    if (!planar_) return decodePlane(0, width * channels * valueBytes, out);
    std::vector<std::byte> plane(width * height * valueBytes);
    for (std::size_t c = 0; c < channels; ++c) {
        if (!decodePlane(static_cast<std::uint16_t>(c), width * valueBytes, plane.data())) {
            return false;
        }
        for (std::size_t i = 0; i < width * height; ++i) {
            std::memcpy(out + (i * channels + c) * valueBytes, plane.data() + i * valueBytes,
                        valueBytes);
        }
    }
    return true;
}

bool TiffFile::decodePlane(std::uint16_t plane, std::size_t rowBytes, std::byte* out) {
    TIFF* t = tiff_.get();
    std::uint16_t photometric = 0;
    TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &photometric);
    if (photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(t, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
    return TIFFIsTiled(t) != 0 ? decodeTiles(plane, rowBytes, out)
                               : decodeStrips(plane, rowBytes, out);
}

/// libtiff takes a missing place for the beginning of the file and would decode the header as
/// pixels.
bool TiffFile::isStored(std::uint32_t strile) const {
    int failed = 0;
    const auto begin = TIFFGetStrileOffsetWithErr(tiff_.get(), strile, &failed);
    if (failed != 0) return false;
    const auto bytes = TIFFGetStrileByteCountWithErr(tiff_.get(), strile, &failed);
    return failed == 0 && begin != 0 && bytes != 0 && begin <= file_.size() &&
           bytes <= file_.size() - begin;
}

bool TiffFile::decodeStrips(std::uint16_t plane, std::size_t rowBytes, std::byte* out) {
    TIFF* t = tiff_.get();
    const auto height = static_cast<std::uint32_t>(header_.height);
    std::uint32_t rowsPerStrip = height;
    TIFFGetFieldDefaulted(t, TIFFTAG_ROWSPERSTRIP, &rowsPerStrip);
    rowsPerStrip = std::clamp<std::uint32_t>(rowsPerStrip, 1, height);
    for (std::uint32_t y = 0; y < height; y += rowsPerStrip) {
        const auto rows = std::min(rowsPerStrip, height - y);
        const auto bytes = static_cast<tmsize_t>(rows * rowBytes);
        // A size of libtiff's own other than ours would mean a wrong picture or a write too far.
        if (TIFFVStripSize(t, rows) != bytes) return false;
        const auto strip = TIFFComputeStrip(t, y, plane);
        if (!isStored(strip) ||
            TIFFReadEncodedStrip(t, strip, out + y * rowBytes, bytes) != bytes) {
            return false;
        }
    }
    return true;
}

bool TiffFile::decodeTiles(std::uint16_t plane, std::size_t rowBytes, std::byte* out) {
    TIFF* t = tiff_.get();
    std::uint32_t tileWidth = 0;
    std::uint32_t tileHeight = 0;
    TIFFGetField(t, TIFFTAG_TILEWIDTH, &tileWidth);
    TIFFGetField(t, TIFFTAG_TILELENGTH, &tileHeight);
    const auto tileBytes = TIFFTileSize64(t);
    const auto width = static_cast<std::uint32_t>(header_.width);
    const auto height = static_cast<std::uint32_t>(header_.height);
    const auto tileRowBytes = TIFFTileRowSize64(t);
    // A tile may stick out of the picture, but not be of another order of size than it and the
    // file.
    if (tileWidth == 0 || tileHeight == 0 || tileRowBytes == 0 ||
        tileBytes != tileRowBytes * tileHeight ||
        tileBytes > header_.sliceBytes() * 4 + file_.size() + (16U << 20U)) {
        message_ = "the size of its tiles is not possible";
        return false;
    }
    std::vector<std::byte> tile(tileBytes);
    for (std::uint32_t y = 0; y < height; y += tileHeight) {
        for (std::uint32_t x = 0; x < width; x += tileWidth) {
            const auto index = TIFFComputeTile(t, x, y, 0, plane);
            const auto bytes = static_cast<tmsize_t>(tileBytes);
            if (!isStored(index) || TIFFReadEncodedTile(t, index, tile.data(), bytes) != bytes) {
                return false;
            }
            const std::size_t left = tileRowBytes * (x / tileWidth);
            if (left >= rowBytes) return false;
            const std::size_t used = std::min<std::size_t>(tileRowBytes, rowBytes - left);
            const auto rows = std::min(tileHeight, height - y);
            for (std::uint32_t row = 0; row < rows; ++row) {
                std::memcpy(out + (y + row) * rowBytes + left, tile.data() + row * tileRowBytes,
                            used);
            }
        }
    }
    return true;
}

}  // namespace axolemma
