#include "core/io/slice_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/error.h"
#include "core/io/block_source.h"
#include "core/io/grey.h"
#include "core/io/hdf5_source.h"
#include "core/io/itk_source.h"
#include "core/io/jpeg_source.h"
#include "core/io/png_source.h"

namespace axolemma {
namespace {

enum class Format { Tiff, Png, Jpeg, Mrc, Nrrd, Meta, Nifti, Hdf5 };

std::optional<Format> formatOf(const InputFile& file) {
    const auto head = file.head(2048);
    const std::string_view text = head;
    const auto at = [&](std::size_t place, std::string_view magic) {
        return text.size() >= place + magic.size() && text.substr(place, magic.size()) == magic;
    };
    if (at(0, {"II*\0", 4}) || at(0, {"MM\0*", 4}) || at(0, {"II+\0", 4}) || at(0, {"MM\0+", 4})) {
        return Format::Tiff;
    }
    if (at(0, "\x89PNG\r\n\x1A\n")) return Format::Png;
    if (at(0, "\xFF\xD8\xFF")) return Format::Jpeg;
    // HDF5 may begin behind a block of the user's own, at 512 or a power of two times that.
    for (std::size_t place : {0, 512, 1024}) {
        if (at(place, "\x89HDF\r\n\x1A\n")) return Format::Hdf5;
    }
    if (at(0, "NRRD000")) return Format::Nrrd;
    if (at(208, "MAP")) return Format::Mrc;
    if (at(344, {"n+1\0", 4})) return Format::Nifti;
    const auto name = file.path();
    const bool isGzip = at(0, "\x1F\x8B");
    if (isGzip && name.ends_with(".nii.gz")) return Format::Nifti;
    const auto firstWord = text.substr(0, text.find_first_of(" \t=\r\n"));
    if (firstWord == "ObjectType" || firstWord == "NDims" || firstWord == "Comment") {
        return Format::Meta;
    }
    return std::nullopt;
}

[[noreturn]] void refuse(const InputFile& file) {
    const auto head = file.head(64);
    const bool isText = std::all_of(head.begin(), head.end(), [](unsigned char c) {
        return c >= 0x80 || std::isprint(c) != 0 || std::isspace(c) != 0;
    });
    throw Error(
        fmt::format("{} is not an image that Axolemma knows: {}. Choose a TIFF, PNG, JPEG, "
                    "MRC, NRRD, MHA, NIfTI or HDF5 file.",
                    file.path(),
                    isText ? "it is text"
                           : "its first bytes are none of its "
                             "formats'"));
}

std::unique_ptr<SliceSource> open(const std::string& path) {
    const InputFile file(path);
    const auto format = formatOf(file);
    if (!format) refuse(file);
    switch (*format) {
        case Format::Tiff:
            return openTiff(path);
        case Format::Png:
            return openPng(file);
        case Format::Jpeg:
            return openJpeg(file);
        case Format::Mrc:
            return openMrc(file);
        case Format::Nrrd:
            return openBlock(readNrrdHeader(file));
        case Format::Meta:
            return openBlock(readMetaHeader(file));
        case Format::Nifti:
            return openBlock(readNiftiHeader(file));
        case Format::Hdf5:
            return openHdf5(path, {});
    }
    refuse(file);
}

}  // namespace

void readGrey(SliceSource& source, std::int64_t first, std::int64_t count, std::byte* out) {
    const auto& header = source.header();
    if (header.channels == 1) return source.read(first, count, out);
    const auto pixels = static_cast<std::size_t>(header.width * header.height * count);
    std::vector<std::byte> colours(header.sliceBytes() * static_cast<std::size_t>(count));
    source.read(first, count, colours.data());
    makeGrey(colours.data(), pixels, header.channels, header.type, out);
}

std::unique_ptr<SliceSource> openSource(const std::string& path) {
    std::error_code ignored;
    const auto colon = path.rfind(":/");
    if (colon != std::string::npos && !std::filesystem::exists(path, ignored)) {
        // "file.h5:/dataset"
        const auto file = path.substr(0, colon);
        if (formatOf(InputFile(file)) != Format::Hdf5) {
            throw Error(
                fmt::format("{} is not an HDF5 file, so it has no dataset {}. Open it "
                            "without that.",
                            file, path.substr(colon + 1)));
        }
        return openHdf5(file, path.substr(colon + 1));
    }
    return open(path);
}

}  // namespace axolemma
