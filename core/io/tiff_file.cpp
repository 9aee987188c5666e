#include "core/io/tiff_file.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/tiff_description.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

int keepMessage(TIFF*, void* message, const char*, const char* format, va_list arguments) {
    char text[512];
    std::vsnprintf(text, sizeof(text), format, arguments);
    auto& kept = *static_cast<std::string*>(message);
    // The first message is the cause, later ones are what follows from it.
    if (kept.empty()) kept = text;
    return 1;
}
int dropMessage(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

/// The most bytes that one stored byte can become, or 0 for a compression that is not read.
double ratioOf(std::uint16_t compression) {
    switch (compression) {
        case COMPRESSION_NONE:
            return 1;
        case COMPRESSION_LZW:
            return 1400;
        case COMPRESSION_DEFLATE:
        case COMPRESSION_ADOBE_DEFLATE:
            return kDeflateRatio;
        case COMPRESSION_PACKBITS:
            return 64;
        case COMPRESSION_ZSTD:
            return 33000;
        case COMPRESSION_LZMA:
            return 8000;
        case COMPRESSION_JPEG:
            return 600;
        default:
            return 0;
    }
}

template <typename T>
T field(TIFF* tiff, std::uint32_t tag, T otherwise = {}) {
    T value{};
    return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : otherwise;
}

}  // namespace

struct TiffFile::Page {
    std::uint64_t directory = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t bits = 0;
    std::uint16_t samples = 0;
    std::uint16_t format = 0;
    std::uint16_t compression = 0;
    std::uint16_t photometric = 0;
    std::uint16_t planar = 0;
    bool reduced = false;
    bool tiled = false;

    bool operator==(const Page& other) const {
        return width == other.width && height == other.height && bits == other.bits &&
               samples == other.samples && format == other.format;
    }
};

TiffFile::TiffFile(const std::string& path) : file_(path), tiff_(nullptr, TIFFClose) {
    const auto options = std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)>(
        TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keepMessage, &message_);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), dropMessage, nullptr);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(),
                                        static_cast<tmsize_t>(file_.size() + (64U << 20U)));
    // m: no memory map, which would kill the program when the file gets shorter meanwhile.
    // D: the tables of strips only when they are needed.
    tiff_.reset(TIFFOpenExt(path.c_str(), "rmD", options.get()));
    if (!tiff_) {
        throw Error(
            fmt::format("{} begins like a TIFF but cannot be read ({}): it is cut off or "
                        "damaged. Copy or save it again.",
                        path, message_));
    }
    swapped_ = TIFFIsByteSwapped(tiff_.get()) != 0;
    scan();
}

TiffFile::~TiffFile() = default;

