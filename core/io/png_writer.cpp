#include <fmt/format.h>

#include <memory>
#include <vector>

#include "core/error.h"
#include "core/io/format_writers.h"
#include "core/io/image_header.h"
#include "core/io/output_file.h"
#include "core/io/png_encoder.h"
#include "core/io/stack_writer.h"

namespace axolemma {
namespace {

namespace fs = std::filesystem;

fs::path sliceOf(const fs::path& series, int z) {
    return series.parent_path() / fmt::format("{}_{:04}.png", series.stem().string(), z);
}

}  // namespace

void writePngSeries(const fs::path& path, const Stack& stack, const BeforeSlice& before) {
    const auto type = voxelTypeOf(stack);
    if (type != VoxelType::UInt8 && type != VoxelType::UInt16) {
        throw Error(
            fmt::format("{} cannot be written: PNG holds whole numbers of 8 or 16 bits, the "
                        "stack has {}. Use TIFF, NRRD or MHA.",
                        path.string(), nameOf(type)));
    }
    PngPicture picture;
    picture.width = stack.width();
    picture.height = stack.height();
    picture.bits = static_cast<int>(bytesOf(type)) * 8;
    if (stack.spacingKnown()) {
        const auto spacing = stack.spacing();
        picture.nmPerPixelX = spacing.x;
        picture.nmPerPixelY = spacing.y;
        picture.voxelSize = fmt::format("{} {} {}", spacing.x, spacing.y, spacing.z);
    }
    // Both would be read as one stack.
    std::error_code ignored;
    if (const auto next = sliceOf(path, stack.depth()); fs::exists(next, ignored)) {
        throw Error(fmt::format(
            "{} cannot be written: there is a longer series of that name, which goes on "
            "with {}. Remove it or choose another name.",
            path.string(), next.filename().string()));
    }
    const auto sliceBytes = static_cast<std::size_t>(stack.width()) *
                            static_cast<std::size_t>(stack.height()) * bytesOf(type);
    // An old series is replaced once all of the new one is there: half of each is no stack.
    std::vector<std::unique_ptr<OutputFile>> files;
    for (int z = 0; z < stack.depth(); ++z) {
        before(z);
        picture.pixels = bytesOf(stack.voxels()) + static_cast<std::size_t>(z) * sliceBytes;
        files.push_back(std::make_unique<OutputFile>(sliceOf(path, z)));
        files.back()->write(encodePng(picture));
        files.back()->finish();
    }
    for (const auto& file : files) file->commit();
}

void writePng(const fs::path& path, ImageView<const Rgb> image) {
    static_assert(sizeof(Rgb) == 3);
    if (image.empty()) {
        throw Error(fmt::format("{} cannot be written: the picture has no pixels.", path.string()));
    }
    std::vector<Rgb> rows;
    rows.reserve(image.size());
    for (int y = 0; y < image.height(); ++y) {
        rows.insert(rows.end(), image.row(y), image.row(y) + image.width());
    }
    PngPicture picture;
    picture.pixels = reinterpret_cast<const std::byte*>(rows.data());
    picture.width = image.width();
    picture.height = image.height();
    picture.channels = 3;
    OutputFile file(path);
    file.write(encodePng(picture));
    file.commit();
}

}  // namespace axolemma
