// The formats that are a header and a block of voxels: NRRD, MetaImage, NIfTI.
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>

#include "core/error.h"
#include "core/io/format_writers.h"
#include "core/io/image_header.h"
#include "core/io/output_file.h"

namespace axolemma {
namespace {

namespace fs = std::filesystem;

std::size_t sliceBytesOf(const Stack& stack) {
    return static_cast<std::size_t>(stack.width()) * static_cast<std::size_t>(stack.height()) *
           bytesOf(voxelTypeOf(stack));
}

template <typename Write>
void writeSlices(const Stack& stack, const BeforeSlice& before, const Write& write) {
    const auto bytes = sliceBytesOf(stack);
    const auto* voxels = bytesOf(stack.voxels());
    for (int z = 0; z < stack.depth(); ++z) {
        before(z);
        write(voxels + static_cast<std::size_t>(z) * bytes, bytes);
    }
}

/// A gzip stream into an OutputFile.
class GzipWriter {
  public:
    explicit GzipWriter(OutputFile& file) : file_(file) {
        constexpr int kGzipFrame = 16 + 15;
        if (::deflateInit2(&stream_, 4, Z_DEFLATED, kGzipFrame, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
            file.fail(ENOMEM);
        }
    }
    ~GzipWriter() { ::deflateEnd(&stream_); }
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;

    void write(const void* bytes, std::size_t count) {
        // zlib counts in 32 bits.
        constexpr std::size_t kMost = 1U << 30U;
        const auto* next = static_cast<const Bytef*>(bytes);
        for (; count > 0;) {
            const auto part = std::min(count, kMost);
            stream_.next_in = const_cast<Bytef*>(next);
            stream_.avail_in = static_cast<uInt>(part);
            drain(Z_NO_FLUSH);
            next += part;
            count -= part;
        }
    }
    void finish() { drain(Z_FINISH); }

  private:
    void drain(int flush) {
        do {
            stream_.next_out = buffer_.data();
            stream_.avail_out = static_cast<uInt>(buffer_.size());
            ::deflate(&stream_, flush);
            file_.write(buffer_.data(), buffer_.size() - stream_.avail_out);
        } while (stream_.avail_out == 0);
    }

    OutputFile& file_;
    z_stream stream_ = {};
    std::array<Bytef, 1U << 16U> buffer_;
};

std::string nrrdType(VoxelType type) {
    if (type == VoxelType::Float32) return "float";
    if (type == VoxelType::Float64) return "double";
    return std::string(nameOf(type));
}

std::string metaType(VoxelType type) {
    static constexpr std::array<const char*, 10> kNames = {
        "MET_UCHAR", "MET_CHAR",       "MET_USHORT",    "MET_SHORT", "MET_UINT",
        "MET_INT",   "MET_ULONG_LONG", "MET_LONG_LONG", "MET_FLOAT", "MET_DOUBLE"};
    return kNames[static_cast<std::size_t>(type)];
}

template <typename T>
void put(std::string& bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof(T));
}

std::string niftiHeader(const fs::path& path, const Stack& stack) {
    static constexpr std::array<std::int16_t, 10> kCodes = {2, 256,  512,  4,  768,
                                                            8, 1280, 1024, 16, 64};
    const std::array<int, 3> size = {stack.width(), stack.height(), stack.depth()};
    for (const int edge : size) {
        if (edge > std::numeric_limits<std::int16_t>::max()) {
            throw Error(
                fmt::format("{} cannot be written: NIfTI holds at most 32767 voxels along "
                            "an edge, the stack has {}. Use TIFF, NRRD or MHA.",
                            path.string(), edge));
        }
    }
    constexpr std::size_t kHeaderBytes = 352;
    std::string header(kHeaderBytes, '\0');
    put<std::int32_t>(header, 0, 348);
    put<std::int16_t>(header, 40, 3);
    for (std::size_t axis = 0; axis < 7; ++axis) {
        put<std::int16_t>(header, 42 + 2 * axis,
                          static_cast<std::int16_t>(axis < 3 ? size[axis] : 1));
    }
    const auto type = voxelTypeOf(stack);
    put<std::int16_t>(header, 70, kCodes[static_cast<std::size_t>(type)]);
    put<std::int16_t>(header, 72, static_cast<std::int16_t>(bytesOf(type) * 8));
    put<float>(header, 76, 1.0F);
    // NIfTI's smallest unit is the micrometre.
    const auto spacing = stack.spacing();
    if (stack.spacingKnown()) {
        put<float>(header, 80, static_cast<float>(spacing.x * 1e-3));
        put<float>(header, 84, static_cast<float>(spacing.y * 1e-3));
        put<float>(header, 88, static_cast<float>(spacing.z * 1e-3));
        header[123] = 3;
    }
    put<float>(header, 108, static_cast<float>(kHeaderBytes));
    put<float>(header, 112, 1.0F);
    header.replace(344, 3, "n+1");
    return header;
}

}  // namespace

void writeNrrd(const fs::path& path, const Stack& stack, const BeforeSlice& before) {
    OutputFile file(path);
    const auto spacing = stack.spacing();
    auto header = fmt::format(
        "NRRD0004\n# Written by Axolemma\ntype: {}\ndimension: 3\nsizes: {} {} {}\n"
        "encoding: gzip\nendian: little\nkinds: domain domain domain\n",
        nrrdType(voxelTypeOf(stack)), stack.width(), stack.height(), stack.depth());
    if (stack.spacingKnown()) {
        header += fmt::format("spacings: {} {} {}\nunits: \"nm\" \"nm\" \"nm\"\n", spacing.x,
                              spacing.y, spacing.z);
    }
    file.write(header + "\n");
    GzipWriter gzip(file);
    writeSlices(stack, before, [&](const auto* voxels, auto count) { gzip.write(voxels, count); });
    gzip.finish();
    file.commit();
}

void writeMeta(const fs::path& path, const Stack& stack, const BeforeSlice& before) {
    OutputFile file(path);
    const auto spacing = stack.spacing();
    // MetaImage has no unit; ITK's programs take mm.
    const auto size = stack.spacingKnown()
                          ? fmt::format("ElementSpacing = {} {} {}\n", spacing.x * 1e-6,
                                        spacing.y * 1e-6, spacing.z * 1e-6)
                          : std::string();
    file.write(fmt::format(
        "ObjectType = Image\nNDims = 3\nBinaryData = True\n"
        "BinaryDataByteOrderMSB = False\nCompressedData = False\n{}"
        "DimSize = {} {} {}\nElementType = {}\nElementDataFile = LOCAL\n",
        size, stack.width(), stack.height(), stack.depth(), metaType(voxelTypeOf(stack))));
    writeSlices(stack, before, [&](const auto* voxels, auto count) { file.write(voxels, count); });
    file.commit();
}

void writeNifti(const fs::path& path, const Stack& stack, const BeforeSlice& before) {
    const auto header = niftiHeader(path, stack);
    OutputFile file(path);
    if (path.extension() == ".gz" || path.extension() == ".GZ") {
        GzipWriter gzip(file);
        gzip.write(header.data(), header.size());
        writeSlices(stack, before,
                    [&](const auto* voxels, auto count) { gzip.write(voxels, count); });
        gzip.finish();
    } else {
        file.write(header);
        writeSlices(stack, before,
                    [&](const auto* voxels, auto count) { file.write(voxels, count); });
    }
    file.commit();
}

}  // namespace axolemma
