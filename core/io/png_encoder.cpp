#include "core/io/png_encoder.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace axolemma {
namespace {

std::string bigEndian32(std::uint32_t value) {
    std::string bytes(4, 0);
    for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(value >> (24 - 8 * i));
    return bytes;
}

void addChunk(std::string& file, std::string_view type, std::string_view content) {
    file += bigEndian32(static_cast<std::uint32_t>(content.size()));
    const auto begin = file.size();
    file += type;
    file += content;
    const auto checksum =
        ::crc32_z(0, reinterpret_cast<const Bytef*>(file.data() + begin), file.size() - begin);
    file += bigEndian32(static_cast<std::uint32_t>(checksum));
}

/// Each row as it is or as its difference from the one above, whichever has the smaller sum of
/// magnitudes (the heuristic of the PNG specification).
std::vector<Bytef> filteredRows(const PngPicture& p) {
    const auto rowBytes = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.channels) *
                          static_cast<std::size_t>(p.bits / 8);
    std::vector<Bytef> rows;
    rows.reserve((rowBytes + 1) * static_cast<std::size_t>(p.height));
    std::vector<Bytef> row(rowBytes);
    std::vector<Bytef> above(rowBytes, 0);
    for (int y = 0; y < p.height; ++y) {
        const auto* in =
            reinterpret_cast<const Bytef*>(p.pixels) + static_cast<std::size_t>(y) * rowBytes;
        std::copy_n(in, rowBytes, row.begin());
        if (p.bits == 16) {
            for (std::size_t i = 0; i < rowBytes; i += 2) std::swap(row[i], row[i + 1]);
        }
        long plain = 0;
        long difference = 0;
        for (std::size_t i = 0; i < rowBytes; ++i) {
            plain += std::abs(static_cast<int>(static_cast<signed char>(row[i])));
            difference += std::abs(
                static_cast<int>(static_cast<signed char>(static_cast<Bytef>(row[i] - above[i]))));
        }
        const bool useUp = difference < plain;
        rows.push_back(useUp ? 2 : 0);
        for (std::size_t i = 0; i < rowBytes; ++i) {
            rows.push_back(useUp ? static_cast<Bytef>(row[i] - above[i]) : row[i]);
        }
        row.swap(above);
    }
    return rows;
}

}  // namespace

std::string encodePng(const PngPicture& p) {
    std::string file = "\x89PNG\r\n\x1A\n";
    const char kind[] = {static_cast<char>(p.bits), static_cast<char>(p.channels == 3 ? 2 : 0), 0,
                         0, 0};
    addChunk(file, "IHDR",
             bigEndian32(static_cast<std::uint32_t>(p.width)) +
                 bigEndian32(static_cast<std::uint32_t>(p.height)) +
                 std::string(kind, sizeof(kind)));
    if (p.nmPerPixelX > 0 && p.nmPerPixelY > 0) {
        const auto perMetre = [](double nm) {
            return bigEndian32(static_cast<std::uint32_t>(
                std::clamp(std::round(1e9 / nm), 1.0,
                           static_cast<double>(std::numeric_limits<std::int32_t>::max()))));
        };
        addChunk(file, "pHYs", perMetre(p.nmPerPixelX) + perMetre(p.nmPerPixelY) + '\x01');
    }
    if (!p.voxelSize.empty()) {
        addChunk(file, "tEXt", std::string("Axolemma-Voxel-Size\0", 20) + p.voxelSize);
    }
    const auto rows = filteredRows(p);
    auto packedBytes = ::compressBound(static_cast<uLong>(rows.size()));
    std::vector<Bytef> packed(packedBytes);
    if (::compress2(packed.data(), &packedBytes, rows.data(), static_cast<uLong>(rows.size()), 4) !=
        Z_OK) {
        throw Error("There is not enough memory to write a PNG picture. Close other programs.");
    }
    // A chunk may have 2^31 - 1 bytes.
    constexpr std::size_t kMost = 1U << 30U;
    for (std::size_t at = 0; at < packedBytes; at += kMost) {
        addChunk(file, "IDAT",
                 {reinterpret_cast<const char*>(packed.data()) + at,
                  std::min<std::size_t>(kMost, packedBytes - at)});
    }
    addChunk(file, "IEND", {});
    return file;
}

}  // namespace axolemma
