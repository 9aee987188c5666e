#include <fmt/format.h>
#include <tiffio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/io/format_writers.h"
#include "core/io/image_header.h"
#include "core/io/output_file.h"
#include "core/io/tiff_description.h"

namespace axolemma {
namespace {

constexpr std::uint64_t kMostInClassicTiff = 0xFFFFFFFFULL;
constexpr std::size_t kStripBytes = 256U << 10U;

int noteFailure(TIFF*, void* failed, const char*, const char*, va_list) {
    *static_cast<bool*>(failed) = true;
    return 1;
}
int dropMessage(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

/// What ImageJ reads: how many slices there are and how far apart, in the unit of the resolution;
/// and lines of our own, which ImageJ passes over.
std::string describe(const Stack& stack) {
    auto text = fmt::format("ImageJ=1.53t\nimages={0}\nslices={0}\n", stack.depth());
    if (stack.spacingKnown()) text += fmt::format("unit=nm\nspacing={:g}\n", stack.spacing().z);
    text += "loop=false\n";
    for (const auto& [name, value] : stack.facts)
        text += fmt::format("{}{}={}\n", kFactPrefix, name, value);
    return text;
}

class TiffWriter {
  public:
    TiffWriter(OutputFile& file, const Stack& stack, bool big) : file_(file), stack_(stack) {
        const auto options = std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)>(
            TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
        TIFFOpenOptionsSetErrorHandlerExtR(options.get(), noteFailure, &failed_);
        TIFFOpenOptionsSetWarningHandlerExtR(options.get(), dropMessage, nullptr);
        ::lseek(file.descriptor(), 0, SEEK_SET);
        if (::ftruncate(file.descriptor(), 0) != 0) file.fail(errno);
        // libtiff closes what it is given.
        const int copy = ::dup(file.descriptor());
        if (copy < 0) file.fail(errno);
        tiff_ = TIFFFdOpenExt(copy, file.temporary().c_str(), big ? "w8" : "w", options.get());
        if (!tiff_) {
            const int reason = errno;
            ::close(copy);
            file.fail(reason);
        }
    }
    ~TiffWriter() {
        if (tiff_) TIFFClose(tiff_);
    }

    std::uint64_t size() const {
        return static_cast<std::uint64_t>(::lseek(file_.descriptor(), 0, SEEK_END));
    }

    void writeSlice(int z) {
        const auto type = voxelTypeOf(stack_);
        const auto rowBytes = static_cast<std::size_t>(stack_.width()) * bytesOf(type);
        const auto height = static_cast<std::size_t>(stack_.height());
        const auto rows = std::clamp<std::size_t>(kStripBytes / rowBytes, 1, height);
        setTags(z, type, rows);
        // libtiff reverses bytes in place on some machines, hence the copy of each strip.
        std::vector<std::byte> strip;
        const auto* slice =
            bytesOf(stack_.voxels()) + static_cast<std::size_t>(z) * height * rowBytes;
        for (std::size_t y = 0, index = 0; y < height; y += rows, ++index) {
            const auto bytes = std::min(rows, height - y) * rowBytes;
            strip.assign(slice + y * rowBytes, slice + y * rowBytes + bytes);
            errno = 0;
            if (TIFFWriteEncodedStrip(tiff_, static_cast<std::uint32_t>(index), strip.data(),
                                      static_cast<tmsize_t>(bytes)) < 0) {
                file_.fail(errno);
            }
        }
        errno = 0;
        if (TIFFWriteDirectory(tiff_) == 0 || failed_) file_.fail(errno);
    }

    void close() {
        errno = 0;
        TIFFClose(std::exchange(tiff_, nullptr));
        if (failed_) file_.fail(errno);
    }

  private:
    void setTags(int z, VoxelType type, std::size_t rows) {
        const bool isFloat = type == VoxelType::Float32 || type == VoxelType::Float64;
        const bool isSigned = nameOf(type).starts_with("int");
        TIFFSetField(tiff_, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(stack_.width()));
        TIFFSetField(tiff_, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(stack_.height()));
        TIFFSetField(tiff_, TIFFTAG_BITSPERSAMPLE, static_cast<int>(bytesOf(type) * 8));
        TIFFSetField(tiff_, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff_, TIFFTAG_SAMPLEFORMAT,
                     isFloat    ? SAMPLEFORMAT_IEEEFP
                     : isSigned ? SAMPLEFORMAT_INT
                                : SAMPLEFORMAT_UINT);
        TIFFSetField(tiff_, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff_, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff_, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(rows));
        // ImageJ 1.53t reads 16-bit deflate with a predictor wrong without saying so.
        TIFFSetField(tiff_, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
        TIFFSetField(tiff_, TIFFTAG_PREDICTOR, PREDICTOR_NONE);
        if (stack_.spacingKnown()) {
            TIFFSetField(tiff_, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
            TIFFSetField(tiff_, TIFFTAG_XRESOLUTION, 1 / stack_.spacing().x);
            TIFFSetField(tiff_, TIFFTAG_YRESOLUTION, 1 / stack_.spacing().y);
        }
        if (z == 0) TIFFSetField(tiff_, TIFFTAG_IMAGEDESCRIPTION, describe(stack_).c_str());
    }

    OutputFile& file_;
    const Stack& stack_;
    bool failed_ = false;
    TIFF* tiff_ = nullptr;
};

/// False where the file would be too long for a classic TIFF.
bool writeAll(OutputFile& file, const Stack& stack, const BeforeSlice& before, bool big,
              std::uint64_t longest) {
    TiffWriter writer(file, stack, big);
    const auto sliceBytes = static_cast<std::uint64_t>(stack.width()) *
                            static_cast<std::uint64_t>(stack.height()) *
                            bytesOf(voxelTypeOf(stack));
    for (int z = 0; z < stack.depth(); ++z) {
        before(z);
        // Deflate makes noise at most a little longer.
        if (!big && writer.size() + sliceBytes + sliceBytes / 100 + (1U << 20U) > longest) {
            return false;
        }
        writer.writeSlice(z);
    }
    writer.close();
    return true;
}

}  // namespace

void writeTiff(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before,
               std::uint64_t longest) {
    OutputFile file(path);
    // Labels shrink so much that few stacks need BigTIFF: so it is only taken once it turns out
    // that nothing less will do.
    if (!writeAll(file, stack, before, false, longest)) {
        writeAll(file, stack, before, true, longest);
    }
    file.commit();
}

void writeTiff(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before) {
    writeTiff(path, stack, before, kMostInClassicTiff);
}

}  // namespace axolemma
