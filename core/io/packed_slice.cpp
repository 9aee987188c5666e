#include "core/io/packed_slice.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <string_view>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/input_file.h"
#include "core/io/sha256.h"

namespace axolemma {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "pixels are stored as they are in memory");

namespace {

constexpr std::string_view kMagic = "AXOSLICE";
constexpr std::size_t kHead = kMagic.size() + 4 + 4 + 1;
/// Wider ones are not made, and their number of pixels fits in any type.
constexpr std::uint32_t kLargest = 1U << 20U;

struct Unpacked {
    int width = 0;
    int height = 0;
    int bytesPerPixel = 0;
    std::string pixels;
};

template <typename T>
std::string rawBytes(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string nameOf(std::string_view head, std::string_view pixels) {
    Sha256 sum;
    sum.add(head);
    sum.add(pixels);
    return sum.finish();
}

std::string packed(std::string_view pixels) {
    uLongf size = ::compressBound(static_cast<uLong>(pixels.size()));
    std::string out(size, '\0');
    const int result = ::compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                                   reinterpret_cast<const Bytef*>(pixels.data()),
                                   static_cast<uLong>(pixels.size()), Z_BEST_SPEED);
    // The bound is never too small, so memory is all that can be missing.
    if (result != Z_OK) throw std::bad_alloc();
    out.resize(size);
    return out;
}

template <typename Stored, typename T>
std::string pixelBytes(ImageView<const T> pixels) {
    std::string bytes(pixels.size() * sizeof(Stored), '\0');
    char* out = bytes.data();
    for (int y = 0; y < pixels.height(); ++y)
        for (int x = 0; x < pixels.width(); ++x, out += sizeof(Stored)) {
            const auto value = static_cast<Stored>(pixels.row(y)[x]);
            std::memcpy(out, &value, sizeof value);
        }
    return bytes;
}

Unpacked read(const fs::path& folder, const std::string& name) {
    const std::string path = sliceFile(folder, name).string();
    const auto damaged = [&] {
        return Error(
            fmt::format("{}: a slice of the proposal is damaged. Segment it once more; "
                        "what you said of the stack is not affected.",
                        path));
    };
    const InputFile file(path);
    const std::string bytes = file.head(static_cast<std::size_t>(file.size()));
    if (bytes.size() < kHead || !bytes.starts_with(kMagic)) throw damaged();
    const auto width = littleEndian<std::uint32_t>(bytes, kMagic.size());
    const auto height = littleEndian<std::uint32_t>(bytes, kMagic.size() + 4);
    const auto per = static_cast<std::uint8_t>(bytes[kHead - 1]);
    if (width > kLargest || height > kLargest || !(per == 1 || per == 2 || per == 4 || per == 8))
        throw damaged();
    const std::uint64_t size = std::uint64_t{width} * height * per;
    // zlib packs 1032 times at most.
    if (size / 1100 > bytes.size()) throw damaged();
    std::string pixels(size, '\0');
    uLongf got = static_cast<uLongf>(size);
    const int result = ::uncompress(reinterpret_cast<Bytef*>(pixels.data()), &got,
                                    reinterpret_cast<const Bytef*>(bytes.data() + kHead),
                                    static_cast<uLong>(bytes.size() - kHead));
    if (result != Z_OK || got != size ||
        nameOf(std::string_view(bytes).substr(0, kHead), pixels) != name)
        throw damaged();
    return {static_cast<int>(width), static_cast<int>(height), per, std::move(pixels)};
}

/// Whether the slice is there and reads back: one that was damaged on the disk is mended by being
/// written again.
bool isWhole(const fs::path& folder, const std::string& name) {
    std::error_code ignored;
    if (!fs::exists(sliceFile(folder, name), ignored)) return false;
    try {
        (void)read(folder, name);
        return true;
    } catch (const Error&) {
        return false;
    }
}

std::string write(const fs::path& folder, int width, int height, int bytesPerPixel,
                  const std::string& pixels) {
    const std::string head = std::string(kMagic) + rawBytes(static_cast<std::uint32_t>(width)) +
                             rawBytes(static_cast<std::uint32_t>(height)) +
                             static_cast<char>(bytesPerPixel);
    std::string name = nameOf(head, pixels);
    const fs::path file = sliceFile(folder, name);
    if (!isWhole(folder, name)) writeFileAtomically(file, head + packed(pixels));
    return name;
}

template <typename Stored, typename T>
void spread(const std::string& bytes, Image<T>& image) {
    const char* in = bytes.data();
    for (T& pixel : image) {
        Stored value;
        std::memcpy(&value, in, sizeof value);
        pixel = static_cast<T>(value);
        in += sizeof value;
    }
}

}  // namespace

fs::path sliceFile(const fs::path& folder, const std::string& name) {
    return folder / (name + ".slice");
}

std::string writeSlice(const fs::path& folder, ImageView<const std::uint8_t> pixels) {
    return write(folder, pixels.width(), pixels.height(), 1, pixelBytes<std::uint8_t>(pixels));
}

std::string writeSlice(const fs::path& folder, ImageView<const std::uint64_t> pixels) {
    std::uint64_t largest = 0;
    for (int y = 0; y < pixels.height(); ++y)
        for (int x = 0; x < pixels.width(); ++x) largest = std::max(largest, pixels.row(y)[x]);
    const int width = pixels.width();
    const int height = pixels.height();
    if (largest <= 0xFF) return write(folder, width, height, 1, pixelBytes<std::uint8_t>(pixels));
    if (largest <= 0xFFFF)
        return write(folder, width, height, 2, pixelBytes<std::uint16_t>(pixels));
    if (largest <= 0xFFFFFFFF)
        return write(folder, width, height, 4, pixelBytes<std::uint32_t>(pixels));
    return write(folder, width, height, 8, pixelBytes<std::uint64_t>(pixels));
}

Image<std::uint64_t> readLabelSlice(const fs::path& folder, const std::string& name) {
    const Unpacked slice = read(folder, name);
    Image<std::uint64_t> labels(slice.width, slice.height);
    if (slice.bytesPerPixel == 1) spread<std::uint8_t>(slice.pixels, labels);
    if (slice.bytesPerPixel == 2) spread<std::uint16_t>(slice.pixels, labels);
    if (slice.bytesPerPixel == 4) spread<std::uint32_t>(slice.pixels, labels);
    if (slice.bytesPerPixel == 8) spread<std::uint64_t>(slice.pixels, labels);
    return labels;
}

Image<std::uint8_t> readMapSlice(const fs::path& folder, const std::string& name) {
    const Unpacked slice = read(folder, name);
    if (slice.bytesPerPixel != 1)
        throw Error(fmt::format("{}: is no map of probabilities. Segment it once more.",
                                sliceFile(folder, name).string()));
    Image<std::uint8_t> map(slice.width, slice.height);
    spread<std::uint8_t>(slice.pixels, map);
    return map;
}

}  // namespace axolemma
