#include <fmt/format.h>

#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/format_headers.h"

namespace axolemma {
namespace {

[[noreturn]] void cutOff(const InputFile& file) {
    throw Error(
        fmt::format("{} is cut off: the end of its JPEG data is missing. Copy or save it "
                    "again.",
                    file.path()));
}

/// libjpeg paints what is missing grey without an error, so the end has to be looked for: behind
/// the start of scan a marker is 0xFF and no 0x00 or restart number.
bool endsAfter(const InputFile& file, std::uint64_t at) {
    constexpr std::size_t kBlock = 1U << 20U;
    bool escaped = false;
    for (; at < file.size(); at += kBlock) {
        for (const char c : file.head(kBlock, at)) {
            const auto byte = static_cast<unsigned char>(c);
            if (escaped && byte == 0xD9) return true;
            escaped = byte == 0xFF;
        }
    }
    return false;
}

}  // namespace

ImageHeader readJpegHeader(const InputFile& file) {
    ImageHeader header;
    header.format = "JPEG";
    header.width = 0;
    for (std::uint64_t at = 2;;) {
        const auto frame = file.head(4, at);
        if (frame.size() < 4) cutOff(file);
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(frame[i]); };
        if (byte(0) != 0xFF) {
            throw Error(fmt::format("{} is damaged: its JPEG header is not one. Save it again.",
                                    file.path()));
        }
        // Padding before a marker.
        if (byte(1) == 0xFF) {
            ++at;
            continue;
        }
        const int marker = byte(1);
        const auto length = bigEndian<std::uint16_t>(frame, 2);
        const bool isFrame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (isFrame) {
            const auto facts = file.head(6, at + 4);
            if (facts.size() < 6) cutOff(file);
            header.height = bigEndian<std::uint16_t>(facts, 1);
            header.width = bigEndian<std::uint16_t>(facts, 3);
            header.channels = static_cast<unsigned char>(facts[5]);
            if (facts[0] != 8 || (header.channels != 1 && header.channels != 3)) {
                throw Error(
                    fmt::format("{} is a JPEG of {} colours of {} bit, which Axolemma does "
                                "not read. Save it as 8-bit grey or RGB.",
                                file.path(), header.channels, static_cast<int>(facts[0])));
            }
        }
        at += 2U + length;
        if (marker == 0xDA) {
            if (header.width == 0) cutOff(file);
            if (!endsAfter(file, at)) cutOff(file);
            // A block of 8 x 8 takes two bits at least.
            checkHeader(header, file.path(), file.size(), 600);
            return header;
        }
    }
}

}  // namespace axolemma
