#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/format_headers.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

constexpr std::size_t kHeaderBytes = 1024;
/// "IMOD" as a number: files of that program say in a flag whether bytes have a sign.
constexpr std::int32_t kImodStamp = 1146047817;

}  // namespace

ImageHeader readMrcHeader(const InputFile& file) {
    const auto raw = file.head(kHeaderBytes);
    if (raw.size() < kHeaderBytes) {
        throw Error(fmt::format("{} is cut off within its MRC header. Copy or save it again.",
                                file.path()));
    }
    // The axes' order holds 1, 2, 3 in the file's byte order, also where the machine stamp is
    // wrong.
    const auto first = littleEndian<std::int32_t>(raw, 64);
    const bool isBig = first < 1 || first > 3;
    const auto integer = [&](std::size_t word) {
        return isBig ? bigEndian<std::int32_t>(raw, word * 4)
                     : littleEndian<std::int32_t>(raw, word * 4);
    };
    const auto real = [&](std::size_t word) {
        return static_cast<double>(isBig ? bigEndian<float>(raw, word * 4)
                                         : littleEndian<float>(raw, word * 4));
    };
    ImageHeader header;
    header.format = "MRC";
    header.width = integer(0);
    header.height = integer(1);
    header.depth = integer(2);
    const auto mode = integer(3);
    switch (mode) {
        case 0: {
            const bool isUnsigned = integer(38) == kImodStamp && (integer(39) & 1) == 0;
            header.type = isUnsigned ? VoxelType::UInt8 : VoxelType::Int8;
            break;
        }
        case 1:
            header.type = VoxelType::Int16;
            break;
        case 2:
            header.type = VoxelType::Float32;
            break;
        case 6:
            header.type = VoxelType::UInt16;
            break;
        default:
            throw Error(
                fmt::format("{} has voxels of MRC mode {}, which Axolemma does not read. "
                            "Save it as mode 0, 1, 2 or 6.",
                            file.path(), mode));
    }
    if (integer(16) != 1 || integer(17) != 2 || integer(18) != 3) {
        throw Error(
            fmt::format("{} stores its axes in the order {}, {}, {}. Save it with x, y, z "
                        "as columns, rows and sections.",
                        file.path(), integer(16), integer(17), integer(18)));
    }
    const auto extended = integer(23);
    if (extended < 0 || kHeaderBytes + static_cast<std::uint64_t>(extended) > file.size()) {
        throw Error(
            fmt::format("{} ends within its header: it is cut off or damaged. Copy or save "
                        "it again.",
                        file.path()));
    }
    checkHeader(header, file.path(),
                file.size() - kHeaderBytes - static_cast<std::uint64_t>(extended));
    // The cell is in angstrom, over the number of intervals along each axis.
    double size[3];
    bool known = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto intervals = integer(7 + axis);
        size[axis] = intervals > 0 ? real(10 + axis) / intervals * 0.1 : 0;
        known = known && std::isfinite(size[axis]) && size[axis] > 0;
    }
    if (known) setSpacing(header, size[0], size[1], size[2]);
    return header;
}

}  // namespace axolemma
