#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/format_headers.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

constexpr std::uint64_t kSignatureBytes = 8;
/// Length, type and checksum.
constexpr std::uint64_t kChunkFrame = 12;

[[noreturn]] void cutOff(const InputFile& file) {
    throw Error(
        fmt::format("{} is cut off: the end of its PNG data is missing. Copy or save it "
                    "again.",
                    file.path()));
}

/// "Axolemma-Voxel-Size\0x y z": what `writePngSeries` leaves, as PNG itself knows no third axis.
void takeVoxelSizeText(ImageHeader& header, const std::string& text) {
    constexpr std::string_view kKey("Axolemma-Voxel-Size\0", 20);
    if (!text.starts_with(kKey)) return;
    std::istringstream numbers(text.substr(kKey.size()));
    double x = 0;
    double y = 0;
    double z = 0;
    if (numbers >> x >> y >> z && z > 0) setSpacing(header, x, y, z);
}

void takePhysicalSize(ImageHeader& header, const std::string& chunk) {
    if (chunk.size() < 9 || chunk[8] != 1) return;
    const double perMetreX = bigEndian<std::uint32_t>(chunk, 0);
    const double perMetreY = bigEndian<std::uint32_t>(chunk, 4);
    // Screens and printers have some thousand pixels to the metre, microscopes a thousand million.
    if (std::min(perMetreX, perMetreY) > 1e6) {
        setSpacing(header, 1e9 / perMetreX, 1e9 / perMetreY, 0);
    }
}

}  // namespace

ImageHeader readPngHeader(const InputFile& file) {
    ImageHeader header;
    header.format = "PNG";
    std::uint64_t pixelBytes = 0;
    int bits = 8;
    int colours = 1;
    bool ended = false;
    std::string size;
    for (std::uint64_t at = kSignatureBytes; !ended;) {
        const auto frame = file.head(8, at);
        if (frame.size() < 8) cutOff(file);
        const auto length = bigEndian<std::uint32_t>(frame, 0);
        const auto type = frame.substr(4);
        if (at + kChunkFrame + length > file.size()) cutOff(file);
        if (at == kSignatureBytes) {
            if (type != "IHDR" || length != 13) {
                throw Error(fmt::format("{} is damaged: its PNG header is missing. Save it again.",
                                        file.path()));
            }
            const auto ihdr = file.head(13, at + 8);
            header.width = bigEndian<std::uint32_t>(ihdr, 0);
            header.height = bigEndian<std::uint32_t>(ihdr, 4);
            bits = static_cast<unsigned char>(ihdr[8]);
            colours = (ihdr[9] & 2) != 0 ? 3 : 1;
        } else if (type == "IDAT") {
            pixelBytes += length;
        } else if (type == "pHYs") {
            size = file.head(length, at + 8);
        } else if (type == "tEXt" && length < 200) {
            takeVoxelSizeText(header, file.head(length, at + 8));
        }
        ended = type == "IEND";
        at += kChunkFrame + length;
    }
    if (!header.spacingKnown) takePhysicalSize(header, size);
    header.type = bits == 16 ? VoxelType::UInt16 : VoxelType::UInt8;
    // Less than 8 bits are spread to 8, an index becomes three colours and alpha.
    header.channels = colours;
    checkHeader(header, file.path(), pixelBytes, kDeflateRatio * (bits < 8 ? 8.0 / bits : 1) * 4);
    return header;
}

}  // namespace axolemma