TiffFile::Page TiffFile::readPage() {
    TIFF* t = tiff_.get();
    Page page;
    page.directory = TIFFCurrentDirOffset(t);
    page.width = field<std::uint32_t>(t, TIFFTAG_IMAGEWIDTH);
    page.height = field<std::uint32_t>(t, TIFFTAG_IMAGELENGTH);
    page.bits = field<std::uint16_t>(t, TIFFTAG_BITSPERSAMPLE);
    page.samples = field<std::uint16_t>(t, TIFFTAG_SAMPLESPERPIXEL);
    page.format = field<std::uint16_t>(t, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    if (page.format == SAMPLEFORMAT_VOID) page.format = SAMPLEFORMAT_UINT;
    page.compression = field<std::uint16_t>(t, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    page.photometric = field<std::uint16_t>(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    page.planar = field<std::uint16_t>(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    page.reduced = (field<std::uint32_t>(t, TIFFTAG_SUBFILETYPE) &
                    (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0;
    page.tiled = TIFFIsTiled(t) != 0;
    return page;
}

/// A directory ends with the place of the next one. Where the file ends before that, libtiff takes
/// the directory for the last, and the slices behind it would be missing without a word.
void TiffFile::checkDirectoryEnd(const Page& page, std::size_t slice) const {
    const bool big = TIFFIsBigTIFF(tiff_.get()) != 0;
    const auto head = file_.head(8, page.directory);
    const bool reversed = swapped_;
    const std::uint64_t entries = head.size() < 8 ? 0
                                  : big           ? stored<std::uint64_t>(head, 0, reversed)
                                                  : stored<std::uint16_t>(head, 0, reversed);
    const std::uint64_t length = big ? 8 + entries * 20 + 8 : 2 + entries * 12 + 4;
    if (head.size() < 8 || entries > 65535 || page.directory + length > file_.size()) {
        throw Error(
            fmt::format("{}, slice {}: the file ends within its directory: it is cut off. "
                        "Copy or save it again.",
                        file_.path(), slice));
    }
}

void TiffFile::scan() {
    TIFF* t = tiff_.get();
    std::vector<Page> pages;
    const char* text = nullptr;
    TIFFGetField(t, TIFFTAG_IMAGEDESCRIPTION, &text);
    const std::string description = text ? text : "";
    for (;;) {
        const Page page = readPage();
        checkDirectoryEnd(page, pages.size());
        if (pages.empty()) {
            pages.push_back(page);
        } else if (!page.reduced) {
            if (!(page == pages.front())) {
                throw Error(fmt::format(
                    "{}, slice {}: it has {} x {} pixels of {} bit, but slice 0 has {} x {} of {} "
                    "bit. Save the slices in one size and type, or as separate files.",
                    file_.path(), pages.size(), page.width, page.height, page.bits * page.samples,
                    pages.front().width, pages.front().height,
                    pages.front().bits * pages.front().samples));
            }
            pages.push_back(page);
        }
        if (TIFFLastDirectory(t) != 0) break;
        message_.clear();
        if (TIFFReadDirectory(t) == 0) {
            throw Error(fmt::format(
                "{}, slice {}: its directory cannot be read ({}); the file is cut off or damaged. "
                "Copy or save it again.",
                file_.path(), pages.size(), message_));
        }
    }
    describe(description, pages);
}

void TiffFile::describe(const std::string& text, const std::vector<Page>& pages) {
    const Page& page = pages.front();
    const auto description = parseTiffDescription(text);
    header_.format = TIFFIsBigTIFF(tiff_.get()) != 0 ? "BigTIFF" : "TIFF";
    header_.width = page.width;
    header_.height = page.height;
    header_.depth = static_cast<std::int64_t>(pages.size());
    header_.channels = page.samples;
    bits_ = page.bits;
    planar_ = page.planar == PLANARCONFIG_SEPARATE && page.samples > 1;

    const auto type =
        page.format == SAMPLEFORMAT_IEEEFP ? floatType(page.bits)
        : page.format <= SAMPLEFORMAT_INT
            ? integerType(page.bits < 8 ? 8 : page.bits, page.format == SAMPLEFORMAT_INT)
            : std::nullopt;
    const bool bitsKnown = page.bits >= 8 || page.bits == 1 || page.bits == 2 || page.bits == 4;
    if (!type || !bitsKnown || page.samples == 0) {
        throw Error(
            fmt::format("{} has pixels of {} values of {} bit, which Axolemma does not "
                        "read. Save it with 8, 16 or 32 bits.",
                        file_.path(), page.samples, page.bits));
    }
    header_.type = *type;
    const bool colour =
        page.photometric == PHOTOMETRIC_RGB || page.photometric == PHOTOMETRIC_YCBCR;
    const bool grey = page.photometric == PHOTOMETRIC_MINISBLACK ||
                      page.photometric == PHOTOMETRIC_MINISWHITE ||
                      page.photometric == PHOTOMETRIC_PALETTE;
    if ((!colour && !grey) ||
        (page.photometric == PHOTOMETRIC_YCBCR && page.compression != COMPRESSION_JPEG)) {
        throw Error(
            fmt::format("{} has colours of a kind (photometric interpretation {}) that "
                        "Axolemma does not read. Save it as grey or RGB.",
                        file_.path(), page.photometric));
    }
    if (header_.channels > 4 || (header_.channels > 1 && bits_ < 8)) {
        throw Error(fmt::format("{} has {} values in a pixel. Save one channel as grey.",
                                file_.path(), header_.channels));
    }
    double ratio = 1;
    for (const Page& each : pages) {
        const double most = ratioOf(each.compression);
        if (most == 0) {
            throw Error(
                fmt::format("{} is compressed in a way (TIFF compression {}) that Axolemma "
                            "does not read. Save it uncompressed, with LZW or deflate.",
                            file_.path(), each.compression));
        }
        if (each.photometric != page.photometric || each.planar != page.planar) {
            throw Error(
                fmt::format("{} has slices of different kinds (colour and grey). Save them "
                            "in one kind.",
                            file_.path()));
        }
        ratio = std::max(ratio, most);
    }
    if (bits_ < 8) ratio *= 8.0 / bits_;

    if (page.photometric == PHOTOMETRIC_PALETTE) {
        header_.notes.push_back(
            "The file has a colour table; its indices are read as grey values.");
    }
    if (page.photometric == PHOTOMETRIC_MINISWHITE &&
        (header_.type == VoxelType::UInt8 || header_.type == VoxelType::UInt16)) {
        inverted_ = true;
        header_.notes.push_back("The file stores white as 0; its values were inverted.");
    }
    using Writer = TiffDescription::Writer;
    if (description.writer == Writer::ImageJ && pages.size() == 1 && description.images > 1 &&
        page.compression == COMPRESSION_NONE && !page.tiled && bits_ >= 8) {
        header_.depth = description.images;
        rawPlanes_ = TIFFGetStrileOffset(tiff_.get(), 0);
        if (rawPlanes_ == 0) failSlice(0);
        checkHeader(header_, file_.path(), file_.size() - std::min(rawPlanes_, file_.size()));
    }
    checkHeader(header_, file_.path(), file_.size(), ratio);

    std::string note;
    const auto planes = description.slicePlanes(header_.depth, note);
    if (!note.empty()) header_.notes.push_back(note);
    header_.depth = static_cast<std::int64_t>(planes.size());
    places_.reserve(planes.size());
    for (const auto plane : planes) {
        places_.push_back(rawPlanes_ != 0 ? rawPlanes_ + static_cast<std::uint64_t>(plane) *
                                                             header_.sliceBytes()
                                          : pages[static_cast<std::size_t>(plane)].directory);
    }
    if (rawPlanes_ == 0) TIFFSetSubDirectory(tiff_.get(), pages.front().directory);
    header_.facts = description.facts;
    takeVoxelSize(description);
}

void TiffFile::takeVoxelSize(const TiffDescription& description) {
    TIFF* t = tiff_.get();
    float xPerUnit = 0;
    float yPerUnit = 0;
    TIFFGetField(t, TIFFTAG_XRESOLUTION, &xPerUnit);
    TIFFGetField(t, TIFFTAG_YRESOLUTION, &yPerUnit);
    if (description.x > 0 && description.y > 0) {
        setSpacing(header_, description.x, description.y, description.z);
        return;
    }
    if (!(xPerUnit > 0) || !(yPerUnit > 0)) return;
    if (description.writer == TiffDescription::Writer::ImageJ) {
        if (description.resolutionUnit > 0) {
            setSpacing(header_, description.resolutionUnit / static_cast<double>(xPerUnit),
                       description.resolutionUnit / static_cast<double>(yPerUnit), description.z);
        }
        return;
    }
    const auto unit = field<std::uint16_t>(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    if (unit != RESUNIT_INCH && unit != RESUNIT_CENTIMETER) return;
    const double nanometres = unit == RESUNIT_INCH ? 2.54e7 : 1e7;
    const double x = nanometres / static_cast<double>(xPerUnit);
    const double y = nanometres / static_cast<double>(yPerUnit);
    // A resolution for printers (72 to 1200 to the inch) says nothing about the tissue.
    if (std::max(x, y) < 1000) setSpacing(header_, x, y, 0);
}

void TiffFile::failSlice(std::int64_t z) const {
    throw Error(
        fmt::format("{}, slice {}: its pixels cannot be read ({}); the file is cut off or "
                    "damaged. Copy or save it again.",
                    file_.path(), z, message_.empty() ? "not enough data" : message_.c_str()));
}

}  // namespace axolemma
