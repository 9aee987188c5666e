#include "core/io/png_source.h"

#include <fmt/format.h>
#include <png.h>

#include <csetjmp>
#include <cstdio>

#include "core/error.h"
#include "core/io/format_headers.h"

namespace axolemma {
namespace {

struct Reading {
    const char* next = nullptr;
    std::size_t left = 0;
    char message[200] = {};
};

void deliver(png_structp png, png_bytep out, std::size_t count) {
    auto& reading = *static_cast<Reading*>(png_get_io_ptr(png));
    if (count > reading.left) png_error(png, "not enough data");
    std::copy_n(reading.next, count, reinterpret_cast<char*>(out));
    reading.next += count;
    reading.left -= count;
}

void keepMessage(png_structp png, png_const_charp message) {
    auto& reading = *static_cast<Reading*>(png_get_error_ptr(png));
    std::snprintf(reading.message, sizeof(reading.message), "%s", message);
    png_longjmp(png, 1);
}
void dropWarning(png_structp, png_const_charp) {}

/// libpng's state, with rows made ready to decode; no destructor may be skipped by its jumps.
struct Decoder {
    explicit Decoder(Reading& reading)
        : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, keepMessage, dropWarning)),
          info(png ? png_create_info_struct(png) : nullptr) {
        if (png) png_set_read_fn(png, &reading, deliver);
    }
    ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    bool readHeader() {
        if (!info || setjmp(png_jmpbuf(png)) != 0) return false;
        png_read_info(png, info);
        // Colours of palettes, grey of 1, 2 and 4 bits, and transparency become bytes of their own.
        png_set_expand(png);
        if (png_get_bit_depth(png, info) == 16) png_set_swap(png);
        png_set_interlace_handling(png);
        png_read_update_info(png, info);
        return true;
    }
    bool readRows(png_bytepp rows) {
        if (setjmp(png_jmpbuf(png)) != 0) return false;
        png_read_image(png, rows);
        png_read_end(png, nullptr);
        return true;
    }

    png_structp png;
    png_infop info;
};

class PngSource : public SliceSource {
  public:
    explicit PngSource(const InputFile& file) : path_(file.path()) {
        header_ = readPngHeader(file);
        bytes_ = file.head(file.size());
        Reading reading{bytes_.data(), bytes_.size()};
        Decoder decoder(reading);
        if (!decoder.readHeader()) fail(reading);
        header_.channels = png_get_channels(decoder.png, decoder.info);
        header_.type = png_get_bit_depth(decoder.png, decoder.info) == 16 ? VoxelType::UInt16
                                                                          : VoxelType::UInt8;
        if (png_get_rowbytes(decoder.png, decoder.info) *
                static_cast<std::size_t>(header_.height) !=
            header_.sliceBytes()) {
            fail(reading);
        }
    }

    void read(std::int64_t, std::int64_t, std::byte* out) override {
        const auto height = static_cast<std::size_t>(header_.height);
        std::vector<png_bytep> rows(height);
        for (std::size_t y = 0; y < height; ++y) {
            rows[y] = reinterpret_cast<png_bytep>(out + y * (header_.sliceBytes() / height));
        }
        Reading reading{bytes_.data(), bytes_.size()};
        Decoder decoder(reading);
        if (!decoder.readHeader() || !decoder.readRows(rows.data())) fail(reading);
    }

  private:
    [[noreturn]] void fail(const Reading& reading) const {
        throw Error(
            fmt::format("{} cannot be read as PNG ({}): it is cut off or damaged. Copy or "
                        "save it again.",
                        path_, reading.message));
    }

    std::string path_;
    std::string bytes_;
};

}  // namespace

std::unique_ptr<SliceSource> openPng(const InputFile& file) {
    return std::make_unique<PngSource>(file);
}

}  // namespace axolemma
